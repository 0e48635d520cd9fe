"""The Superset bundle: valid, the same each time, and answered by what is published."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest

from assets.published.superset.bundle import bundle
from assets.published.superset.metrics import SHOWN_BY
from tests.worlds.paths import CHECKOUT
from tests.worlds.superset import columns_of, documents, filters, metrics_of, of_kind, question

CONTRACT = json.loads((CHECKOUT / "docs" / "contract.json").read_text(encoding="utf-8"))
ADDRESS = "duckdb:////srv/baton.duckdb?access_mode=READ_ONLY"
HOSTILE = "{{ 7 * 7 }}{% raw %}\n- x: !!python/object:os.system \"'</script>\u202e"

FOUND = documents(bundle(CONTRACT, ADDRESS, "main", "Baton"))
DATASETS = {each["uuid"]: each for each in of_kind(FOUND, "datasets")}
NAMED = {each["table_name"]: each for each in DATASETS.values()}
CHARTS = of_kind(FOUND, "charts")
DASHBOARDS = of_kind(FOUND, "dashboards")


@pytest.fixture(scope="module")
def db(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(published / "baton.duckdb", read_only=True) as db:
        yield db


def name_of(document: dict[str, Any]) -> str:
    return str(document["slice_name"])


def chart(name: str) -> dict[str, Any]:
    [found] = [each for each in CHARTS if each["slice_name"] == name]
    return found


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def test_every_table_is_a_dataset_with_its_columns_as_the_contract_has_them() -> None:
    assert CONTRACT["tables"].keys() <= NAMED.keys()
    for table, each in CONTRACT["tables"].items():
        columns = {column["column_name"]: column for column in NAMED[table]["columns"]}
        assert NAMED[table]["description"] == f"{each['description']} {each['grain']}".strip()
        for column, said in each["columns"].items():
            assert (columns[column]["type"], columns[column]["description"]) == (
                said["type"],
                said["description"],
            )
            assert columns[column]["is_dttm"] is (said["type"] in ("DATE", "TIMESTAMP"))
        assert all(column["expression"] for name, column in columns.items() if name not in each["columns"])


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("team_week", "week_starts_on"),
        ("handoff", "release_week_starts_on"),
        ("cumulative_flow", "day_on"),
        ("queue_item", "arrived_at_local"),
        ("scope", "whole_at"),
        ("team_week_requester", "week_starts_on"),
        ("link", None),
    ],
)
def test_a_dataset_is_cut_into_periods_by_the_organizations_weeks_where_it_has_some(
    table: str, column: str | None
) -> None:
    assert NAMED[table]["main_dttm_col"] == column


def test_the_dashboards_are_five_with_charts_of_their_own() -> None:
    assert [each["dashboard_title"] for each in DASHBOARDS] == [
        "Baton: Data quality",
        "Baton: Data queue",
        "Baton: Handoffs",
        "Baton: Integration",
        "Baton: Velocity",
    ]
    placed = [
        node["meta"]["uuid"]
        for each in DASHBOARDS
        for node in each["position"].values()
        if isinstance(node, dict) and node["type"] == "CHART"
    ]
    assert Counter(placed) == Counter(each["uuid"] for each in CHARTS)
    ids = [each["uuid"] for each in [*DASHBOARDS, *CHARTS, *DATASETS.values(), *of_kind(FOUND, "databases")]]
    assert len(set(map(UUID, ids))) == len(ids)


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda each: str(each["dashboard_title"]))
def test_a_dashboard_holds_together(dashboard: dict[str, Any]) -> None:
    position = {name: node for name, node in dashboard["position"].items() if isinstance(node, dict)}
    children = [child for node in position.values() for child in node.get("children", [])]
    assert Counter(children) == Counter(position.keys() - {"ROOT_ID", "HEADER_ID"})
    for node in position.values():
        if node["type"] == "ROW":
            assert sum(position[child]["meta"]["width"] for child in node["children"]) == 12
    numbers = {node["meta"]["chartId"] for node in position.values() if node["type"] == "CHART"}
    for each in dashboard["metadata"]["native_filter_configuration"]:
        assert set(each["scope"]["excluded"]) < numbers, each["name"]
        for target in each["targets"]:
            if target:
                columns = {column["column_name"] for column in DATASETS[target["datasetUuid"]]["columns"]}
                assert target["column"]["name"] in columns


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda each: str(each["dashboard_title"]))
def test_a_dashboard_warns_of_what_its_numbers_are_not_for(dashboard: dict[str, Any]) -> None:
    [note] = [
        node["meta"]["code"]
        for node in dashboard["position"].values()
        if isinstance(node, dict) and node["type"] == "MARKDOWN"
    ]
    assert "**Do not**" in note or "never to blame" in note


@pytest.mark.parametrize("each", CHARTS, ids=name_of)
def test_a_chart_names_columns_and_metrics_that_its_dataset_has(each: dict[str, Any]) -> None:
    dataset = DATASETS[each["dataset_uuid"]]
    columns = {column["column_name"] for column in dataset["columns"]}
    subjects = {condition["subject"] for condition in each["params"]["adhoc_filters"]}
    ordered = {json.loads(by)[0] for by in each["params"].get("order_by_cols", [])}
    assert {*columns_of(each), *subjects, *ordered} <= columns
    offered = {metric["expression"] for metric in dataset["metrics"]}
    assert {metric["sqlExpression"] for metric in metrics_of(each)} <= offered


@pytest.mark.parametrize("each", CHARTS, ids=name_of)
def test_a_chart_is_answered_by_what_is_published(
    each: dict[str, Any], db: duckdb.DuckDBPyConnection
) -> None:
    db.execute(question(each, DATASETS[each["dataset_uuid"]])).fetchall()


@pytest.mark.parametrize("table", NAMED)
def test_every_metric_and_column_that_is_worked_out_is_one(table: str, db: duckdb.DuckDBPyConnection) -> None:
    dataset = NAMED[table]
    of = f"({dataset['sql']})" if dataset["sql"] else f"main.{table}"
    metrics = [each["expression"] for each in dataset["metrics"]]
    worked_out = [each["expression"] for each in dataset["columns"] if each["expression"]]
    db.execute(f"select {', '.join(metrics)} from {of}").fetchall()
    db.execute(f"select {', '.join(worked_out or ['1'])} from {of}").fetchall()


def test_the_heat_maps_say_of_each_pair_what_its_row_says(db: duckdb.DuckDBPyConnection) -> None:
    counts = question(chart("Handoffs from giver to receiver"), NAMED["handoff_week"])
    assert sorted(db.execute(counts).fetchall()) == sorted(
        db.execute(
            "select to_team_name, from_team_name, sum(handoff_count) from handoff_week "
            "where is_complete_week group by all"
        ).fetchall()
    )
    waits = chart("Median wait from giver to receiver, in working hours")
    assert '"is_median_shown" IS TRUE' in list(filters(waits))
    shown = db.execute(question(waits, NAMED["handoff_pair"])).fetchall()
    assert sorted(shown) == sorted(
        db.execute(
            "select to_team_name, from_team_name, wait_business_hours_p50 from handoff_pair "
            "where is_median_shown"
        ).fetchall()
    )


def test_the_band_of_velocity_is_the_middle_half_of_a_teams_own_13_weeks_before() -> None:
    query = NAMED["velocity_past"]["sql"]
    with duckdb.connect() as db:
        db.execute(
            "create table velocity_week as select date '2026-01-05' + (7 * week)::int as week_starts_on, "
            "team_id, team_id as team_name, "
            "(week * week + if(team_id = 'b', 100, 0)) % 11 as completed_count, "
            "week < 20 as is_complete_week, 'A' as grade from range(21) as weeks (week) "
            "cross join (values ('a'), ('b')) as teams (team_id)"
        )
        found = db.execute(
            f"select team_id, week_starts_on, past_low_count, past_high_count from ({query}) order by all"
        ).fetchall()
        expected = db.execute(
            "select team_id, week_starts_on, "
            "if(count(*) over past = 13, quantile_cont(completed_count, 0.25) over past, null), "
            "if(count(*) over past = 13, quantile_cont(completed_count, 0.75) over past, null) "
            "from velocity_week where is_complete_week window past as (partition by team_id "
            "order by week_starts_on rows between 13 preceding and 1 preceding) order by all"
        ).fetchall()
    assert len(found) == 40
    assert found == expected


def test_what_a_filter_begins_with_is_there(db: duckdb.DuckDBPyConnection) -> None:
    begins = [
        (each["targets"][0], each["defaultDataMask"]["filterState"]["value"])
        for dashboard in DASHBOARDS
        for each in dashboard["metadata"]["native_filter_configuration"]
        if each["defaultDataMask"]["filterState"]
    ]
    assert len(begins) == 3
    for target, [value] in begins:
        table, column = DATASETS[target["datasetUuid"]]["table_name"], target["column"]["name"]
        found = db.execute(f"select count(*) from {table} where {column} = $value", {"value": value})
        assert found.fetchall() != [(0,)], f"{table}.{column}"


def test_no_table_shows_what_may_not_be_shown() -> None:
    """But as unknown, where its row says so."""
    for each in CHARTS:
        table = DATASETS[each["dataset_uuid"]]["table_name"]
        doubtful = {column for columns in SHOWN_BY.get(table, {}).values() for column in columns}
        assert doubtful & set(columns_of(each)) == set(), each["slice_name"]
    assert "shown_attainment_share" in columns_of(chart("What teams promise, and how they kept it"))


# What Baton calls so itself, whatever organizations and sources call things.
WORDS = {
    "age_span",
    "class",
    "doubt",
    "dose",
    "grade",
    "kind",
    "method",
    "requester",
    "role",
    "state",
    "table_name",
}


def test_charts_that_take_names_for_html_get_them_without_any() -> None:
    """Where they are pointed at; a chart's axes and series are all that they show of text."""
    for each in CHARTS:
        if each["viz_type"] != "table":
            types = {
                column["column_name"]: column["type"] for column in DATASETS[each["dataset_uuid"]]["columns"]
            }
            texts = {column for column in columns_of(each) if types[column] == "VARCHAR"}
            assert {column for column in texts - WORDS if not column.startswith("plain_")} == set(), each[
                "slice_name"
            ]
    names = {column["column_name"]: column["expression"] for column in NAMED["queue_item"]["columns"]}
    for column in ("plain_team_name", "requester"):
        query = f"select {names[column]} from (select $name as team_name, $name as requester_team_name)"
        [(plain,)] = duckdb.execute(query, {"name": f"Team {HOSTILE}"}).fetchall()
        assert plain == f"Team {HOSTILE}".replace("<", "\u2039")


