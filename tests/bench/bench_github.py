"""What a pull from GitHub costs: requests, points, memory and time, for a first night and two later ones.

    python -m tests.bench.bench_github [--pull-requests 10000] [--repositories 20] [--milliseconds 0 100]

The sandbox serves in this process and the pull runs in one of its own, whose memory is counted above its
imports'. Fails where a night costs more requests or memory than it may, or where, of several numbers of pull
requests (10000 100000 takes ten minutes), the larger take much more memory.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

from connectors.github.pull import LIMITS, pull
from connectors.github.source import GitHubSource
from connectors.landing.landing import Landing
from connectors.progress import silent
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import PullEvent, PullRequest, Repository
from connectors.sandbox.world.world import Person, Stay, Team, World
from tests.bench.memory import peak

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
POINTS = 10_000_000
LISTING = "/orgs/{org}/repos"
CHANGED = 130
MOST_MEBIBYTES = 300
# Memory may not follow the number of pull requests: ten times as many may take so much more, mostly the index
# of what has landed, which goes to disk when it outgrows its share.
MOST_MORE_MEBIBYTES = 100


def world(pull_requests: int, repositories: int) -> World:
    """Every pull request has commits, reviews by a team's member, comments, labels; the last change late."""
    made = []
    for number in range(1, pull_requests + 1):
        at = START + timedelta(minutes=number)
        first = number * 20
        kinds = ["commit", "commit", "labeled", "comment", "comment", "review", "review", "commit", "merged"]
        events = [PullEvent(first, at, "review_requested", "ana", reviewer_team="data")]
        events += [
            PullEvent(first + n, at + timedelta(minutes=n), kind, "ben", state="APPROVED", message="DATA-7")  # type: ignore[arg-type]
            for n, kind in enumerate(kinds, 1)
        ]
        if number > pull_requests - CHANGED:
            late = START + timedelta(minutes=pull_requests, days=2)
            events.append(PullEvent(first + 19, late, "comment", "ana"))
        repository = 1 + number % repositories
        pull_request = PullRequest(
            number, repository, number, "ana", at, "DATA-7 do it", "data-7", events=events
        )
        made.append(pull_request)
    return World(
        name="Meridian",
        jira_url="https://meridian.example",
        github_organization="meridian",
        people=[
            Person("ana", "Ana", "ana@example.org", "UTC", "acc-1", login="ana-m", github_id=11),
            Person("ben", "Ben", "ben@example.org", "UTC", "acc-2", login="ben-o", github_id=12),
        ],
        teams=[Team("data", "Data", "data", "uuid-1", 51, (Stay("ben", START - timedelta(days=9)),))],
        statuses=[],
        projects=[],
        repositories=[Repository(id_, "meridian", f"r{id_}") for id_ in range(1, repositories + 1)],
        resolutions=[],
        ticket_types=[],
        pull_requests=made,
    )


def pulled(url: str, root: str) -> dict[str, Any]:
    """One pull, in this process; time without waiting for GitHub's rule on processor time."""
    before = peak()
    began = time.perf_counter()
    source = GitHubSource("gh", url, "sandbox-token", ("meridian",))
    outcome = pull(source, Landing(Path(root)), silent, None, replace(LIMITS, busy_seconds=1e9))
    counts = [scope.counts.get("github_pull_request") for scope in outcome.scopes]
    return {
        "complete": outcome.is_complete,
        "requests": outcome.requests,
        "pull_requests": sum(one.read for one in counts if one is not None),
        "seconds": round(time.perf_counter() - began, 1),
        "mebibytes": round(peak() - before),
    }


def night(sandbox: Sandbox, root: Path, name: str, milliseconds: int, most: int | None = None) -> int:
    """The night's peak of memory, in MiB."""
    before, points = sandbox.requests.copy(), sandbox.points_used
    command = [sys.executable, "-m", "tests.bench.bench_github", "--pull", sandbox.github_url, str(root)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(answer.stdout)
    asked = sandbox.requests - before
    # Listing the repositories shows which are new, renamed or gone: a census, 100 a page, and counted apart.
    census = sum(count for (_, route), count in asked.items() if route.endswith(LISTING))
    requests = asked.total() - census
    points = sandbox.points_used - points
    bound = "" if most is None else f" (may be {most})"
    print(
        f"{name:<22} {milliseconds:>4} ms: {requests:>5} requests{bound} and {census} of census,"
        f" {points:>4} points, {told['pull_requests']:>6} pull requests,"
        f" {told['seconds']:>6} s, {told['mebibytes']:>4} MiB",
        flush=True,
    )
    assert told["complete"], "the pull is not whole"
    assert told["mebibytes"] <= MOST_MEBIBYTES, "the pull takes too much memory"
    assert most is None or requests <= most, "the night takes too many requests"
    return int(told["mebibytes"])


def nights(pull_requests: int, repositories: int, milliseconds: int) -> int:
    """A first night, one without changes, one with some; the peak of their memory in MiB."""
    planned = world(pull_requests, repositories)
    first = START + timedelta(minutes=pull_requests + 30)
    quiet = ceil(repositories / 50) + 5
    changed = quiet + ceil(CHANGED / 50)
    with (
        tempfile.TemporaryDirectory() as directory,
        serve(planned, first, points_per_hour=POINTS) as sandbox,
    ):
        if milliseconds:
            sandbox.fail("/github/*", "slow", times=10**9, seconds=milliseconds / 1000)
        peaks = [night(sandbox, Path(directory), "first night", milliseconds)]
        for days, name, most in ((1, "without changes", quiet), (2, f"with {CHANGED} changes", changed)):
            sandbox.move_to(first + timedelta(days=days))
            peaks.append(night(sandbox, Path(directory), name, milliseconds, most))
    return max(peaks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pull-requests", type=int, nargs="+", default=[10_000])
    parser.add_argument("--repositories", type=int, default=20)
    parser.add_argument("--milliseconds", type=int, nargs="*", default=[0, 100])
    parser.add_argument("--pull", nargs=2)
    options = parser.parse_args()
    if options.pull:
        print(json.dumps(pulled(*options.pull)))
        return
    peaks = [
        nights(pull_requests, options.repositories, milliseconds)
        for pull_requests in options.pull_requests
        for milliseconds in options.milliseconds
    ]
    assert max(peaks) - min(peaks) <= MOST_MORE_MEBIBYTES, "memory follows the number of pull requests"


if __name__ == "__main__":
    main()
