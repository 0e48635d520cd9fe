"""The datasets of the Superset bundle: each published table as the contract has it, and queries over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assets.marts import metric_catalog
from assets.published.contract import Contract
from assets.published.superset.identity import Identity
from assets.published.superset.metrics import SHOWN_BY, metrics, words
from assets.table import read_table

QUERIES = Path(__file__).parent / "queries"
TIMES = ("DATE", "TIMESTAMP")
TYPES = {"count": "BIGINT", "date": "DATE"}

# Superset shows names as HTML where a chart is pointed at, and a picture in HTML asks its host.
PLAIN = "REPLACE({}, '<', '\u2039')"
NAMES = ("team_name", "project_key")

Dataset = dict[str, Any]

# Columns that Superset works out: of which table, of what type, from what, and what they mean.
WORKED_OUT = {
    "handoff": {
        "open_days": ("DOUBLE", "open_hours / 24.0", "open_hours in days by the clock"),
    },
    "queue_item": {
        "age_span": (
            "VARCHAR",
            "CASE WHEN age_in_team_hours < 24 THEN '00 to 01 days' "
            "WHEN age_in_team_hours < 72 THEN '01 to 03 days' "
            "WHEN age_in_team_hours < 168 THEN '03 to 07 days' "
            "WHEN age_in_team_hours < 672 THEN '07 to 28 days' "
            "WHEN age_in_team_hours < 2184 THEN '28 to 91 days' "
            "WHEN age_in_team_hours IS NOT NULL THEN 'over 91 days' END",
            "age_in_team_hours in spans of days by the clock, whose names sort as they grow",
        ),
        "requester": (
            "VARCHAR",
            f"COALESCE({PLAIN.format('requester_team_name')}, 'Unknown')",
            "plain_requester_team_name, and Unknown where nobody knows it",
        ),
        "age_in_team_days": ("DOUBLE", "age_in_team_hours / 24.0", "age_in_team_hours in days by the clock"),
        "idle_days": ("DOUBLE", "idle_hours / 24.0", "idle_hours in days by the clock"),
    },
}


def datasets(contract: Contract, identity: Identity, schema: str | None) -> dict[str, Dataset]:
    described = {**contract["tables"], **queries()}
    return {name: _dataset(name, table, identity, schema) for name, table in described.items()}


def queries() -> dict[str, Contract]:
    """Queries over several rows, in the form in which the contract has tables."""
    return {path.stem: _query(path) for path in sorted(QUERIES.glob("*.sql"))}


def _query(path: Path) -> Contract:
    query = read_table(path)
    text, one_row, grain = " ".join(query.description.split("\n")).rpartition("One row")
    return {
        "description": text.strip(),
        "grain": f"{one_row}{grain}",
        "key": list(query.key),
        "totals_in": [],
        "relations": [],
        "columns": {
            column: {
                "type": TYPES.get(metric_catalog.unit(column), "VARCHAR"),
                "unit": metric_catalog.unit(column),
                "additive_over": {"teams": None, "weeks": None},
                "description": description,
            }
            for column, description in query.columns.items()
        },
        "sql": query.query,
    }


def main_time(table: Contract) -> str | None:
    """The column by which a table is cut into periods: of local weeks and days, before instants of UTC."""
    types = {name: each["type"] for name, each in table["columns"].items()}
    for found in (
        [name for name in types if types[name] == "DATE" and name in table["key"]],
        [name for name in types if types[name] == "DATE"],
        [name for name in types if name.endswith("_local")],
        [name for name in types if types[name] == "TIMESTAMP"],
    ):
        if found:
            return found[0]
    return None


def _dataset(name: str, table: Contract, identity: Identity, schema: str | None) -> Dataset:
    return {
        "table_name": name,
        "main_dttm_col": main_time(table),
        "description": f"{table['description']} {table['grain']}".strip(),
        "default_endpoint": None,
        "offset": 0,
        "cache_timeout": None,
        "catalog": None,
        "schema": schema,
        "sql": table.get("sql"),
        "params": None,
        "template_params": None,
        "filter_select_enabled": True,
        "fetch_values_predicate": None,
        "extra": None,
        "normalize_columns": False,
        "always_filter_main_dttm": False,
        "uuid": identity.of("dataset", name),
        "metrics": metrics(name, table),
        "columns": [
            *(
                _column(column, each["type"], each["description"])
                for column, each in table["columns"].items()
            ),
            *(
                _column(column, type_, description, expression)
                for column, (type_, expression, description) in WORKED_OUT.get(name, {}).items()
            ),
            *(
                _column(f"plain_{column}", "VARCHAR", f"{column}, with \u2039 for <", PLAIN.format(column))
                for column in table["columns"]
                if column.endswith(NAMES)
            ),
            *(
                _column(
                    f"shown_{column}",
                    table["columns"][column]["type"],
                    f"{column} where {flag}, else unknown",
                    f"CASE WHEN {flag} THEN {column} END",
                )
                for flag, columns in SHOWN_BY.get(name, {}).items()
                for column in columns
            ),
        ],
        "version": "1.0.0",
        "database_uuid": identity.of("database"),
    }


def _column(name: str, type_: str, description: str, expression: str | None = None) -> Dataset:
    # A list is shown, and no row is found by it.
    is_list = type_.endswith("[]")
    return {
        "column_name": name,
        "verbose_name": words(name.removeprefix("shown_").removeprefix("plain_")),
        "is_dttm": type_ in TIMES,
        "is_active": True,
        "type": type_,
        "advanced_data_type": None,
        "groupby": not is_list,
        "filterable": not is_list,
        "expression": expression,
        "description": description,
        "python_date_format": None,
        "extra": {},
    }
