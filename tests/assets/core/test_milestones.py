"""What issues are planned for: the milestone that they show; in a look back the one that they had then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from tests.worlds.landed_github import HandMadeGitHub
from tests.worlds.landed_jira import march
from tests.worlds.night import Home

ORGANIZATION = """\
name: Plans
timezone: UTC
sources: [{name: github, kind: github, token_env: T, organizations: [acme]}]
teams: [{id: data, name: Data, owns: {github_repositories: [acme/app]}}]
"""
FIRST = {"title": "v1", "dueOn": "2025-03-20T07:00:00Z"}
SECOND = {"title": "v2", "dueOn": None}


def github() -> HandMadeGitHub:
    host = HandMadeGitHub()
    kept, moved, dropped, _ = (host.issue(number) for number in range(1, 5))
    for id_ in (kept, moved, dropped):
        host.tell(id_, march(2), "Milestoned", milestoneTitle="v1")
    host.issues[kept]["milestone"] = FIRST
    # Another in its place: both in one second.
    host.tell(moved, march(6), "Demilestoned", milestoneTitle="v1")
    host.tell(moved, march(6), "Milestoned", milestoneTitle="v2")
    host.issues[moved]["milestone"] = SECOND
    host.tell(dropped, march(6), "Demilestoned", milestoneTitle="v1")
    for id_, one in host.issues.items():
        for number, event in enumerate(one["timelineItems"]["nodes"]):
            event["id"] = f"EV_{id_}_{number}"
    return host


def planned(home: Home) -> list[tuple[Any, ...]]:
    return home.sql("select work_item_key, milestone, milestone_due_on from work_item order by work_item_id")


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield Home(tmp_path_factory.mktemp("milestones"))


def look(home: Home, as_of: datetime | None = None) -> list[tuple[Any, ...]]:
    home.run_with(github().sources(ORGANIZATION, as_of=as_of))
    return planned(home)


def test_an_issue_has_the_milestone_that_it_shows_and_the_day_on_which_that_is_due(home: Home) -> None:
    assert look(home) == [
        ("acme/app#1", "v1", date(2025, 3, 20)),
        ("acme/app#2", "v2", None),
        ("acme/app#3", None, None),
        ("acme/app#4", None, None),
    ]


def test_in_a_look_back_it_has_the_one_that_its_last_event_gave(home: Home) -> None:
    look(home)
    assert look(home, march(4)) == [
        ("acme/app#1", "v1", date(2025, 3, 20)),
        ("acme/app#2", "v1", None),
        ("acme/app#3", "v1", None),
        ("acme/app#4", None, None),
    ]
