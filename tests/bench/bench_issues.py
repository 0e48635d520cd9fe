"""What GitHub issues with relations cost: points of a first night, of a quiet one and of one with changes.

    python -m tests.bench.bench_issues [--issues 4000] [--repositories 60]

First by simulation, which must come to what it comes to on paper; then on paper, for 10,000 repositories with
1,000,000 issues, against the 5,000 points of an hour. Fails where a later night does not fit into one.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

from connectors.github.pull import LIMITS, pull
from connectors.github.repositories import BATCH
from connectors.github.source import GitHubSource
from connectors.github.summaries import AT_ONCE
from connectors.landing.landing import Landing
from connectors.progress import silent
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import Issue, IssueEvent, Repository
from connectors.sandbox.world.world import Person, World

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
HOUR = 5_000
# What calls cost, by GitHub's formula, as tests/connectors/github/test_queries.py has it: a scan of 50
# repositories, a page of a list, 100 issues in short; and an organization's teams and boards.
SCAN, PAGE, SHORT, ROSTERS = 3, 1, 1, 2
IN_SCAN, A_PAGE, AT_A_TIME = 100, 100, 50
OPEN_EACH, CHANGED_EACH = 5, 100


@dataclass(frozen=True)
class Size:
    """So many issues in each of so many repositories; a fifth is open, a hundredth changes in a night."""

    repositories: int
    issues_each: int

    @property
    def open_issues(self) -> int:
        return self.repositories * self.issues_each // OPEN_EACH

    @property
    def changed(self) -> int:
        return self.repositories * self.issues_each // CHANGED_EACH

    @property
    def batches(self) -> list[int]:
        """Repositories that are walked together."""
        whole, rest = divmod(self.repositories, BATCH)
        return [BATCH] * whole + ([rest] if rest else [])

    def first_night(self) -> int:
        lists = self.repositories * ceil(max(0, self.issues_each - IN_SCAN) / A_PAGE) * PAGE
        return self._every_night() + lists + self._whole([count * self.issues_each for count in self.batches])

    def quiet_night(self) -> int:
        open_each = [count * self.issues_each // OPEN_EACH for count in self.batches]
        return self._every_night() + sum(ceil(count / AT_ONCE) * SHORT for count in open_each)

    def night_with_changes(self) -> int:
        return self.quiet_night() + self._whole(
            [count * self.issues_each // CHANGED_EACH for count in self.batches]
        )

    def _every_night(self) -> int:
        # Fewer repositories make fewer requests: 6 each, a hundredth of a point apiece.
        return ROSTERS + sum(max(1, round(count * 2 * SCAN / 100)) for count in self.batches)

    def _whole(self, counts: list[int]) -> int:
        """Issues read whole, 50 a call; each asks for seven lists of its own."""
        calls = [[AT_A_TIME] * (count // AT_A_TIME) + [count % AT_A_TIME] for count in counts]
        return sum(max(1, round(one * 7 / 100)) for each in calls for one in each if one)


def world(size: Size) -> World:
    """Issues with a parent, a blocker and a type; a night later some are blocked, which moves nothing."""
    issues, number = [], iter(range(1, 10**9))
    for id_ in range(1, size.repositories * size.issues_each + 1):
        at = START + timedelta(minutes=id_ % 1_000)
        events = [IssueEvent(next(number), at, "typed", "ana", "Task")]
        if id_ > 2:
            events.append(IssueEvent(next(number), at, "parented", "ana", str(id_ // 2)))
        if id_ % CHANGED_EACH == 0:
            events.append(IssueEvent(next(number), START + timedelta(days=2), "mentioned", "ana", "1"))
        if id_ % OPEN_EACH:
            events.append(IssueEvent(next(number), at + timedelta(minutes=5), "closed", "ana"))
        repository = 1 + id_ % size.repositories
        issues.append(Issue(id_, repository, id_, "ana", at, "An issue", events))
    return World(
        name="Meridian",
        jira_url="https://meridian.example",
        github_organization="meridian",
        people=[Person("ana", "Ana", "ana@example.org", "UTC", "acc-1", login="ana-m", github_id=11)],
        teams=[],
        statuses=[],
        projects=[],
        repositories=[Repository(each, "meridian", f"r{each}") for each in range(1, size.repositories + 1)],
        resolutions=[],
        ticket_types=[],
        issues=issues,
        issue_types=["Task"],
    )


def night(sandbox: Sandbox, root: Path, name: str, on_paper: int) -> None:
    before, requests = sandbox.points_used, sandbox.requests.copy()
    source = GitHubSource("gh", sandbox.github_url, "sandbox-token", ("meridian",))
    outcome = pull(source, Landing(root), silent, None, replace(LIMITS, busy_seconds=1e9))
    points = sandbox.points_used - before
    calls = Counter(sandbox.requests - requests).total()
    print(f"{name:<22} {calls:>5} requests, {points:>5} points (on paper {on_paper})", flush=True)
    assert outcome.is_complete, "the pull is not whole"
    assert abs(points - on_paper) <= max(2, on_paper // 20), "it costs something else than on paper"


def simulated(size: Size) -> None:
    first = START + timedelta(days=1)
    with (
        tempfile.TemporaryDirectory() as directory,
        serve(world(size), first, points_per_hour=10**7) as sandbox,
    ):
        night(sandbox, Path(directory), "first night", size.first_night())
        # Every night's points are counted from the clock's last move.
        for days, name, on_paper in (
            (1, "with changes", size.night_with_changes()),
            (2, "without changes", size.quiet_night()),
        ):
            sandbox.move_to(first + timedelta(days=days))
            night(sandbox, Path(directory), name, on_paper)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, default=4_000)
    parser.add_argument("--repositories", type=int, default=60)
    options = parser.parse_args()
    simulated(Size(options.repositories, options.issues // options.repositories))
    large = Size(10_000, 100)
    nights = (large.first_night(), large.quiet_night(), large.night_with_changes())
    print(f"{large.repositories * large.issues_each:,} issues, {large.open_issues:,} open, on paper:")
    for name, points in zip(("first night", "without changes", "with changes"), nights, strict=True):
        print(f"{name:<22} {points:>7,} points: {points / HOUR:>5.1f} hours of {HOUR:,}")
    assert max(nights[1:]) <= HOUR, "a night does not fit into an hour"


if __name__ == "__main__":
    main()
