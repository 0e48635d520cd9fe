"""Publications made by hand: a few tables by their queries, with the contract that a night would write."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from connectors.places import Places

UNITS = {"_at": "UTC timestamp", "_local": "local timestamp", "_count": "count"}


@dataclass(frozen=True, slots=True)
class Handmade:
    """A table: `query` has its rows. A column of another table's name and `_id` refers to it."""

    query: str
    key: Sequence[str]


@dataclass(frozen=True, slots=True)
class Publications:
    """A home in which publications are made. Each of them is the current one until the next."""

    directory: Path

    @property
    def places(self) -> Places:
        return Places(self.directory)

    def publish(
        self, night: str, tables: Mapping[str, Handmade], version: int = 1, organization: str = "Handmade"
    ) -> Places:
        snapshot = self.places.snapshots / night
        snapshot.mkdir(parents=True)
        with duckdb.connect(snapshot / "baton.duckdb") as db:
            for name, table in tables.items():
                db.execute(f"create table {name} as {table.query}")
            contract = {"version": version, "tables": {name: _contract(db, name, tables) for name in tables}}
        info = {"publish_id": night, "organization": organization, "as_of": f"{night}T06:00:00Z"}
        _write(snapshot / "contract.json", contract)
        _write(snapshot / "publish_info.json", info | {"is_complete": True})
        self.places.current.unlink(missing_ok=True)
        self.places.current.symlink_to(snapshot)
        return self.places


def _contract(db: duckdb.DuckDBPyConnection, name: str, tables: Mapping[str, Handmade]) -> dict[str, Any]:
    columns = {column: type_ for column, type_, *_ in db.execute(f"describe {name}").fetchall()}
    return {
        "description": f"It's {name}.",
        "grain": "One row per key.",
        "key": list(tables[name].key),
        "columns": {
            column: {"type": type_, "unit": _unit(column), "description": f"the {column}"}
            for column, type_ in columns.items()
        },
        "relations": [
            {"columns": [f"{other}_id"], "refers_to": other, "key": [f"{other}_id"], "is_whole": True}
            for other in tables
            if other != name and f"{other}_id" in columns
        ],
    }


def _unit(column: str) -> str:
    return next((unit for end, unit in UNITS.items() if column.endswith(end)), "text")


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")
