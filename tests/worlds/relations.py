"""What a contract says of relations, asked of the tables."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from assets.published.contract import Contract


def strays(db: duckdb.DuckDBPyConnection, contract: Contract) -> Iterator[str]:
    """Columns with values that refer to no row of the table that the contract names."""
    for name, table in contract["tables"].items():
        for each in table["relations"]:
            no_row = [] if each["is_whole"] else contract["refers_to_no_row"]
            pairs = list(zip(each["columns"], each["key"], strict=True))
            same = " and ".join(f"one.{column} = other.{key}" for column, key in pairs)
            refers = " and ".join(
                f"one.{column} is not null and not list_contains($no_row, one.{column}::varchar)"
                for column, _ in pairs
            )
            found = db.execute(
                f"select count(*) from {name} as one where {refers} "
                f"and not exists (from {each['refers_to']} as other where {same})",
                {"no_row": no_row},
            ).fetchone()
            if found and found[0]:
                yield f"{found[0]} of {name}: {', '.join(each['columns'])} → {each['refers_to']}"


def totals(db: duckdb.DuckDBPyConnection, contract: Contract) -> dict[str, list[str]]:
    """Of each table the columns of its key in which some value stands for all others."""
    found = {
        name: [
            column
            for column in table["key"]
            if table["columns"][column]["type"] == "VARCHAR"
            and db.execute(f"select 1 from {name} where {column} like '*%' limit 1").fetchone()
        ]
        for name, table in contract["tables"].items()
    }
    return {name: columns for name, columns in found.items() if columns}
