"""What stands in the way of open tickets, and for how long. Everybody works 09:00 to 17:00."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.landed_jira import FLAGGED, HandMade, item, march, naive
from tests.worlds.night import Home
from tests.worlds.story import MEMBERS, OWNERS, Story, Telling, organization_text, plain, told

STATUSES = {
    "work": ["In Progress"],
    "todo": ["To Do"],
    "done": ["Done"],
    "blocked": ["Waiting"],
    "owners": OWNERS,
}
story = Story()


def blocker(*, until: str | None) -> Telling:
    ticket = story.ticket("2 09:00", "bob", "BET")
    return ticket.done(until, "bob") if until else ticket


waits = story.ticket("2 10:00", "ann", "ALP")
in_the_way = blocker(until="4 12:00")
waits.blocked_by("2 12:00", in_the_way)

works_on = story.ticket("2 10:00", "ann", "ALP")
works_on.blocked_by("2 12:00", blocker(until="4 12:00"))
works_on.change("3 10:00", "ann", status="In Progress").change("4 10:00", "ann", status="To Do")

again = blocker(until="3 10:00").change("4 10:00", "bob", status="To Do", resolution=None)
again.done("5 10:00", "bob")
waits_again = story.ticket("2 10:00", "ann", "ALP")
waits_again.blocked_by("2 12:00", again)

passed_on = story.ticket("2 10:00", "ann", "ALP")
passed_on.blocked_by("2 12:00", blocker(until="4 12:00")).change("3 12:00", "ann", team="GAMMA")

ends_first = story.ticket("2 10:00", "ann", "ALP")
ends_first.blocked_by("2 12:00", blocker(until=None)).done("3 12:00", "ann")

after_the_fact = story.ticket("2 10:00", "ann", "ALP")
after_the_fact.blocked_by("5 12:00", blocker(until="4 12:00"))

twice = story.ticket("2 10:00", "gus", "GAM")
twice.change("2 12:00", "gus", status="Waiting").change("4 12:00", "gus", status="To Do")
twice.blocked_by("3 12:00", blocker(until="5 12:00"), blocker(until="4 12:00"))

still = story.ticket("23 10:00", "gil", "GAM")
still.blocked_by("24 12:00", blocker(until=None))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    organization = organization_text(MEMBERS, statuses=STATUSES)
    with told(story, tmp_path_factory.mktemp("blocked"), "25 12:00", organization) as home:
        yield home


def blocked(home: Home, ticket: Telling, columns: str = "blocked_by, team_id, from_at, to_at") -> list[Any]:
    id_ = ticket.ticket.id
    return home.sql(
        f"select {columns} from blocked_time where work_item_id = '{id_}' order by from_at, to_at"
    )


def test_an_open_blocker_is_in_the_way_from_the_link_to_its_close(home: Home) -> None:
    columns = "blocked_by, from_at, to_at, is_over, blocked_hours, blocked_business_hours"
    assert blocked(home, waits, columns) == [("link", plain("2 12:00"), plain("4 12:00"), True, 48, 16)]
    columns = "work_item_key, team_id, blocker_id, blocker_key, blocker_team_id"
    assert blocked(home, waits, columns) == [
        (waits.key, "ALPHA", str(in_the_way.ticket.id), in_the_way.key, "BETA")
    ]


def test_what_is_worked_on_is_not_blocked_by_a_link(home: Home) -> None:
    assert blocked(home, works_on) == [
        ("link", "ALPHA", plain("2 12:00"), plain("3 10:00")),
        ("link", "ALPHA", plain("4 10:00"), plain("4 12:00")),
    ]


def test_a_blocker_that_is_reopened_is_in_the_way_again(home: Home) -> None:
    assert blocked(home, waits_again) == [
        ("link", "ALPHA", plain("2 12:00"), plain("3 10:00")),
        ("link", "ALPHA", plain("4 10:00"), plain("5 10:00")),
    ]


def test_each_owner_answers_for_its_own_time(home: Home) -> None:
    assert blocked(home, passed_on) == [
        ("link", "ALPHA", plain("2 12:00"), plain("3 12:00")),
        ("link", "GAMMA", plain("3 12:00"), plain("4 12:00")),
    ]


def test_what_is_done_is_not_blocked_and_what_is_done_does_not_block(home: Home) -> None:
    assert blocked(home, ends_first) == [("link", "ALPHA", plain("2 12:00"), plain("3 12:00"))]
    assert blocked(home, after_the_fact) == []


def test_a_status_blocks_where_the_organization_calls_it_so(home: Home) -> None:
    assert blocked(home, twice) == [
        ("status", "GAMMA", plain("2 12:00"), plain("4 12:00")),
        ("link", "GAMMA", plain("3 12:00"), plain("4 12:00")),
        ("link", "GAMMA", plain("3 12:00"), plain("5 12:00")),
    ]


def test_what_still_blocks_has_no_end_and_counts_up_to_now(home: Home) -> None:
    columns = "to_at, is_over, blocked_hours, blocked_business_hours"
    assert blocked(home, still, columns) == [(None, False, 24, 8)]


def test_a_week_counts_the_same_time_once(home: Home) -> None:
    """GAMMA: three days of `twice` and one of `passed_on`; two links at once are two days of one ticket."""
    columns = (
        "blocked_item_count, blocked_hours_sum, blocked_business_hours_sum, link_hours_sum, flag_hours_sum, "
        "status_hours_sum"
    )
    week = f"select {columns} from blocked_week where team_id = 'GAMMA' and week_starts_on = "
    assert home.sql(f"{week} '{date(2025, 6, 2)}'") == [(2, 96, 32, 72, 0, 48)]
    assert home.sql(f"{week} '{date(2025, 6, 9)}'") == [(0, 0, 0, 0, 0, 0)]
    assert home.sql(f"{week} '{date(2025, 6, 23)}'") == [(1, 24, 8, 24, 0, 0)]


def test_without_a_word_in_the_organization_file_no_status_blocks(tmp_path: Path) -> None:
    with told(story, tmp_path, "25 12:00") as home:
        assert home.sql("select distinct blocked_by from blocked_time") == [("link",)]


def test_a_flag_blocks_as_long_as_it_is_set(tmp_path: Path) -> None:
    jira = HandMade()
    once = jira.issue(1, "PAY-1")
    jira.change(once, 11, march(4), item("Flagged", "", "Impediment", "text", FLAGGED))
    jira.change(once, 12, march(5), item("summary", "a", "b", "text"))
    jira.change(once, 13, march(6), item("Flagged", "Impediment", "", "text", FLAGGED))
    flag = [{"id": "10019", "value": "Impediment"}]
    still = jira.issue(2, "PAY-2", **{FLAGGED: flag})
    jira.change(still, 21, march(30), item("Flagged", "", "Impediment", "text", FLAGGED))
    home = Home(tmp_path)
    home.run_with(jira.sources())
    assert home.sql(
        "select work_item_key, blocked_by, team_id, from_at, to_at, blocked_hours, blocker_key "
        "from blocked_time order by all"
    ) == [
        ("PAY-1", "flag", "UNOWNED", naive(4), naive(6), 48, None),
        ("PAY-2", "flag", "UNOWNED", naive(30), None, 24, None),
    ]
