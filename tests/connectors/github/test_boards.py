"""Project boards against the sandbox: what is read of them, when, and what a token may not read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.github.pull import pull
from connectors.github.source import GitHubSource
from connectors.landing.landing import Landing
from connectors.outcome import SourceOutcome
from connectors.progress import silent
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import Issue, IssueEvent, Repository
from connectors.sandbox.world.planning import ProjectBoard
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_world import ISSUES, WORLD, day

GRAPHQL = "/github/api/graphql"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(WORLD, day(5, 12)) as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def pulled(sandbox: Sandbox, home: Home, **named: tuple[str, ...]) -> SourceOutcome:
    places = named or {"organizations": ("meridian",)}
    source = GitHubSource("gh", sandbox.github_url, "sandbox-token", **places)  # type: ignore[arg-type]
    return pull(source, Landing(home.root), silent, None, QUICK)


def statuses(home: Home) -> dict[str, str | None]:
    """By the issue's id, of what is on a board."""
    items = [item for item in home.payloads("github_board_item").values() if item is not None]
    return {item["issueId"]: item["status"] and item["status"]["name"] for item in items}


def boards_read(sandbox: Sandbox, home: Home) -> int:
    """How many pages of boards a night reads: they are counted by being served a little late, by no time."""
    sandbox.heal()
    sandbox.fail(GRAPHQL, "slow", times=99, seconds=0, when=lambda body: b"query BoardItems" in body)
    before = sandbox.faults_served["slow"]
    assert pulled(sandbox, home).is_complete
    return sandbox.faults_served["slow"] - before


def test_a_board_is_read_again_when_something_on_it_changed(sandbox: Sandbox, home: Home) -> None:
    assert boards_read(sandbox, home) == 2
    assert statuses(home) == {"5005": "In Progress", "5006": "Done"}
    sandbox.move_to(day(5, 13))
    assert boards_read(sandbox, home) == 0
    sandbox.move_to(day(6, 10))
    assert boards_read(sandbox, home) == 1
    assert statuses(home) == {"5005": "In Review", "5006": "Done"}


def test_what_is_taken_off_a_board_is_gone_from_it(sandbox: Sandbox, home: Home) -> None:
    pulled(sandbox, home)
    sandbox.move_to(day(9, 10))
    assert pulled(sandbox, home).is_complete
    assert statuses(home) == {"5005": "In Review"}


def test_all_boards_are_read_once_a_week_whatever_they_say_of_themselves(
    sandbox: Sandbox, home: Home
) -> None:
    pages = []
    for number in range(20, 30):
        sandbox.move_to(day(number))
        pages.append(boards_read(sandbox, home))
    assert pages == [2, 0, 0, 0, 0, 0, 0, 2, 0, 0]


def test_a_deleted_boards_items_are_gone_and_those_of_another_owners_boards_are_not(home: Home) -> None:
    core = Repository(401, "orbit", "core")
    told = [
        IssueEvent(91, day(1), "added_to_board", "ben", board=7),
        IssueEvent(92, day(1), "board_status", "ben", "Todo", board=7),
    ]
    theirs = Issue(5101, 401, 1, "ben", day(1), "Of orbit", told)
    world = replace(
        WORLD,
        repositories=[*WORLD.repositories, core],
        issues=[*ISSUES, theirs],
        project_boards=[ProjectBoard(1, "meridian", deleted_at=day(6)), ProjectBoard(7, "orbit")],
    )
    both = ("meridian/flow", "orbit/core")
    with serve(world, day(5, 12)) as sandbox:
        pulled(sandbox, home, repositories=both)
        assert statuses(home) == {"5005": "In Progress", "5006": "Done", "5101": "Todo"}
        sandbox.move_to(day(13))
        assert pulled(sandbox, home, repositories=both).is_complete
        assert statuses(home) == {"5101": "Todo"}


def test_repositories_named_one_by_one_have_their_owners_boards_read(sandbox: Sandbox, home: Home) -> None:
    assert pulled(sandbox, home, repositories=("meridian/flow",)).is_complete
    assert statuses(home) == {"5005": "In Progress", "5006": "Done"}


def test_boards_that_the_token_may_not_read_are_named_and_read_whole_once_it_may(
    sandbox: Sandbox, home: Home
) -> None:
    sandbox.fail(GRAPHQL, "INSUFFICIENT_SCOPES", times=99, when=lambda body: b"ProjectV2" in body)
    outcome = pulled(sandbox, home)
    assert outcome.is_complete
    assert sandbox.faults_served["INSUFFICIENT_SCOPES"] == 2
    assert "its project boards are not visible" in str(scope(outcome, "meridian").message)
    assert "read:project" in str(scope(outcome, "meridian/flow").message)
    assert statuses(home) == {}
    assert len(home.payloads("github_issue")) == 6

    sandbox.heal()
    sandbox.move_to(day(5, 12) + timedelta(minutes=30))
    outcome = pulled(sandbox, home)
    assert outcome.is_complete and scope(outcome, "meridian").message is None
    assert statuses(home) == {"5005": "In Progress", "5006": "Done"}
