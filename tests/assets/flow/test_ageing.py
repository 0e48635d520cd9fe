"""How long work has been in its state, against what is usual there. Everybody works 09:00 to 17:00."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.worlds.night import Home
from tests.worlds.story import CUSTOMER, Story, Telling, plain, told

story = Story()


def worked_on(project: str, by: str, *, until: str | None) -> Telling:
    ticket = story.ticket("9 10:00", by, project).change("9 10:00:30", by, status="In Progress")
    return ticket.done(until, by) if until else ticket


# Seven stays in work of one to seven working hours: their p85 is at 6.1, and by the clock at 6 + 17 / 10.
for end in ["9 11", "9 12", "9 13", "9 14", "9 15", "9 16", "10 09"]:
    worked_on("ALP", "ann", until=f"{end}:00:30")
for hour in range(11, 17):
    worked_on("BET", "bob", until=f"9 {hour}:00:30")
old = worked_on("ALP", "ann", until=None)
young = story.ticket("17 09:00", "ann", "ALP").change("17 10:00", "ann", status="In Progress")
untouched = story.ticket("2 09:00", "ann", "GAM")
of_few = worked_on("BET", "bob", until=None)
carried = story.ticket("10 10:00", "ann", "TRI", assignee="mov").change(
    "10 11:00", "mov", status="In Progress"
)
asks = story.ticket("10 10:00", CUSTOMER, "GAM").change("10 11:00", "gus", status="Waiting for customer")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("ageing"), "17 12:00") as home:
        yield home


def ages(home: Home, ticket: Telling, columns: str) -> Any:
    [row] = home.sql(f"select {columns} from ageing where work_item_id = '{ticket.ticket.id}'")
    return row


def test_what_is_in_work_for_longer_than_nearly_everything_is_over(home: Home) -> None:
    """49 hours, 59 minutes and 30 seconds of work since 9 June."""
    columns = "team_id, state, since_at, completed_stay_count, is_over_p85"
    assert ages(home, old, columns) == ("ALPHA", "wip", plain("9 10:00:30"), 7, True)
    hours = 50 - 30 / 3600
    assert ages(home, old, "age_business_hours, p85_business_hours, p85_hours, age_by_p85") == (
        pytest.approx(hours),
        pytest.approx(6.1),
        pytest.approx(7.7),
        pytest.approx(hours / 6.1),
    )
    assert ages(home, young, "age_business_hours, is_over_p85, work_item_key") == (2, False, young.key)


def test_the_worst_of_a_team_comes_first(home: Home) -> None:
    assert ages(home, old, "ageing_rank") < ages(home, young, "ageing_rank")
    listed = home.sql("select age_by_p85 from ageing where age_by_p85 is not null")
    assert listed == sorted(listed, reverse=True)


def test_of_few_stays_nobody_knows_what_is_long(home: Home) -> None:
    columns = "completed_stay_count, p85_business_hours, age_by_p85, is_over_p85"
    assert ages(home, of_few, columns) == (6, None, None, None)
    assert ages(home, untouched, f"state, {columns}") == ("queue", 1, None, None, None)


def test_a_reorganization_does_not_make_work_younger(home: Home) -> None:
    """On 16 June its assignee moved from ALPHA to BETA."""
    assert ages(home, carried, "team_id, since_at") == ("BETA", plain("10 11:00"))


def test_a_customer_has_no_working_hours(home: Home) -> None:
    columns = "team_id, age_hours, age_business_hours, is_over_p85"
    assert ages(home, asks, columns) == ("CUSTOMER", 169, None, None)


def test_what_is_open_is_what_the_queue_has(home: Home) -> None:
    columns = "work_item_id, team_id, state"
    assert home.sql(f"select {columns} from ageing order by all") == home.sql(
        f"select {columns} from queue_item order by all"
    )
