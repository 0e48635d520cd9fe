"""Sends a publication to Postgres in one transaction: readers see all of the old one, or of the new one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from assets.published.postgres.changes import Changes, Refused, comments, record_table
from assets.published.postgres.connection import Postgres, PostgresNotWritten, connected, listed, quoted
from assets.published.postgres.rows import Filling
from assets.published.postgres.shape import (
    DECLARES_REFERENCES,
    RECORD,
    Schema,
    Shape,
    asked,
    read_schema,
    references,
)
from assets.published.publication import Publication, WithoutContract, current_publication
from assets.published.targets import PostgresTarget
from connectors.places import Places
from connectors.quoting import literal


def send(places: Places, target: PostgresTarget) -> Publication:
    """Send the current publication, and return it. Raises PostgresNotWritten: then nothing has changed."""
    with connected(target) as db:
        try:
            there = _prepared(db, target.schema)
            # Once nobody else sends: whoever waited here sends what is current by then.
            publication = current_publication(places)
            _write(db, target.schema, there, publication)
        except (Refused, WithoutContract) as refused:
            raise PostgresNotWritten(target, str(refused)) from None
        db.commit()
    return publication


def look(target: PostgresTarget) -> str:
    """What is there, in a sentence. Raises PostgresNotWritten where the next night could not write."""
    schema = target.schema
    with connected(target) as db:
        there = read_schema(db, schema)
        [(may_write,)] = db.rows("may_write", schema)
    if not may_write:
        raise PostgresNotWritten(target, "the account may not create tables there")
    if there.record is None:
        state = "has no publication yet" if there.is_there else "is not there yet: the next night makes it"
    else:
        state = f"has publication {there.record.publish_id} of {there.record.organization}"
    return f"Postgres answers ({target.variable}); schema {schema} {state}."


def _prepared(db: Postgres, schema: str) -> Schema:
    db.rows("lock", schema)
    there = read_schema(db, schema)
    if not there.is_there:
        db.execute(f"create schema {quoted(schema)}")
    for statement in record_table(schema) if there.record is None else ():
        db.execute(statement)
    return there


def _write(db: Postgres, schema: str, there: Schema, publication: Publication) -> None:
    _refuse_another(schema, there, publication)
    tables, version = asked(publication.contract), publication.contract["version"]
    changes = Changes(schema, there, tables, version)
    alterations = {name: changes.of_table(name) for name in tables}
    made = changes.made()
    if changes.is_moved:
        _forget_references(db, schema)
    with _opened(publication.database) as published:
        for statement in changes.gone():
            db.execute(statement)
        # What is altered is locked until the end, so it comes last.
        for name in sorted(tables, key=lambda name: bool(alterations[name])):
            for statement in alterations[name]:
                db.execute(statement)
            filling = Filling(db, published, schema, name, tables[name])
            if name in there.tables:
                filling.replace([column for column in made[name] if column not in tables[name].columns])
            else:
                filling.fill_new()
            for statement in comments(schema, name, there.tables.get(name), tables[name]):
                db.execute(statement)
    if db.version() >= DECLARES_REFERENCES:
        _declare_references(db, schema, tables)
    _record(db, schema, publication, made)


@contextmanager
def _opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(database, read_only=True) as published:
        published.execute("set TimeZone = 'UTC'")
        yield published


def _refuse_another(schema: str, there: Schema, publication: Publication) -> None:
    organization = publication.info["organization"]
    if there.record is not None and there.record.organization != organization:
        raise Refused(
            f"it has the tables of {there.record.organization!r}, and this is {organization!r}: name another "
            "schema, or, if only the name is new, say so there: "
            f"update {schema}.{RECORD} set organization = {literal(organization)}"
        )


def _forget_references(db: Postgres, schema: str) -> None:
    if db.version() >= DECLARES_REFERENCES:
        for table, names in references(db, schema).items():
            for name in names:
                db.execute(f"alter table {quoted(schema, table)} drop constraint {quoted(name)}")


def _declare_references(db: Postgres, schema: str, tables: Mapping[str, Shape]) -> None:
    """Which columns join which table, for tools that look for it. Nothing is checked by it."""
    declared = references(db, schema)
    for table, shape in tables.items():
        there = declared.get(table, {})
        wanted = {(columns, refers_to): key for columns, refers_to, key in shape.references}
        for name, reference in there.items():
            if reference not in wanted:
                db.execute(f"alter table {quoted(schema, table)} drop constraint {quoted(name)}")
        for (columns, refers_to), key in wanted.items():
            if (columns, refers_to) not in there.values():
                db.execute(
                    f"alter table {quoted(schema, table)} add foreign key ({listed(columns)}) "
                    f"references {quoted(schema, refers_to)} ({listed(key)}) not enforced"
                )


def _record(db: Postgres, schema: str, publication: Publication, made: Mapping[str, list[str]]) -> None:
    info = publication.info
    table = quoted(schema, RECORD)
    values = [
        literal(info["publish_id"]),
        literal(info["organization"]),
        literal(info["as_of"]),
        str(bool(info["is_complete"])).lower(),
        str(publication.contract["version"]),
        "now()",
        literal(json.dumps(made)),
    ]
    db.execute(f"delete from {table}")
    db.execute(f"insert into {table} values ({', '.join(values)})")
