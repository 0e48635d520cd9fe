"""A warehouse that cannot be read: it is set aside and made anew, since landing has all that was in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import duckdb
import pytest

from connectors.errors import HomeDamaged
from connectors.places import Places
from connectors.warehouse import Warehouse, WarehouseHeld


def garbage(file: Path) -> None:
    file.write_bytes(b"no database at all" * 10_000)


def half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def nothing(file: Path) -> None:
    os.truncate(file, 0)


def noise_inside(file: Path) -> None:
    size = file.stat().st_size
    with file.open("r+b") as written:
        written.seek(12_288)
        written.write(Random(7).randbytes(size - 12_288))


def directory(file: Path) -> None:
    file.unlink()
    file.mkdir()


def build(places: Places, warnings: list[str]) -> None:
    """One run's worth of the warehouse."""
    with Warehouse(places).hold("a run", warn=warnings.append) as warehouse, warehouse.cursor() as db:
        db.execute("create or replace table core.ticket as select range as id from range(100000)")


@pytest.mark.parametrize("damage", [garbage, half, nothing, noise_inside, directory])
def test_a_damaged_warehouse_is_set_aside_said_and_made_anew(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    places, warnings = Places(tmp_path / "data"), list[str]()
    build(places, warnings)
    assert warnings == []
    damage(places.warehouse)
    build(places, warnings)
    [warning] = warnings
    assert warning.startswith(
        f"the warehouse {places.warehouse} is damaged: it has been moved to {places.damaged_warehouse}, "
        "and is made anew from landing ("
    )
    with duckdb.connect(places.warehouse, read_only=True) as db:
        assert db.execute("select count(*) from core.ticket").fetchone() == (100_000,)
    assert places.damaged_warehouse.exists()


def test_a_warehouse_that_another_process_has_open_is_not_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(tmp_path / "data")
    build(places, [])

    def held(file: Path) -> duckdb.DuckDBPyConnection:
        raise duckdb.IOException(
            f'IO Error: Could not set lock on file "{file}": Conflicting lock is held in duckdb (PID 7)'
        )

    monkeypatch.setattr("connectors.warehouse.connect", held)
    with pytest.raises(WarehouseHeld, match=r"must close it: .*PID 7"):
        build(places, [])
    assert places.warehouse.is_file() and not places.damaged_warehouse.exists()


def test_a_full_disk_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places(tmp_path / "data")
    build(places, [])

    def full(file: Path) -> duckdb.DuckDBPyConnection:
        raise duckdb.IOException(f'IO Error: Could not write file "{file}": No space left on device')

    monkeypatch.setattr("connectors.warehouse.connect", full)
    with pytest.raises(HomeDamaged, match="No space left on device"):
        build(places, [])
    assert places.warehouse.is_file() and not places.damaged_warehouse.exists()
