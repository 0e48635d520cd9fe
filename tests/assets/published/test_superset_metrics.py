"""Metrics of the Superset datasets: what does not add up has no sum, whatever a reader groups by."""

from __future__ import annotations

import json
import re
from typing import Any

import duckdb
import pytest

from assets.published.superset.metrics import SHARES, SHOWN_BY, metrics
from tests.worlds.paths import CHECKOUT

CONTRACT = json.loads((CHECKOUT / "docs" / "contract.json").read_text(encoding="utf-8"))
TABLES: dict[str, dict[str, Any]] = CONTRACT["tables"]


def expressions(table: str) -> dict[str, str]:
    return {each["metric_name"]: each["expression"] for each in metrics(table, TABLES[table])}


def asked(table: str, metric: str, rows: str, by: str = "") -> list[tuple[Any, ...]]:
    """The metric of a table with these rows, by these columns."""
    group = f"group by {by} order by {by}" if by else ""
    columns = f"{by}, " if by else ""
    query = f"select {columns}{expressions(table)[metric]} from ({rows}) as {table} {group}"
    return duckdb.sql(query).fetchall()


@pytest.mark.parametrize("table", TABLES)
def test_a_column_has_a_sum_where_the_contract_says_that_it_adds_up(table: str) -> None:
    additive = {
        f"sum_{column}"
        for column, each in TABLES[table]["columns"].items()
        if any(each["additive_over"].values())
    }
    assert {name for name in expressions(table) if name.startswith("sum_")} == additive


@pytest.mark.parametrize("table", TABLES)
def test_what_adds_up_over_one_axis_is_held_to_one_value_of_the_rest_of_the_key(table: str) -> None:
    for column, each in TABLES[table]["columns"].items():
        teams, weeks = each["additive_over"].values()
        if bool(teams) != bool(weeks):
            guarded = set(re.findall(r"MIN\((\w+)\) = MAX\(\1\)", expressions(table)[f"sum_{column}"]))
            refers = {
                name: other["refers_to"] for other in TABLES[table]["relations"] for name in other["columns"]
            }
            over = {key for key in TABLES[table]["key"] if refers.get(key) == ("team" if teams else "week")}
            assert guarded == set(TABLES[table]["key"]) - over


WEEKS = """
    select * from (values
        (date '2026-01-05', 'a', 3, 10.0, 4, 1.5, true), (date '2026-01-05', 'b', 5, 20.0, 6, 2.5, true),
        (date '2026-01-12', 'a', 2, 30.0, 8, 3.5, false)
    ) as row_of (
        week_starts_on, team_id, open_end_count, points, completed_count, lead_hours_p85, is_p85_shown
    )
"""
FIRST, SECOND = "2026-01-05", "2026-01-12"


def test_what_stands_at_an_instant_adds_up_over_teams_and_never_over_weeks() -> None:
    by_week = asked("team_week", "sum_open_end_count", WEEKS, "week_starts_on")
    assert [(str(week), value) for week, value in by_week] == [(FIRST, 8), (SECOND, 2)]
    assert asked("team_week", "sum_open_end_count", WEEKS) == [(None,)]


def test_points_add_up_over_weeks_and_never_over_teams() -> None:
    assert asked("velocity_week", "sum_points", WEEKS, "team_id") == [("a", 40.0), ("b", 20.0)]
    assert asked("velocity_week", "sum_points", WEEKS) == [(None,)]


def test_completions_add_up_over_both() -> None:
    assert asked("velocity_week", "sum_completed_count", WEEKS) == [(18,)]


def test_a_percentile_is_that_of_one_row_and_shown_where_enough_stands_behind_it() -> None:
    key = "week_starts_on, team_id"
    values = [row[-1] for row in asked("velocity_week", "only_lead_hours_p85", WEEKS, key)]
    assert values == [1.5, 2.5, None]
    by_week = [row[-1] for row in asked("velocity_week", "only_lead_hours_p85", WEEKS, "week_starts_on")]
    assert by_week == [None, None]


INDEPENDENCE = """
    select * from (values
        (date '2026-01-05', 'a', 10, 2, 4), (date '2026-01-05', 'b', 2, 0, 2),
        (date '2026-01-05', '*', 12, 2, 6),
        (date '2026-01-12', 'a', 0, 0, 0), (date '2026-01-12', '*', 0, 0, 0)
    ) as row_of (
        week_starts_on, team_id, pull_request_merged_count, unknown_merge_count, independent_merge_count
    )
"""


def test_a_share_is_a_sum_by_a_sum_without_the_rows_that_stand_for_all() -> None:
    assert asked("independence_week", "independent_merge_share", INDEPENDENCE) == [(0.6,)]


def test_a_share_of_nothing_is_unknown() -> None:
    by_week = asked("independence_week", "independent_merge_share", INDEPENDENCE, "week_starts_on")
    assert [value for _, value in by_week] == [0.6, None]


def test_what_is_shared_adds_up() -> None:
    for table, shares in SHARES.items():
        for columns in shares.values():
            for column in filter(None, columns):
                assert any(TABLES[table]["columns"][column]["additive_over"].values()), f"{table}.{column}"


def test_every_column_that_says_what_may_be_shown_is_heeded() -> None:
    flags = {
        table: {column for column in each["columns"] if re.fullmatch(r"is_(\w+_)?shown", column)}
        for table, each in TABLES.items()
    }
    assert {table: set(shown) for table, shown in SHOWN_BY.items()} == {
        table: found for table, found in flags.items() if found
    }
    for table, shown in SHOWN_BY.items():
        for columns in shown.values():
            assert set(columns) <= TABLES[table]["columns"].keys()


def test_points_warn_whoever_adds_them() -> None:
    [points] = [
        each
        for each in metrics("velocity_week", TABLES["velocity_week"])
        if each["metric_name"] == "sum_points"
    ]
    assert "never rank any" in points["warning_text"]
