"""semantic-0.1.1.json: the contract in the version of Apache Ossie that dbt takes.

dbt joins by entities of one column, whose name no other column has: each table has one, made of its key.
It cannot leave rows that stand for all others out of a sum: tables with such rows have no metric.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assets.published.contract import Contract
from assets.published.semantic_document import CALLED, described, in_ansi

FILE = "semantic-0.1.1.json"
VERSION = "0.1.1"
# What dbt calls a database is the name of a DuckDB file.
SOURCE = "baton.main"
# Words of dbt, which must not be names of datasets.
RESERVED = {"day", "week", "month"}


def dbt_document(contract: Contract) -> dict[str, Any]:
    tables = contract["tables"]
    return {
        "version": VERSION,
        "semantic_model": [
            {
                **described(contract),
                "datasets": [_dataset(name, tables) for name in tables],
                "relationships": [
                    {
                        "name": f"{name}_{each['refers_to']}",
                        "from": _called(name),
                        "to": _called(each["refers_to"]),
                        "from_columns": [_key_of(each["refers_to"])],
                        "to_columns": [_key_of(each["refers_to"])],
                    }
                    for name in tables
                    for each in _joins(name, tables)
                ],
                "metrics": list(_metrics(tables)),
            }
        ],
    }


def _dataset(name: str, tables: Contract) -> dict[str, Any]:
    table = tables[name]
    return {
        "name": _called(name),
        "source": f"{SOURCE}.{name}",
        "primary_key": [_key_of(name)],
        "description": f"{table['description']} {table['grain']}".strip(),
        "fields": [
            _key_field(name, table["key"], "its key"),
            *(
                _key_field(each["refers_to"], each["columns"], f"its row of {each['refers_to']}")
                for each in _joins(name, tables)
            ),
            *(
                {
                    "name": CALLED.get(column, column),
                    "expression": in_ansi(f'"{column}"' if column in CALLED else column),
                    "description": each["description"],
                    **({"dimension": {"is_time": True}} if each["type"] == "DATE" else {}),
                }
                for column, each in table["columns"].items()
            ),
        ],
    }


def _joins(name: str, tables: Contract) -> list[Contract]:
    """Relations that hold for every row: one from a table to another, as two would bear one name."""
    relations = [each for each in tables[name]["relations"] if each["is_whole"] and each["refers_to"] != name]
    targets = [each["refers_to"] for each in relations]
    return [
        each
        for each in relations
        if targets.count(each["refers_to"]) == 1 and each["key"] == tables[each["refers_to"]]["key"]
    ]


def _metrics(tables: Contract) -> Iterator[dict[str, Any]]:
    for name, table in tables.items():
        for column, each in table["columns"].items():
            if all(each["additive_over"].values()) and not table["totals_in"]:
                yield {
                    "name": f"{name}_{column}",
                    "expression": in_ansi(f"SUM({_called(name)}.{column})"),
                    "description": f"{each['description']} ({each['unit']})",
                }


def _key_field(of: str, columns: Sequence[str], description: str) -> dict[str, Any]:
    parts = [f"CAST({column} AS VARCHAR)" for column in columns]
    return {
        "name": _key_of(of),
        "expression": in_ansi(" || '|' || ".join(parts) or "'1'"),
        "description": description,
    }


def _key_of(table: str) -> str:
    return f"key_of_{table}"


def _called(table: str) -> str:
    return f"calendar_{table}" if table in RESERVED else table
