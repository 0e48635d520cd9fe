"""A process of its own: what azem proves of semantic.json on a copy of the tables in SQLite, and answers."""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
from azem import Connection, SemanticModel, attest, compile_query


def copied(published: Path, target: Path) -> None:
    """The published tables, as SQLite has them."""
    with duckdb.connect(published, read_only=True) as db, sqlite3.connect(target) as copy:
        for (table,) in db.execute("select table_name from duckdb_tables() where not internal").fetchall():
            cursor = db.execute(f"from {table}")
            names = [f'"{column[0]}"' for column in cursor.description or []]
            copy.execute(f"create table {table} ({', '.join(names)})")
            places = ", ".join("?" * len(names))
            rows = [[plain(value) for value in row] for row in cursor.fetchall()]
            copy.executemany(f"insert into {table} values ({places})", rows)


def plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat(" ")
        case date():
            return value.isoformat()
        case list():
            return json.dumps(value)
        case _:
            return value


if __name__ == "__main__":
    document, published, target = map(Path, sys.argv[1:])
    copied(published, target)
    model = SemanticModel.from_file(document)
    with Connection.from_url(f"sqlite:///{target}") as connection:
        report = attest(model, connection)
        answers = {
            metric.name: connection.run(compile_query(model, {"metrics": [metric.name]}, "sqlite"))[0][
                metric.name
            ]
            for metric in model.metrics
        }
    failed = [f"{check.name}: {check.detail}" for check in report.checks if check.status != "passed"]
    sys.stdout.write(json.dumps({"checks": len(report.checks), "failed": failed, "answers": answers}))
