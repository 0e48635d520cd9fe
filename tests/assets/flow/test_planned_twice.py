"""What an organization plans in GitHub is what it is in Jira: a story told by both gives equal tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.worlds.landed_jira import END, naive
from tests.worlds.night import Home
from tests.worlds.planned_twice import FIRST_LOOK, IN_GITHUB, IN_JIRA, in_github, in_jira

# What each vendor calls things: ids, keys, addresses, and the resolution, for which GitHub has its own word.
OF_THE_VENDOR = {
    *("source", "work_item_id", "work_item_key", "work_item_url", "project_key", "epic_key", "resolution"),
    *("root_ticket_id", "root_ticket_key", "root_ticket_url", "work_item_source", "via_ticket_key"),
    *("blocker_id", "blocker_key", "ticket_id", "ticket_key", "event_id", "handoff_id", "sprint_id"),
    *("release_event_id", "routed_event_id", "touch_event_id", "start_event_id"),
    # Who changes a board's fields GitHub does not tell, so that it is no act of anybody.
    *("idle_hours", "idle_hours_p50", "idle_hours_p85"),
}
# An ownership interval knows the event that began it, and GitHub tells of an issue's first type.
ALIKE = [
    *("handoff", "handoff_pair", "handoff_week", "handoff_trend", "chain", "chain_item", "chain_segment"),
    *("sprint", "work_item", "blocked_time", "blocked_week", "queue_item", "queue_trend", "team_week"),
    *("team_week_requester", "velocity_week", "integration_ratio", "interaction_mode", "cumulative_flow"),
    *("ageing", "service_level", "forecast", "ownership"),
]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Home]]:
    jira, github = (Home(tmp_path_factory.mktemp(name)) for name in ("jira", "github"))
    jira.run_with(in_jira().sources(organization=IN_JIRA))
    first, last = in_github()
    github.run_with(first.sources(IN_GITHUB, now=FIRST_LOOK))
    github.run_with(last.sources(IN_GITHUB, now=END))
    yield jira, github


def rows(home: Home, table: str) -> list[Any]:
    listed = home.sql(
        f"select column_name from information_schema.columns where table_name = '{table}' order by 1"
    )
    names = ", ".join(f'"{name}"' for (name,) in listed if name not in OF_THE_VENDOR)
    return sorted(home.sql(f"select {names} from {table}"), key=str)


@pytest.mark.parametrize("table", ALIKE)
def test_both_tell_the_same_of_one_story(homes: tuple[Home, Home], table: str) -> None:
    jira, github = homes
    assert rows(jira, table) == rows(github, table)
    assert rows(github, table) != []


def test_the_story_has_a_dependency_a_delivery_and_a_transfer(homes: tuple[Home, Home]) -> None:
    assert homes[1].sql(
        "select detectors, from_team, to_team, released_at, touched_at from handoff order by all"
    ) == [
        ("D1", "app", "data", naive(13), None),
        ("D4", "app", "data", naive(5), naive(6)),
        ("D5", "data", "app", naive(11), naive(13)),
    ]


def test_an_iteration_has_what_was_said_and_what_was_done(homes: tuple[Home, Home]) -> None:
    [iteration] = homes[1].sql(
        "select committed_count, kept_count, added_count, committed_points, completed_points, say_do_points, "
        "re_estimated_points, activated_at, completed_at from sprint where team_id = '*'"
    )
    assert iteration == (1, 1, 1, 3, 5, 1, 2, naive(10, 0), naive(17, 0))


def test_a_chain_knows_its_epic_and_a_ticket_its_type_size_and_priority(homes: tuple[Home, Home]) -> None:
    assert homes[1].sql("select epic_key, ticket_count from chain where epic_key is not null") == [
        ("acme/app#3", 2)
    ]
    assert homes[1].sql(
        "select work_item_key, type, is_bug, is_counted, size_at_start, points, priority, epic_key "
        "from work_item order by 1"
    ) == [
        ("acme/app#1", "Task", False, True, 5, 5, None, "acme/app#3"),
        ("acme/app#3", "Epic", False, False, None, None, None, None),
        ("acme/app#4", "Bug", True, True, None, None, "High", None),
        ("acme/pipes#2", "Task", False, True, None, None, None, None),
    ]
