"""How two teams work together in a quarter: each mode at the edge of its rule, and what is a finding."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.modes import (
    DAYS,
    QUARTERS,
    THREE_WEEKS,
    asked,
    derived,
    later,
    modes_story,
    to_and_fro,
)
from tests.worlds.night import Home
from tests.worlds.story import Story, told


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with derived(modes_story(), tmp_path_factory.mktemp("modes")) as home:
        yield home


def quarters(home: Home, team: str, other: str, columns: str) -> list[Any]:
    """What the table says of a pair, quarter by quarter."""
    return home.sql(
        f"select {columns} from interaction_mode where team_id = '{team}' and other_team_id = '{other}' "
        "order by quarter_starts_on"
    )


MODE = "mode, serving_team, mode_quarter_count, is_finding"


def test_a_pair_that_works_to_and_fro_on_half_of_its_items_in_four_weeks_collaborates(home: Home) -> None:
    columns = "item_count, to_and_fro_item_count, joint_item_count, joint_week_count, joint_share"
    assert quarters(home, "ALPHA", "BETA", columns)[:3] == [(20, 10, 10, 4, 0.5)] * 3
    assert quarters(home, "ALPHA", "BETA", MODE)[:3] == [
        ("collaboration", None, 1, False),
        ("collaboration", None, 2, False),
        ("collaboration", None, 3, True),
    ]


def test_a_collaboration_is_a_finding_in_its_third_quarter(home: Home) -> None:
    assert quarters(home, "ALPHA", "BETA", "sentence")[1:3] == [
        ("ALPHA and BETA collaborate: 10 of 20 work items went to and fro, in 4 weeks",),
        (
            "ALPHA and BETA collaborate: 10 of 20 work items went to and fro, in 4 weeks. "
            "It is quarter 3 in a row, and such a mode is for a time",
        ),
    ]


def test_a_team_that_is_asked_and_sends_a_tenth_back_serves(home: Home) -> None:
    columns = (
        "ask_to_other_count, ask_from_other_count, one_way_share, bounce_from_other_count, bounce_ratio, "
        "watched_ask_count, served_share"
    )
    assert quarters(home, "BETA", "GAMMA", columns)[:3] == [(20, 0, 1, 2, 0.1, 20, 0.9)] * 3
    assert quarters(home, "BETA", "GAMMA", f"{MODE}, sentence")[2] == (
        "X-as-a-service",
        "GAMMA",
        3,
        False,
        "GAMMA serves BETA: asked 20 times, it sent 2 back and picked 90 % up within two weeks",
    )


def test_a_team_that_comments_on_what_another_one_has_helps_it(home: Home) -> None:
    columns = (
        "item_count, helped_by_other_item_count, helped_by_team_item_count, helped_share, joint_item_count"
    )
    assert quarters(home, "ALPHA", "GAMMA", columns)[:3] == [(26, 26, 0, 1, 0)] * 3
    assert quarters(home, "ALPHA", "GAMMA", MODE)[:3] == [
        ("facilitating", "GAMMA", 1, False),
        ("facilitating", "GAMMA", 2, False),
        ("facilitating", "GAMMA", 3, True),
    ]
    [first, *_] = quarters(home, "ALPHA", "GAMMA", "sentence")
    assert first == ("GAMMA helps ALPHA: with 26 of 26 work items that it never had",)


def test_much_work_between_two_teams_in_none_of_the_modes_is_a_finding_at_once(home: Home) -> None:
    columns = "mode, mode_quarter_count, item_count, one_way_share, service_gap, is_finding, sentence"
    assert quarters(home, "ALPHA", "BETA", columns)[3:] == [
        (
            "none of them",
            1,
            26,
            0.5,
            "both ask",
            True,
            "ALPHA and BETA work in none of the modes: of 26 work items 26 were handed over, 0 went to and "
            "fro, 0 were helped with (no service: both ask). That is two a week or more",
        )
    ]


def test_more_than_a_tenth_sent_back_is_no_service_and_less_than_two_items_a_week_no_finding(
    home: Home,
) -> None:
    columns = "mode, item_count, bounce_ratio, service_gap, is_finding"
    assert quarters(home, "BETA", "GAMMA", columns)[3:] == [("none of them", 25, 3 / 25, "sent back", False)]


def test_of_fewer_than_20_items_nobody_can_tell(home: Home) -> None:
    columns = "mode, unknown_because, item_count, is_finding, mode_quarter_count, serving_team, sentence"
    assert quarters(home, "ALPHA", "GAMMA", columns)[3:] == [
        (
            None,
            "fewer than 20 work items",
            19,
            None,
            None,
            None,
            "ALPHA and GAMMA: fewer than 20 work items",
        )
    ]


def test_quarters_are_those_of_the_calendar(home: Home) -> None:
    """The first began before the first week that is known; one of which nothing is told has no row."""
    assert home.sql(
        "select quarter_starts_on, is_complete_quarter, count(*) from interaction_mode "
        "group by all order by all"
    ) == [(quarter, quarter != QUARTERS[0], 3) for quarter in QUARTERS]


def test_three_weeks_are_no_collaboration_and_of_a_quarter_that_is_not_complete_nobody_can_tell(
    tmp_path: Path,
) -> None:
    """The first began before the first week that is known. What comes back with a comment alone bounced."""
    story = Story()
    for day in THREE_WEEKS:
        to_and_fro(story, day, "ann", "ALP", "bob")
        to_and_fro(story, day, "abe", "ALP", "bea")
    story.world.tickets.extend(later(story.world.tickets, 1))
    columns = "is_complete_quarter, mode, unknown_because, joint_item_count, joint_week_count, service_gap"
    with derived(story, tmp_path, datetime(2025, 10, 20, 12, tzinfo=UTC)) as home:
        assert quarters(home, "ALPHA", "BETA", columns) == [
            (False, None, "fewer than 4 weeks to and fro in a quarter that is not complete", 20, 3, None),
            (True, "none of them", None, 20, 3, "sent back, to and fro"),
        ]


def test_what_was_asked_in_the_newest_two_weeks_does_not_tell_yet(tmp_path: Path) -> None:
    story = Story()
    for day in DAYS[:9]:
        asked(story, day, "bob", "GAM", "gus")
    for day in [*DAYS[11:], *DAYS[11:]]:
        asked(story, day, "bob", "GAM", "gus")
    columns = "mode, unknown_because, item_count, watched_ask_count, served_share"
    with told(story, tmp_path, "28 12:00") as home:
        assert quarters(home, "BETA", "GAMMA", columns) == [
            (None, "fewer than 10 asks that could be watched for two weeks", 27, 9, 1)
        ]


def test_a_service_that_picks_up_after_two_weeks_is_late(tmp_path: Path) -> None:
    story = Story()
    for day in DAYS[:20]:
        asked(story, day, "bob", "GAM", "gus")
    for _ in range(6):
        story.ticket("2 09:00", "bob", "GAM").change("16 09:01", "gus", status="In Progress")
    story.ticket("2 09:00", "bob", "GAM").change("16 09:00", "gus", status="In Progress")
    columns = "mode, service_gap, watched_ask_count, served_share, unknown_because"
    with derived(story, tmp_path, datetime(2025, 7, 20, 12, tzinfo=UTC)) as home:
        assert quarters(home, "BETA", "GAMMA", columns) == [
            ("none of them", "picked up late", 27, 21 / 27, None)
        ]
