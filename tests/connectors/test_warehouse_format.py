"""A warehouse of another format, older or newer, is made anew: all that is in it is derived from landing."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from connectors.formats import WAREHOUSE
from connectors.places import Places
from connectors.warehouse import Warehouse


def build(places: Places) -> list[str]:
    """One run's worth of the warehouse; returns what it warned of."""
    warnings = list[str]()
    with Warehouse(places).hold("a run", warn=warnings.append) as warehouse, warehouse.cursor() as db:
        db.execute("create table if not exists core.ticket as select range as id from range(10)")
    return warnings


def tables(places: Places) -> list[str]:
    with duckdb.connect(places.warehouse, read_only=True) as db:
        return [
            name for (name,) in db.execute("select table_name from duckdb_tables() order by 1").fetchall()
        ]


@pytest.mark.parametrize(
    ("change", "version"),
    [
        ("drop table main.format", 0),
        ("update main.format set version = 0", 0),
        (f"update main.format set version = {WAREHOUSE + 1}", WAREHOUSE + 1),
    ],
    ids=["of before there were formats", "older", "newer"],
)
def test_a_warehouse_of_another_format_is_made_anew(tmp_path: Path, change: str, version: int) -> None:
    places = Places(tmp_path / "data")
    assert build(places) == []
    with duckdb.connect(places.warehouse) as db:
        db.execute(change)
        db.execute("create table core.left_by_another as select 1 as one")
    assert build(places) == [
        f"the warehouse {places.warehouse} has format {version}, and this Baton's is {WAREHOUSE}: "
        "it is made anew from landing"
    ]
    assert tables(places) == ["format", "ticket"]
    assert not places.damaged_warehouse.exists()


def test_a_warehouse_of_this_format_stays(tmp_path: Path) -> None:
    places = Places(tmp_path / "data")
    build(places)
    with duckdb.connect(places.warehouse) as db:
        db.execute("create table core.kept as select 1 as one")
    assert build(places) == []
    assert "kept" in tables(places)


def test_a_file_of_a_newer_duckdb_is_made_anew_and_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(tmp_path / "data")
    build(places)
    attempts = iter([True])

    from connectors import warehouse

    connect = warehouse.connect

    def newer(file: Path) -> duckdb.DuckDBPyConnection:
        if next(attempts, False):
            raise duckdb.IOException(
                "IO Error: Trying to read a database file with version number 99, but we can only read "
                "versions between 64 and 67."
            )
        return connect(file)

    monkeypatch.setattr(warehouse, "connect", newer)
    assert build(places) == [
        f"the warehouse {places.warehouse} was written by a newer DuckDB: it is made anew from landing"
    ]
    assert tables(places) == ["format", "ticket"]
