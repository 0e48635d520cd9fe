"""How soon teams serve what they are asked, and whether they keep their promise; they work 09:00 to 17:00."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from tests.worlds.night import Home
from tests.worlds.story import (
    BOT,
    CUSTOMER,
    MEMBERS,
    Story,
    Telling,
    organization_document,
    plain,
    rows,
    told,
)

AS_OF = "30 16:00"
MONDAY, NEXT_MONDAY = date(2025, 6, 2), date(2025, 6, 9)
PROMISES: dict[str, dict[str, float]] = {
    "ALPHA": {"touch_business_hours": 16, "share": 0.85},
    "BETA": {"touch_business_hours": 16, "start_business_hours": 100, "share": 0.8},
    "GAMMA": {"touch_business_hours": 16, "share": 0.85},
}
story = Story()


def asked(project: str, touched: str | None, by: str, reporter: str = "ann") -> Telling:
    ticket = story.ticket("2 10:00", reporter, project)
    return ticket.comment(touched, by) if touched else ticket


# After 8 working hours, 16 and 24; cancelled after 5; and never.
for moment in [*["3 10:00"] * 8, "4 10:00", "5 10:00", None]:
    asked("BET", moment, "bob")
asked("BET", None, "bob").done("2 15:00", "ann", "Won't Do")
internal = asked("BET", "2 12:00", "bob", reporter="bea")
for moment in [*["3 10:00"] * 17, *["5 10:00"] * 3]:
    asked("GAM", moment, "gus", reporter="gil")
asked("ALP", None, "ann", reporter="abe")
story.ticket("10 10:00", "abe", "ALP").comment("10 11:00", "ann")
story.ticket("30 10:00", "abe", "ALP")

by_a_bot = story.ticket("2 10:00", CUSTOMER, "ALP").done("2 15:00", BOT)

customers = story.ticket("3 10:00", CUSTOMER, "GAM")
customers.change("3 11:00", "gus", status="In Progress")
customers.change("3 12:00", "gus", status="Waiting for customer")
customers.change("5 12:00", "gus", status="In Progress").done("5 14:00", "gus")
reopened = story.ticket("3 10:00", "bob", "GAM").done("3 12:00", "gus")
reopened.change("4 10:00", "bob", status="To Do", resolution=None).done("6 10:00", "gus")
forwarded = (
    story.ticket("3 10:00", "bob", "GAM").change("4 10:00", "gus", team="ALPHA").done("6 10:00", "ann")
)
declined = story.ticket("3 10:00", "bob", "GAM").done("4 10:00", "gus", "Won't Do")
written_down = story.ticket("3 10:00", "bob", "GAM").done("3 10:02", "gus")


def promising() -> str:
    document = organization_document(MEMBERS)
    for team in document["teams"]:
        team["service_level"] = PROMISES.get(team["id"])
    return yaml.safe_dump(document, sort_keys=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("levels"), AS_OF, promising()) as home:
        yield home


def level(home: Home, columns: str, team: str, asker: str, target: str = "touch", on: date = MONDAY) -> Any:
    [row] = home.sql(
        f"select {columns} from service_level where period = '4 weeks' and period_starts_on = '{on}' "
        f"and team_id = '{team}' and requester_class = '{asker}' and target = '{target}'"
    )
    return row


def test_a_promise_is_kept_by_those_who_could_keep_it(home: Home) -> None:
    """What was cancelled before the promised hours were over neither met nor missed it: S = 3/11 x 2/3."""
    counts = "arrival_count, ended_count, open_count, cancelled_count, passed_on_count"
    assert level(home, counts, "BETA", "team") == (12, 10, 1, 1, 0)
    assert level(home, "met_count, missed_count", "BETA", "team") == (9, 2)
    assert level(home, "attainment_share", "BETA", "team") == (pytest.approx(9 / 11),)
    assert level(home, "is_attainment_shown, is_promise_kept, is_latest", "BETA", "team") == (True,) * 3


def test_what_a_bot_completed_is_not_cancelled_and_keeps_no_promise(home: Home) -> None:
    """Nobody of the team served it, and it left before the promised hours were over; it is completed."""
    counts = "ended_count, cancelled_count, closed_by_automation_count, met_count, missed_count"
    assert level(home, counts, "ALPHA", "customer") == (0, 0, 1, 0, 0)
    assert level(home, counts, "ALPHA", "customer", target="start") == (0, 0, 1, None, None)
    assert level(home, counts, "ALPHA", "customer", target="done") == (1, 0, 0, None, None)


def test_the_85th_percentile_counts_what_still_waits(home: Home) -> None:
    """S falls from 2/11 to 1/11 at 24 working hours: 72 by the clock."""
    columns = "p85_business_hours, p85_hours, is_p85_shown"
    assert level(home, columns, "BETA", "team") == (24, 72, True)


def test_who_asks_has_a_row_and_all_have_one(home: Home) -> None:
    columns = "arrival_count, p85_business_hours, is_p85_shown"
    assert level(home, columns, "BETA", "internal") == (1, 2, False)
    assert level(home, "arrival_count, met_count", "BETA", "*") == (13, 10)
    assert level(home, "arrival_count", "GAMMA", "customer") == (1,)


def test_a_share_that_is_just_what_was_promised_is_kept(home: Home) -> None:
    columns = "met_count, missed_count, attainment_share, promised_share, is_promise_kept"
    assert level(home, columns, "GAMMA", "internal") == (17, 3, pytest.approx(0.85), 0.85, True)


def test_few_items_tell_no_attainment_and_young_ones_have_none(home: Home) -> None:
    columns = "met_count, missed_count, attainment_share, is_attainment_shown, is_promise_kept, is_mature"
    assert level(home, columns, "ALPHA", "internal") == (1, 1, 0.5, False, None, True)
    assert level(home, columns, "ALPHA", "internal", on=NEXT_MONDAY) == (1, 0, None, False, None, False)
    assert level(home, "is_latest", "ALPHA", "internal") == (True,)
    assert level(home, "is_latest", "ALPHA", "internal", on=NEXT_MONDAY) == (False,)


def test_without_a_promise_there_is_nothing_to_keep(home: Home) -> None:
    columns = "promised_business_hours, promised_share, met_count, missed_count, attainment_share"
    assert level(home, columns, "BETA", "team", target="done") == (None,) * 5


def forecast(home: Home, columns: str, team: str, on: str) -> Any:
    [row] = home.sql(
        f"select {columns} from service_level_forecast "
        f"where week_starts_on = '{on}' and team_id = '{team}' and target = 'touch'"
    )
    return row


def test_what_is_foreseen_of_a_promise_stands_beside_what_became_of_it(home: Home) -> None:
    """Of twelve that did not leave first ten were touched in time; the attainment censors what left."""
    counts = "item_count, met_count, missed_count, waiting_count, expected_share"
    assert forecast(home, counts, "BETA", "2025-06-23") == (12, 10, 2, 0, pytest.approx(10 / 12))
    columns = "is_lost, is_warned, attainment_share, is_promise_kept, is_newest, measured_at"
    attained = pytest.approx(1 - 12 / 13 * 2 / 11)
    assert forecast(home, columns, "BETA", "2025-06-23") == (
        *(False, False, attained, True, False),
        plain("30 00:00"),
    )


def test_of_the_running_week_it_is_foreseen_as_of_now(home: Home) -> None:
    columns = "item_count, met_count, waiting_count, expected_share, is_warned, is_newest, attainment_share"
    assert forecast(home, columns, "ALPHA", "2025-06-30") == (2, 1, 1, None, None, True, None)


def done(home: Home, ticket: Telling, team: str = "GAMMA") -> Any:
    return rows(home, ticket, "queue_done", "team_id, outcome, hours, business_hours, ended_at", "arrived_at")


def test_a_team_does_not_answer_for_the_time_of_a_customer(home: Home) -> None:
    """From 3 June, 10:00, to 5 June, 14:00, without the two days between noon and noon."""
    assert done(home, customers) == [("GAMMA", "picked_up", 4, 4, plain("5 14:00"))]


def test_what_was_reopened_is_done_when_it_stays_done(home: Home) -> None:
    assert done(home, reopened) == [("GAMMA", "picked_up", 72, 24, plain("6 10:00"))]


def test_what_a_team_passes_on_or_declines_it_has_not_done(home: Home) -> None:
    assert done(home, forwarded) == [
        ("GAMMA", "forwarded", 24, 8, plain("4 10:00")),
        ("ALPHA", "picked_up", 48, 16, plain("6 10:00")),
    ]
    assert done(home, declined) == [("GAMMA", "cancelled", 24, 8, plain("4 10:00"))]


def test_what_was_written_down_afterwards_took_no_time(home: Home) -> None:
    assert done(home, written_down) == []
