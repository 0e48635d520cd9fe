"""Days, months and local times of the worked example: New York's, with its clocks that change on 9 March."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from tests.worlds.golden import AS_OF, CONFIG, GOLDEN, instant
from tests.worlds.night import Home

FRIDAY_OFF = date(2025, 3, 21)


def test_days_are_those_of_the_weeks_that_are_shown(home: Home) -> None:
    """From the Monday on which the history begins to the Sunday of the running week."""
    days = home.sql("select day_on, week_starts_on, weekday_number, is_complete_day from day order by all")
    first = date(2025, 3, 3)
    expected = [first + timedelta(days) for days in range(35)]
    assert days == [
        (day, day - timedelta(day.weekday()), day.weekday() + 1, day < date(2025, 4, 4)) for day in expected
    ]
    assert [instant(CONFIG["obs_start"]).replace(tzinfo=None)] == [
        row for [row] in home.sql(f"select starts_at from day where day_on = '{first}'")
    ]


def test_a_day_on_which_clocks_change_is_shorter_and_the_next_one_begins_earlier(home: Home) -> None:
    found = home.sql(
        "select day_on, hours, starts_at from day where day_on between '2025-03-08' and '2025-03-10'"
    )
    assert found == [
        (date(2025, 3, 8), 24, datetime(2025, 3, 8, 5)),
        (date(2025, 3, 9), 23, datetime(2025, 3, 9, 5)),
        (date(2025, 3, 10), 24, datetime(2025, 3, 10, 4)),
    ]


def test_a_holiday_is_one_of_the_teams_that_have_it(home: Home) -> None:
    teams = home.sql(
        f"select team_id, is_working_day, working_hours from team_day where day_on = '{FRIDAY_OFF}'"
    )
    assert teams == [("DATA", True, 8), ("ML", False, 0), ("PLAT", True, 8), ("PROD", False, 0)]
    assert home.sql(f"select is_working_day, working_team_count from day where day_on = '{FRIDAY_OFF}'") == [
        (True, 2)
    ]
    assert home.sql(
        "select team_id from organization_event "
        f"where kind = 'holiday' and happened_on = '{FRIDAY_OFF}' order by all"
    ) == [("ML",), ("PROD",)]


def test_a_team_opens_by_its_own_clocks(home: Home) -> None:
    """London's change three weeks after New York's."""
    assert home.sql(
        "select opens_at, closes_at from team_day "
        "where team_id = 'DATA' and day_on in ('2025-03-28', '2025-03-31') order by all"
    ) == [
        (datetime(2025, 3, 28, 9), datetime(2025, 3, 28, 17)),
        (datetime(2025, 3, 31, 8), datetime(2025, 3, 31, 16)),
    ]


def test_months_are_whole_and_those_that_are_not_shown_whole_say_so(home: Home) -> None:
    columns = (
        "year_month, quarter_starts_on, starts_at, hours, day_count, working_day_count, is_complete_month"
    )
    assert home.sql(f"select {columns} from month order by all") == [
        ("2025-03", date(2025, 1, 1), datetime(2025, 3, 1, 5), 31 * 24 - 1, 31, 21, False),
        ("2025-04", date(2025, 4, 1), datetime(2025, 4, 1, 4), 30 * 24, 30, 22, False),
    ]


@pytest.mark.parametrize(
    "row",
    [row for row in GOLDEN["expected"]["handoffs"] if row["outcome"] != "open"],
    ids=lambda row: row["id"],
)
def test_local_times_are_what_clocks_in_new_york_show(home: Home, row: dict[str, str]) -> None:
    def in_new_york(text: str) -> datetime:
        moment = instant(text).replace(tzinfo=None)
        return moment - timedelta(hours=5 if moment < datetime(2025, 3, 9, 7) else 4)

    released = instant(row["release"]).replace(tzinfo=None)
    found = home.sql(
        f"select released_at_local, ended_at_local from handoff where released_at = '{released}'"
    )
    assert (in_new_york(row["release"]), in_new_york(row["end"])) in found


def test_what_is_beside_the_tables_says_which_time_is_local(home: Home) -> None:
    info = json.loads((home.published.parent / "publish_info.json").read_text(encoding="utf-8"))
    assert info["as_of"] == f"{AS_OF.replace(tzinfo=None).isoformat()}Z"
    assert info["as_of_local"] == "2025-04-04T12:00:00"
