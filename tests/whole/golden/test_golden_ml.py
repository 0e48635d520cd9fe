"""The worked example in ml_distance: how far its machine-learning team is from users."""

from __future__ import annotations

import pytest

from tests.worlds.golden import GOLDEN, KEYS
from tests.worlds.night import Home

EXPECTED = GOLDEN["expected"]["ml_isolation"]
[REPORT] = [key for key, value in EXPECTED.items() if isinstance(value, dict)]
JOURNEY = EXPECTED[REPORT]
# The example is in one quarter: it and all of history say the same.
PERIODS = pytest.mark.parametrize("period", ["quarter", "all"])


def row(home: Home, period: str, columns: str) -> tuple[object, ...]:
    [found] = home.sql(
        f"select {columns} from ml_distance where team_id = 'ML' and period = '{period}' "
        "and period_starts_on = '2025-01-01'"
    )
    return found


def test_the_items_of_the_team_are_the_examples(home: Home) -> None:
    found = home.warehouse_sql(
        "select ticket.key from flow.ml_item as item join core.ticket as ticket using (ticket_number) "
        "where item.is_owned and item.team_id = 'ML'"
    )
    assert {key for (key,) in found} == {KEYS.get(key, key) for key in EXPECTED["ml_items"]}


@PERIODS
def test_where_its_work_comes_from(home: Home, period: str) -> None:
    assert row(
        home,
        period,
        "item_count, customer_origin_share, self_origin_share, unknown_origin_share, is_headline",
    ) == (
        len(EXPECTED["ml_items"]),
        EXPECTED["customer_origin_share"],
        EXPECTED["self_origin_share"],
        0,
        True,
    )


@PERIODS
def test_how_the_users_report_came_to_it(home: Home, period: str) -> None:
    columns = "user_item_count, hops_p50, hops_p50 - 1, triage_queues_p50"
    assert row(home, period, columns) == (
        1,
        JOURNEY["team_hops_user_to_ml"],
        JOURNEY["intermediate_teams"],
        JOURNEY["queues_traversed"],
    )
    columns = "user_to_touch_hours_p50, user_to_touch_business_hours_p50"
    assert row(home, period, columns) == (
        JOURNEY["user_report_to_ml_touch_wall_h"],
        JOURNEY["user_report_to_ml_touch_bh"],
    )


@PERIODS
def test_what_it_ships_itself(home: Home, period: str) -> None:
    assert row(home, period, "completed_count, self_ship_share") == (
        EXPECTED["ml_completed_items"],
        EXPECTED["self_ship_rate"],
    )


@PERIODS
def test_one_report_shows_no_median_and_nobody_spoke_to_the_user(home: Home, period: str) -> None:
    columns = "is_user_to_touch_shown, user_to_touch_hours_p50_low, direct_contact_share, touched_count"
    assert row(home, period, columns) == (False, None, 0, 1)


@PERIODS
def test_a_factor_of_nothing_makes_the_index_one(home: Home, period: str) -> None:
    assert row(home, period, "isolation_index, self_ship_share") == (1, 0)


def test_only_teams_of_machine_learning_have_rows(home: Home) -> None:
    assert home.sql("select distinct team_id, team_name from ml_distance") == [("ML", "ML")]
