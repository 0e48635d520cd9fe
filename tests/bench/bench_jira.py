"""What pulls from Jira Cloud cost: requests, memory, processor and time, of a first night and two later ones.

    python -m tests.bench.bench_jira [--tickets 20000] [--many 200000] [--projects 4]

The sandbox serves in this process and the pull runs in one of its own, whose memory is counted above its
imports'. Fails where a night costs more requests than it must, where memory is too much or grows with the
number of tickets, and where it takes much longer because every answer takes 100 ms.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

import requests

from connectors.jira.pull import pull
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.sandbox.jira.access import TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.tickets import Board, Change, Comment, Project, Status, Ticket, Value, Worklog
from connectors.sandbox.world.world import Person, World
from tests.bench.memory import peak

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
CHANGED = 130
MILLISECONDS = 100
MOST_MEBIBYTES = 300
# Memory that may come with ten times as many tickets: their ids, and no more of them.
MOST_GROWTH = 1.25
MOST_SLOWDOWN = 1.5
# Histories of a ticket: 23 of two.
HISTORIES = (11, 12)
STATUSES = ("To Do", "In Progress", "Done")
PEOPLE = ("ana", "ben")
# Requests that a site costs beside its tickets: first contact (2), its id, fields, statuses, types, projects,
# boards, users (2); for each board its configuration and its sprints; and for each project who asks.
REFERENCE = 10
PER_BOARD = 2
PER_PROJECT = 1


@dataclass(frozen=True)
class Night:
    """What one pull cost."""

    requests: int
    tickets: int
    histories: int
    seconds: float
    processor_seconds: float
    mebibytes: float


def world(tickets: int, projects: int) -> World:
    """Every ticket has histories, two comments and every fourth a worklog; the last ones change late."""
    keys = [f"P{number}" for number in range(projects)]
    return World(
        name="Meridian",
        jira_url="https://meridian.example",
        github_organization="meridian",
        people=[Person(name, name, f"{name}@example.org", "UTC", f"acc-{name}") for name in PEOPLE],
        teams=[],
        statuses=[
            Status("1", "To Do", "new"),
            Status("2", "In Progress", "indeterminate"),
            Status("3", "Done", "done"),
        ],
        projects=[Project(str(10_000 + n), key, key) for n, key in enumerate(keys)],
        repositories=[],
        resolutions=["Done"],
        ticket_types=["Task"],
        boards=[Board(n, key, key) for n, key in enumerate(keys, 1)],
        tickets=[
            _ticket(n, keys[n % projects], n > tickets - CHANGED, tickets) for n in range(1, tickets + 1)
        ],
    )


def _ticket(number: int, project: str, is_late: bool, tickets: int) -> Ticket:
    at = START + timedelta(minutes=number)
    initial: dict[str, Value] = {
        "key": f"{project}-{number}",
        "project": project,
        "status": "To Do",
        "summary": "Some work",
        "assignee": "ana",
    }
    ticket = Ticket(100_000 + number, "Task", "ana", at, initial)
    first = number * 20
    ticket.changes = [
        Change(first + n, at + timedelta(minutes=n), PEOPLE[n % 2], _edit(n))
        for n in range(1, HISTORIES[number % 2] + 1)
    ]
    ticket.comments = [Comment(first + n, at + timedelta(minutes=n), PEOPLE[n]) for n in (0, 1)]
    if number % 4 == 0:
        ticket.worklogs = [Worklog(first, at, "ben", at, 1800)]
    if is_late:
        late = START + timedelta(minutes=tickets, days=2)
        ticket.changes.append(Change(first + 19, late, "ben", (("assignee", "ben"),)))
    return ticket


def _edit(number: int) -> tuple[tuple[str, Value], ...]:
    if number % 2:
        return (("status", STATUSES[number % 3]),)
    return (("assignee", PEOPLE[number % 4 // 2]), ("labels", (f"l{number}",)))


def pulled(url: str, root: str) -> Night:
    """One pull, in this process."""
    before, began, worked = peak(), time.perf_counter(), time.process_time()
    outcome = pull(JiraSource("jira", url, USER, TOKEN), Landing(Path(root)))
    assert outcome.is_complete, outcome.scopes
    read = {
        stream: sum(scope.counts[stream].read for scope in outcome.scopes if stream in scope.counts)
        for stream in ("jira_issue", "jira_changelog")
    }
    return Night(
        outcome.requests,
        read["jira_issue"],
        read["jira_changelog"],
        time.perf_counter() - began,
        time.process_time() - worked,
        peak() - before,
    )


def night(sandbox: Sandbox, root: Path, name: str, most: int) -> Night:
    """One pull in a process of its own, which may take `most` requests."""
    # The sandbox works out what it shows when it is first asked; that is not the pull's time.
    requests.post(
        f"{sandbox.jira_url}/rest/api/3/search/jql",
        json={"jql": "created >= 0", "maxResults": 1},
        auth=(USER, TOKEN),
        timeout=600,
    ).raise_for_status()
    command = [sys.executable, "-m", "tests.bench.bench_jira", "--pull", sandbox.jira_url, str(root)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told = Night(**json.loads(answer.stdout))
    print(
        f"{name:<32} {told.requests:>5} requests (may be {most}), {told.tickets:>7,} tickets,"
        f" {told.histories:>9,} histories, {told.seconds:>6.1f} s,"
        f" {told.processor_seconds:>6.1f} s of processor, {told.mebibytes:>4.0f} MiB",
        flush=True,
    )
    assert told.requests <= most, "the night takes too many requests"
    assert told.mebibytes <= MOST_MEBIBYTES, "the pull takes too much memory"
    return told


def nights(planned: World, milliseconds: int) -> Night:
    """A first night, one without changes and one with some; returns what the first cost."""
    tickets, projects = len(planned.tickets), len(planned.projects)
    first = START + timedelta(minutes=tickets + 30)
    handful = REFERENCE + (PER_BOARD + PER_PROJECT) * projects
    with tempfile.TemporaryDirectory() as directory, serve(planned, first) as sandbox:
        if milliseconds:
            sandbox.fail("/jira/*", "slow", times=10**9, seconds=milliseconds / 1000)
        root, told = Path(directory), f"{tickets:,} tickets, {milliseconds} ms"
        cost = night(sandbox, root, f"{told}: first night", handful + floor(planned))
        for name, days, changed in (("no changes", 1, 0), (f"{CHANGED} changes", 3, CHANGED)):
            sandbox.move_to(first + timedelta(days=days))
            # Deleted worklogs, and of each project what was updated, and a count of that.
            most = handful + 1 + census(planned) + 2 * projects + changed_floor(projects, changed)
            later = night(sandbox, root, f"{told}: {name}", most)
            assert later.tickets == changed, "the night reads other tickets than those that changed"
    return cost


def census(planned: World) -> int:
    """Pages of 5,000 ids of each project, and where they are several a count of them."""
    pages = [ceil(size / 5000) for size in _sizes(planned)]
    return sum(number + (number > 1) for number in pages)


def floor(planned: World) -> int:
    """Requests that a first night must take beside the handful.

    A census, tickets with their comments by the hundred, their histories by ten thousand.
    """
    batches = [min(1000, size - start) for size in _sizes(planned) for start in range(0, size, 1000)]
    histories = sum(ceil(batch * sum(HISTORIES) / 2 / 10_000) for batch in batches)
    return census(planned) + histories + sum(ceil(batch / 100) for batch in batches)


def changed_floor(projects: int, changed: int) -> int:
    """Requests for tickets that changed, in all projects: tickets with their comments, histories."""
    return projects * (1 + ceil(changed / projects / 100)) if changed else 0


def _sizes(planned: World) -> list[int]:
    """How many tickets the projects have."""
    number, count = len(planned.tickets), len(planned.projects)
    return [number // count + (n < number % count) for n in range(count)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--many", type=int, default=200_000)
    parser.add_argument("--projects", type=int, default=4)
    parser.add_argument("--pull", nargs=2)
    options = parser.parse_args()
    if options.pull:
        print(json.dumps(asdict(pulled(*options.pull))))
        return
    planned = world(options.tickets, options.projects)
    at_once, slow = (nights(planned, milliseconds) for milliseconds in (0, MILLISECONDS))
    slowdown = slow.seconds / at_once.seconds
    print(f"{MILLISECONDS} ms per answer: {slowdown:.2f} times as long")
    print(f"{at_once.processor_seconds / options.tickets * 1000:.2f} s of processor per 1,000 tickets")
    many = nights(world(options.many, options.projects), 0)
    growth = many.mebibytes / at_once.mebibytes
    print(f"{options.many / options.tickets:g} times as many tickets: {growth:.2f} times as much memory")
    assert slowdown <= MOST_SLOWDOWN, "the pull waits for one answer after the other"
    assert growth <= MOST_GROWTH, "memory grows with the number of tickets"


if __name__ == "__main__":
    main()
