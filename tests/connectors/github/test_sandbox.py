"""The GitHub connector against the sandbox, which validates every query with the schema and prices it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import CredentialsRefused
from connectors.github.pull import check, pull
from connectors.github.source import GitHubSource
from connectors.landing.landing import Landing
from connectors.outcome import SourceOutcome
from connectors.progress import silent
from connectors.sandbox.faults import Kind
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import PullEvent, PullRequest, Repository
from connectors.sandbox.world.world import Person, Stay, Team, World
from tests.worlds.github_home import QUICK, Home

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
LIMITS = replace(QUICK, page=8, attempts=5, timeout_seconds=5)
GRAPHQL = "/github/api/graphql"


def pull_request(repository: int, number: int) -> PullRequest:
    """A pull request an hour after the one before it; number 7 has 130 commits."""
    at = START + timedelta(hours=number)
    first = repository * 100_000 + number * 200
    events = [
        PullEvent(first + n, at + timedelta(seconds=n), "commit", "ana", message=f"DATA-{number} step")
        for n in range(130 if number == 7 else 2)
    ]
    last = first + 150
    events += [
        PullEvent(last, at + timedelta(minutes=5), "review_requested", "ana", reviewer_team="data"),
        PullEvent(last + 1, at + timedelta(minutes=6), "comment", "lint"),
        PullEvent(last + 2, at + timedelta(hours=30), "review", "ben", state="APPROVED"),
        PullEvent(last + 3, at + timedelta(hours=31), "merged", "ben"),
    ]
    title, branch = f"DATA-{number} a change", f"data-{number}-change"
    return PullRequest(
        repository * 1000 + number, repository, number, "ana", at, title, branch, events=events
    )


WORLD = World(
    name="Meridian",
    jira_url="https://meridian.example",
    github_organization="meridian",
    people=[
        Person("ana", "Ana", "ana@example.org", "UTC", "acc-1", login="ana-m", github_id=11),
        Person("ben", "Ben", "ben@example.org", "UTC", "acc-2", login="ben-o", github_id=12),
        Person("lint", "Lint", "", "UTC", "acc-9", kind="app", login="lint-bot[bot]", github_id=90),
    ],
    teams=[Team("data", "Data", "data", "uuid-1", 51, (Stay("ben", START - timedelta(days=9)),))],
    statuses=[],
    projects=[],
    repositories=[Repository(301, "meridian", "flow"), Repository(302, "meridian", "tools")],
    resolutions=[],
    ticket_types=[],
    pull_requests=[pull_request(repository, number) for repository in (301, 302) for number in range(1, 61)],
)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(WORLD, START + timedelta(days=2)) as made:
        yield made


def source(sandbox: Sandbox) -> GitHubSource:
    return GitHubSource("gh", sandbox.github_url, "sandbox-token", ("meridian",))


def pulled(sandbox: Sandbox, root: Path) -> SourceOutcome:
    return pull(source(sandbox), Landing(root), silent, None, LIMITS)


def newest(root: Path) -> dict[str, Any]:
    return Home(root).payloads("github_pull_request")


def test_first_contact_tells_the_sandboxes_clock_and_refuses_other_tokens(sandbox: Sandbox) -> None:
    assert check(source(sandbox)) == sandbox.clock
    with pytest.raises(CredentialsRefused):
        check(replace(source(sandbox), token="another"))


def test_a_pull_brings_pull_requests_teams_and_people(sandbox: Sandbox, tmp_path: Path) -> None:
    outcome = pulled(sandbox, tmp_path)
    assert outcome.is_complete
    payloads = newest(tmp_path)
    assert len(payloads) == 2 * 48
    long = payloads["301007"]["timelineItems"]["nodes"]
    assert [item["__typename"] for item in long].count("PullRequestCommit") == 130
    asked = next(item for item in long if item["__typename"] == "ReviewRequestedEvent")
    assert asked["requestedReviewer"] == {
        "__typename": "Team",
        "databaseId": 51,
        "combinedSlug": "meridian/data",
    }
    assert {"key": "DATA-7", "in": "branch"} in payloads["301007"]["ticketKeys"]
    users = Home(tmp_path).payloads("github_user")
    assert users["90"] == {"databaseId": 90, "login": "lint-bot", "__typename": "Bot", "name": None}
    assert Home(tmp_path).payloads("github_team")["51"]["members"] == [{"databaseId": 12}]


def test_an_incremental_pull_ends_where_a_first_one_would(sandbox: Sandbox, tmp_path: Path) -> None:
    for days in (2, 2.5, 2.5, 4):
        sandbox.move_to(START + timedelta(days=days))
        before = sandbox.requests["POST", GRAPHQL]
        assert pulled(sandbox, tmp_path / "nightly").is_complete
        asked = sandbox.requests["POST", GRAPHQL] - before
    assert asked < 20
    pulled(sandbox, tmp_path / "once")
    assert newest(tmp_path / "nightly") == newest(tmp_path / "once")


def test_nothing_is_lost_or_doubled_by_faults(sandbox: Sandbox, tmp_path: Path) -> None:
    pulled(sandbox, tmp_path / "calm")
    faults: list[Kind] = [
        "502",
        "RESOURCE_LIMITS_EXCEEDED",
        "reset",
        "truncated",
        "html",
        "500",
        "504",
        "secondary as 200",
        "429",
        "RATE_LIMITED",
    ]
    for after, kind in enumerate(faults):
        sandbox.fail(GRAPHQL, kind, after=after, seconds=0)
    sandbox.fail("*/orgs/*", "reset")
    sandbox.fail("*/orgs/*", "503", after=1)
    assert pulled(sandbox, tmp_path / "stormy").is_complete
    assert sum(sandbox.faults_served.values()) == len(faults) + 2
    assert newest(tmp_path / "stormy") == newest(tmp_path / "calm")
    assert len(Home(tmp_path / "stormy").rows("github_pull_request")) == 2 * 48


def test_an_hour_without_points_left_ends_partial_and_the_next_goes_on(tmp_path: Path) -> None:
    with serve(WORLD, START + timedelta(days=2), points_per_hour=6) as sandbox:
        outcome = pull(source(sandbox), Landing(tmp_path), silent, time.monotonic() + 30, LIMITS)
        assert outcome.scopes[-1].state == "partial"
        assert "the hour's rate limit is used up" in str(outcome.scopes[-1].message)
        for hours in range(1, 9):
            sandbox.move_to(START + timedelta(days=2, hours=hours))
            outcome = pull(source(sandbox), Landing(tmp_path), silent, time.monotonic() + 30, LIMITS)
            if outcome.is_complete:
                break
        assert outcome.is_complete
        assert len(newest(tmp_path)) >= 2 * 48