def test_tables_show_text_as_text() -> None:
    tables = [each for each in CHARTS if each["viz_type"] == "table"]
    assert tables
    assert all(each["params"]["allow_render_html"] is False for each in tables)


def test_the_database_can_only_be_read() -> None:
    [database] = of_kind(FOUND, "databases")
    assert database["sqlalchemy_uri"] == ADDRESS
    assert not any(database[may] for may in ("allow_dml", "allow_ctas", "allow_cvas", "allow_file_upload"))


def test_the_same_tables_give_the_same_bytes() -> None:
    first = bundle(CONTRACT, ADDRESS, "main", "Baton")
    again = bundle(json.loads(json.dumps(CONTRACT)), ADDRESS, "main", "Baton")
    assert first == again


def test_bundles_of_two_names_live_side_by_side() -> None:
    other = documents(bundle(CONTRACT, ADDRESS, "main", "Other"))
    ids = {document["uuid"] for document in FOUND.values() if "uuid" in document}
    assert ids & {document["uuid"] for document in other.values() if "uuid" in document} == set()


def test_whatever_a_database_is_called_is_text_and_in_no_query() -> None:
    hostile = documents(bundle(CONTRACT, f"duckdb:////srv/{HOSTILE}", "main", HOSTILE))
    assert hostile.keys() == FOUND.keys()
    [database] = of_kind(hostile, "databases")
    assert (database["database_name"], database["sqlalchemy_uri"]) == (HOSTILE, f"duckdb:////srv/{HOSTILE}")
    for kind in ("datasets", "charts"):
        for document in of_kind(hostile, kind):
            assert not any("{{" in text or "{%" in text for text in strings(document))
    titles = {each["dashboard_title"] for each in of_kind(hostile, "dashboards")}
    assert titles == {each["dashboard_title"].replace("Baton", HOSTILE, 1) for each in DASHBOARDS}
