"""What the worked example says of Little's law, of hours that teams share, and of who moved."""

from __future__ import annotations

from datetime import date, datetime
from itertools import combinations

import pytest

from tests.worlds.golden import CONFIG, GOLDEN
from tests.worlds.night import Home

EXPECTED = GOLDEN["expected"]
LITTLE = EXPECTED["data_queue"]["littles_law_W10_W13"]
WEEK_10 = date(2025, 3, 3)
COLUMNS = {
    "window_h": "period_hours",
    "item_hours": "item_hours",
    "distinct_items": "item_count",
    "L": "open_mean",
    "lambda_per_h": "item_hourly_rate",
    "W_in_window_h": "residence_hours_mean",
}


@pytest.mark.parametrize("name", LITTLE)
def test_littles_law_holds_for_the_data_team(home: Home, name: str) -> None:
    found = home.sql(
        f"select {COLUMNS[name]} from flow_check where team_id = 'DATA' and period_starts_on = '{WEEK_10}'"
    )
    assert found == [(pytest.approx(LITTLE[name], abs=1e-6),)]


def test_the_flow_is_checked_over_four_whole_weeks_of_the_example(home: Home) -> None:
    """It has four whole weeks and a running one; hours are the same in both ways for everybody."""
    teams = {*CONFIG["teams"], "UNOWNED", "CUSTOMER"}
    found = home.sql("select period_starts_on, team_id, item_hours = residence_item_hours from flow_check")
    assert set(found) == {(WEEK_10, team, True) for team in teams}


PAIRS = [
    (*sorted(pair), "|".join(sorted(CONFIG["teams"][team]["calendar"] for team in pair)))
    for pair in combinations(CONFIG["teams"], 2)
]


@pytest.mark.parametrize("pair", EXPECTED["overlap_hours"])
def test_the_hours_that_two_calendars_share_are_those_of_their_teams(home: Home, pair: str) -> None:
    teams = [
        (one, other) for one, other, calendars in PAIRS if calendars == "|".join(sorted(pair.split("|")))
    ]
    assert teams
    for one, other in teams:
        found = home.sql(
            "select iso_week, overlap_hours from overlap_week "
            f"where team_id = '{one}' and other_team_id = '{other}' order by all"
        )
        assert dict(found) == EXPECTED["overlap_hours"][pair]


def test_one_person_who_moves_is_an_event_and_no_reorganization(home: Home) -> None:
    found = home.sql(
        "select happened_at, happened_at_local, week_starts_on, kind, team_id, other_team_id, people_count "
        "from organization_event where happened_at > timestamp '2025-03-01' and kind like 'people%'"
    )
    moved = datetime(2025, 3, 24, 4), datetime(2025, 3, 24), date(2025, 3, 24)
    assert found == [(*moved, "people_moved", "ML", "PROD", 1)]
    assert home.warehouse_sql("from flow.reorganization") == []
