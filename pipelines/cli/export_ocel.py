"""`baton export ocel`: what is published as an object-centric event log, OCEL 2.0 in JSON.

queries/export/ocel has a query for each type of object and event, which bears its name. `id`, `time` and
`relationships` are the standard's own; every other column is an attribute, of which null is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from connectors.plain_text import harmless
from pipelines.cli.ask import QUERIES, Row, read_only
from pipelines.cli.export_target import target, team_id, tell
from pipelines.cli.sql import published_file
from pipelines.settings import Settings

OCEL = QUERIES / "export" / "ocel"
OWN = ("id", "time", "relationships")
# How the standard says that an attribute has had its value all along.
ALWAYS = "1970-01-01T00:00:00Z"
ROWS_AT_ONCE = 10_000


def write_ocel(settings: Settings, out: Path, team: str | None) -> None:
    """Raises Failed where the team is not known, and SettingsError where nothing is published."""
    with read_only(published_file(settings)) as db:
        items = (OCEL / "exported_item.sql").read_text(encoding="utf-8")
        db.register("exported_item", db.execute(items, {"team": team_id(db, team)}).pl())
        counts = {}
        with target(out) as stream:
            stream.write("{")
            for kind, render in (("object", _object), ("event", _event)):
                queries = sorted((OCEL / f"{kind}s").glob("*.sql"))
                stream.write(f'"{kind}Types": {json.dumps([_type(db, query) for query in queries])},\n')
                stream.write(f'"{kind}s": [')
                counts[kind] = 0
                for query in queries:
                    for row in _rows(db, query):
                        stream.write(",\n" if counts[kind] else "\n")
                        stream.write(harmless(json.dumps({"type": _name(query), **render(row)})))
                        counts[kind] += 1
                stream.write("\n],\n" if kind == "object" else "\n]}\n")
        tell(db, out, f"{counts['event']:,} events of {counts['object']:,} objects")


def _name(query: Path) -> str:
    return query.stem.replace("_", " ")


def _type(db: duckdb.DuckDBPyConnection, query: Path) -> dict[str, Any]:
    attributes = [
        column for column in _columns(db.execute(query.read_text(encoding="utf-8"))) if column not in OWN
    ]
    return {"name": _name(query), "attributes": [{"name": name, "type": "string"} for name in attributes]}


def _columns(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    return [column[0] for column in cursor.description or []]


def _rows(db: duckdb.DuckDBPyConnection, query: Path) -> Iterator[Row]:
    cursor = db.execute(query.read_text(encoding="utf-8"))
    names = _columns(cursor)
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        for row in rows:
            yield dict(zip(names, row, strict=True))


def _object(row: Row) -> dict[str, Any]:
    attributes = [{**attribute, "time": ALWAYS} for attribute in _attributes(row)]
    return {"id": row["id"], "attributes": attributes, "relationships": row["relationships"]}


def _event(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "time": _instant(row["time"]),
        "attributes": _attributes(row),
        "relationships": row["relationships"],
    }


def _attributes(row: Row) -> list[dict[str, str]]:
    return [
        {"name": name, "value": value} for name, value in row.items() if name not in OWN and value is not None
    ]


def _instant(moment: datetime) -> str:
    return f"{moment.isoformat()}Z"
