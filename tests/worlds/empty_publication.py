"""A home in which tables were published that hold nothing but what a test puts there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from connectors.places import Places
from pipelines.settings import CHECKOUT


def publish_empty(home: Path, *statements: str, as_of: str = "2025-06-30T06:00:00Z") -> Places:
    """Monday at 02:00 in New York; the week before is over. `statements` go on from there."""
    places = Places(home / "data")
    snapshot = places.snapshots / "newest"
    snapshot.mkdir(parents=True, exist_ok=True)
    database = snapshot / places.published_database.name
    database.write_bytes(_empty())
    with duckdb.connect(database) as db:
        db.execute(
            "insert into publish_info by name select 'newest' as publish_id, 'Meridian' as organization, "
            "$1::timestamp as as_of, $1::timestamp - interval 4 hours as as_of_local, true as is_complete, "
            "'America/New_York' as report_timezone, false as is_as_of_asked",
            [as_of.removesuffix("Z")],
        )
        db.execute(
            "insert into week by name select date '2025-06-23' as week_starts_on, '2025-W26' as iso_week, "
            "true as is_complete_week"
        )
        for statement in statements:
            db.execute(statement)
    info = {"organization": "Meridian", "as_of": as_of, "is_complete": True}
    (snapshot / places.publish_info.name).write_text(json.dumps(info))
    if not places.current.is_symlink():
        places.current.symlink_to(snapshot)
    return places


@cache
def _empty() -> bytes:
    """A file with all tables that the contract promises."""
    contract = json.loads((CHECKOUT / "docs" / "contract.json").read_text("utf-8"))
    with TemporaryDirectory() as directory:
        file = Path(directory) / "baton.duckdb"
        with duckdb.connect(file) as db:
            for table, promised in contract["tables"].items():
                columns = (f'"{name}" {column["type"]}' for name, column in promised["columns"].items())
                db.execute(f"create table {table} ({', '.join(columns)})")
        return file.read_bytes()
