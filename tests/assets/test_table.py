"""What a table's file promises is held to when the table is built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.table import table_from_head
from assets.table_asset import finish
from connectors.warehouse import connect


@pytest.fixture
def db(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(tmp_path / "warehouse.duckdb") as db:
        yield db


@pytest.mark.parametrize(
    ("query", "offender"),
    [
        ("select unnest(['a', 'a', 'b']) as id", r"\['a', '2'\]"),
        ("select unnest(['a', null]) as id", r"\['None', '1'\]"),
    ],
)
def test_a_key_that_names_two_rows_or_none_stops_the_run(
    db: duckdb.DuckDBPyConnection, query: str, offender: str
) -> None:
    table = table_from_head("core", "thing", "Things.\nkey: id", query)
    table.build(db)
    with pytest.raises(dg.Failure, match=rf"core.thing: the key \(id\) is not unique, or null: {offender}"):
        finish(table, db)


def test_a_mart_describes_every_column(db: duckdb.DuckDBPyConnection) -> None:
    table = table_from_head(
        "marts", "thing", "Things.\nkey: id\ncolumn id: which", "select 1 as id, 2 as size"
    )
    table.build(db)
    with pytest.raises(ValueError, match=r"marts.thing: says nothing of its columns size"):
        finish(table, db)
