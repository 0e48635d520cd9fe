"""semantic.json: the contract as an Apache Ossie document, which tools that write SQL for people can read.

A metric is a sum over teams and weeks, of columns that may be summed over both. Medians are fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assets.published.contract import Contract

FILE = "semantic.json"
VERSION = "0.2.0.dev0"
DATA_TYPES = {
    "VARCHAR": "String",
    "BIGINT": "Integer",
    "INTEGER": "Integer",
    "DOUBLE": "Float",
    "BOOLEAN": "Boolean",
    "DATE": "Date",
    "TIMESTAMP": "DateTime",
}
# A tool would cut instants into weeks of UTC: weeks and days of the organization are columns of their own.
NO_AXIS = {"dimension": {"is_time": False}}
# A word of SQL, which a tool may not be able to give a column as its name.
CALLED = {"commit": "commit_id"}


def semantic_document(contract: Contract) -> dict[str, Any]:
    return {
        "version": VERSION,
        **described(contract),
        "datasets": [_dataset(name, table) for name, table in contract["tables"].items()],
        "relationships": [
            {
                "name": f"{name}_{'_and_'.join(each['columns'])}",
                "from": name,
                "to": each["refers_to"],
                "from_columns": each["columns"],
                "to_columns": each["key"],
            }
            for name, table in contract["tables"].items()
            for each in table["relations"]
            if each["is_whole"]
        ],
        "metrics": list(_metrics(contract)),
    }


def described(contract: Contract) -> dict[str, str]:
    return {
        "name": "baton",
        "description": f"Where work waits between teams. Version {contract['version']} of Baton's contract.",
        "ai_context": "Null is unknown, not 0. Medians never add up. Figures are about teams.",
    }


def _dataset(name: str, table: Contract) -> dict[str, Any]:
    return {
        "name": name,
        "source": f"main.{name}",
        "primary_key": table["key"],
        "description": f"{table['description']} {table['grain']}".strip(),
        "fields": [
            {
                "name": CALLED.get(column, column),
                "expression": in_ansi(f'"{column}"' if column in CALLED else column),
                "datatype": DATA_TYPES.get(each["type"], "Opaque"),
                "description": each["description"],
                **(NO_AXIS if each["type"] == "TIMESTAMP" else {}),
            }
            for column, each in table["columns"].items()
        ],
    }


def _metrics(contract: Contract) -> Iterator[dict[str, Any]]:
    for name, table in contract["tables"].items():
        for column, each in table["columns"].items():
            if all(each["additive_over"].values()):
                yield {
                    "name": f"{name}_{column}",
                    "expression": in_ansi(_sum(name, column, table["totals_in"])),
                    "datatype": DATA_TYPES[each["type"]],
                    "description": f"{each['description']} ({each['unit']})",
                }


def _sum(table: str, column: str, totals_in: list[str]) -> str:
    """Without the rows that stand for all others."""
    if not totals_in:
        return f"SUM({table}.{column})"
    is_part = " AND ".join(f"{table}.{total} <> '*'" for total in totals_in)
    return f"SUM(CASE WHEN {is_part} THEN {table}.{column} END)"


def in_ansi(expression: str) -> dict[str, Any]:
    return {"dialects": [{"dialect": "ANSI_SQL", "expression": expression}]}
