"""The waits of the worked example in handoff_trend and queue_trend: km_* and queue_wait_*, every value."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds.golden import GOLDEN
from tests.worlds.night import Home

EXPECTED = GOLDEN["expected"]
PAIRS = {"non_platform": ("*", "*non-platform"), "ML->DATA": ("ML", "DATA"), "all_incl_platform": ("*", "*")}
TABLES = {
    "km_bh": ("business", "touch"),
    "km_wall": ("wall", "touch"),
    "km_start_bh": ("business", "start"),
}
# The example's name, and the column that has its value.
COLUMNS = {
    "km_median": "p50_hours",
    "display_median": "is_p50_shown",
    "rmst_tau40": "rmst_hours",
    "cif_pickup_40": "picked_up_by_tau_share",
    "cif_cancel_40": "cancelled_by_tau_share",
    "cancel_return_share": "cancelled_share + returned_share",
    "events": "picked_up_count",
}
COUNTS = {"handoff_trend": "handoff_count", "queue_trend": "arrival_count"}


def compare(home: Home, table: str, where: str, expected: dict[str, Any], finished: list[float]) -> None:
    """Each value of the example with the table's; what it calls naive is of the finished waits alone."""
    names = [name for name in expected if not name.startswith("naive_")]
    columns = ", ".join((COLUMNS | {"n": COUNTS[table]})[name] for name in names)
    [row] = home.sql(f"select {columns} from {table} where period = 'all' and {where}")
    assert dict(zip(names, row, strict=True)) == {name: pytest.approx(expected[name]) for name in names}
    naive = sorted(finished)
    middle = len(naive) // 2
    median = (naive[middle] + naive[~middle]) / 2
    assert median == pytest.approx(expected["naive_median_finished"])
    if "naive_mean_finished" in expected:
        assert sum(naive) / len(naive) == pytest.approx(expected["naive_mean_finished"], abs=1e-6)


@pytest.mark.parametrize(
    ("table", "population"), [(table, population) for table in TABLES for population in EXPECTED[table]]
)
def test_waits_of_handoffs(home: Home, table: str, population: str) -> None:
    clock, target = TABLES[table]
    giver, receiver = PAIRS[population]
    hours = ("start_" if target == "start" else "") + (
        "wait_business_hours" if clock == "business" else "wait_hours"
    )
    pair = {
        "*": "true",
        "*non-platform": "to_team not in (select team_id from team where is_platform_shared)",
    }
    gave, got = pair.get(giver, f"from_team = '{giver}'"), pair.get(receiver, f"to_team = '{receiver}'")
    finished = home.sql(f"select {hours} from handoff where {hours} is not null and {gave} and {got}")
    compare(
        home,
        "handoff_trend",
        f"from_team = '{giver}' and to_team = '{receiver}' and layer = '*' "
        f"and clock = '{clock}' and target = '{target}'",
        EXPECTED[table][population],
        [value for (value,) in finished],
    )


@pytest.mark.parametrize("target", ["touch", "start"])
def test_waits_in_the_data_teams_queue(home: Home, target: str) -> None:
    population = {"touch": "queue", "start": "queue_start"}[target]
    finished = home.warehouse_sql(
        "select business_hours from flow.wait "
        f"where population = '{population}' and to_team = 'DATA' and is_picked_up"
    )
    compare(
        home,
        "queue_trend",
        f"team_id = 'DATA' and requester_team = '*' and clock = 'business' and target = '{target}'",
        EXPECTED["data_queue"][f"queue_wait_{target}_bh"],
        [value for (value,) in finished],
    )


def test_first_touches_of_the_data_team(home: Home) -> None:
    """By item, in both clocks."""
    for name, column in (("first_touch_bh", "business_hours"), ("first_touch_wall_h", "hours")):
        found = home.warehouse_sql(
            f"select ticket.key, wait.{column} from flow.wait as wait "
            "join core.ticket as ticket on ticket.ticket_number = wait.wait_number "
            "where population = 'queue' and to_team = 'DATA' and is_picked_up"
        )
        assert dict(found) == EXPECTED["data_queue"][name]


def test_what_the_example_displays_of_a_median_is_nothing(home: Home) -> None:
    """Nor has any row an interval: for that there must be 20 waits."""
    for table in COUNTS:
        assert home.sql(
            f"select count(*) from {table} where is_p50_shown or p50_low_hours is not null or is_p85_shown"
        ) == [(0,)]
