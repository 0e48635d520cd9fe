"""semantic.json and what dbt takes of it: what may be asked by tools that write SQL for people."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assets.published.dbt_document import dbt_document
from assets.published.semantic_document import semantic_document
from tests.worlds.paths import CHECKOUT

CONTRACT = json.loads((CHECKOUT / "docs" / "contract.json").read_text(encoding="utf-8"))

TABLES = CONTRACT["tables"]


@pytest.fixture
def metrics() -> dict[str, str]:
    found: list[dict[str, Any]] = semantic_document(CONTRACT)["metrics"]
    return {each["name"]: each["expression"]["dialects"][0]["expression"] for each in found}


def test_a_metric_is_a_sum_over_teams_and_weeks(metrics: dict[str, str]) -> None:
    assert metrics["handoff_week_handoff_count"] == "SUM(handoff_week.handoff_count)"


def test_rows_that_stand_for_all_are_no_part_of_it(metrics: dict[str, str]) -> None:
    assert metrics["independence_week_pull_request_merged_count"] == (
        "SUM(CASE WHEN independence_week.team_id <> '*' THEN independence_week.pull_request_merged_count END)"
    )


@pytest.mark.parametrize(
    "column",
    [
        "handoff_week_wait_hours_p50",  # a median
        "team_week_open_end_count",  # stands at an instant
        "velocity_week_points",  # each team's own measure
        "cumulative_flow_arrived_count",  # has days, which nobody said may be summed
        "delivery_week_deployment_count",  # one deployment brings the work of several teams
    ],
)
def test_what_does_not_add_up_is_no_metric(metrics: dict[str, str], column: str) -> None:
    assert column in {f"{table}_{name}" for table, each in TABLES.items() for name in each["columns"]}
    assert column not in metrics


def test_a_relation_that_holds_but_for_some_values_is_none_there() -> None:
    named = {each["name"] for each in semantic_document(CONTRACT)["relationships"]}
    assert {"handoff_from_team", "chain_item_source_and_root_ticket_id"} <= named
    assert named & {"queue_trend_team_id", "team_week_requester_requester_team"} == set()


def test_dbt_has_the_metrics_of_tables_without_rows_that_stand_for_all(metrics: dict[str, str]) -> None:
    [model] = dbt_document(CONTRACT)["semantic_model"]
    assert {each["name"] for each in model["metrics"]} == {
        name for name, expression in metrics.items() if "CASE" not in expression
    }


def test_dbt_joins_by_fields_that_are_no_column_and_bear_one_name() -> None:
    [model] = dbt_document(CONTRACT)["semantic_model"]
    columns = {column for table in TABLES.values() for column in table["columns"]}
    fields = {each["name"]: {field["name"] for field in each["fields"]} for each in model["datasets"]}
    assert fields.keys() == TABLES.keys() - {"day", "week", "month"} | {
        "calendar_day",
        "calendar_week",
        "calendar_month",
    }
    for each in model["relationships"]:
        assert each["from_columns"] == each["to_columns"]
        assert each["from_columns"][0] in fields[each["from"]] & fields[each["to"]] - columns
