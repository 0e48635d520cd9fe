"""Sends a publication to a lake in one transaction, which is one snapshot: all of its tables, or none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from assets.published.lake.connection import (
    LakeHeld,
    LakeNotTidied,
    Refused,
    connected,
    is_conflict,
    reason,
)
from assets.published.lake.history import is_as_left, note, tidy
from assets.published.lake.tables import (
    RECORD,
    RECORD_COLUMNS,
    Schema,
    comments,
    comments_asked,
    creation,
    filling,
    in_lake,
    in_publication,
    mark,
    read_schema,
)
from assets.published.postgres.connection import quoted
from assets.published.publication import Publication, WithoutContract, current_publication
from assets.published.targets import LakeTarget
from connectors.formats import LAKE, too_new
from connectors.places import Places
from connectors.quoting import literal

# How long others may hold the lake, or write at the same time, in seconds.
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Delivery:
    """A publication that a lake has. `written` are the tables that differed from what was there."""

    publication: Publication
    written: Sequence[str]


def send(places: Places, target: LakeTarget, is_compared: bool = False) -> Delivery:
    """Send the current publication. Raises LakeNotWritten: then nothing has changed; LakeNotTidied.

    Tables that are as they were sent are not read again, unless `is_compared` asks for it.
    """
    tries = Retrying(
        retry=retry_if_exception_type(LakeHeld),
        wait=wait_random_exponential(multiplier=0.2, max=5),
        stop=stop_after_delay(PATIENCE),
        reraise=True,
    )
    return tries(_send, places, target, is_compared)


def look(target: LakeTarget) -> str:
    """What is there, in a sentence. Raises LakeNotWritten."""
    schema = target.schema
    with connected(target, is_made=False) as db:
        if db is None:
            return f"The lake ({target.variable}) is not there yet: the next night makes it."
        there = read_schema(db, schema)
        _refuse_newer(there)
    if there.record is None:
        state = "has no publication yet" if there.is_there else "is not there yet: the next night makes it"
    else:
        state = f"has publication {there.record.publish_id} of {there.record.organization}"
    return f"The lake answers ({target.variable}); schema {schema} {state}."


def _send(places: Places, target: LakeTarget, is_compared: bool) -> Delivery:
    with connected(target) as db:
        assert db is not None, "a lake that is not there is made"
        # What is current now: whoever had to wait sends that.
        try:
            publication = current_publication(places)
        except WithoutContract as error:
            raise Refused(str(error)) from None
        db.execute(f"attach {literal(publication.database)} as published (read_only)")
        db.execute("begin transaction")
        written = _write(db, target.schema, publication, is_compared)
        db.execute("commit")
        try:
            tidy(db, target, places.kept_snapshots)
        except duckdb.Error as error:
            # Whoever writes at the same time tidies up, too.
            if not is_conflict(error):
                raise LakeNotTidied(target, reason(error, target)) from None
    return Delivery(publication, written)


def _write(
    db: duckdb.DuckDBPyConnection, schema: str, publication: Publication, is_compared: bool
) -> Sequence[str]:
    there = read_schema(db, schema)
    _refuse_newer(there)
    _refuse_foreign(schema, there, publication)
    tables = publication.contract["tables"]
    contents = {
        name: mark(db, in_publication(name), list(table["columns"])) for name, table in tables.items()
    }
    is_as_sent = not is_compared and is_as_left(db, schema)
    if not there.is_there:
        db.execute(f"create schema lake.{quoted(schema)}")
    written = [
        name
        for name in tables
        if _write_table(db, schema, publication, name, there, contents[name], is_as_sent)
    ]
    for name in [] if there.record is None else there.record.contents:
        if name not in tables and name in there.types:
            db.execute(f"drop table {in_lake(schema, name)}")
            written.append(name)
    info = publication.info
    if written or there.record is None or there.record.publish_id != info["publish_id"]:
        _record(db, schema, publication, there, contents)
        note(db, schema, info, publication.contract["version"])
    return written


def _write_table(
    db: duckdb.DuckDBPyConnection,
    schema: str,
    publication: Publication,
    name: str,
    there: Schema,
    content: str,
    is_as_sent: bool,
) -> bool:
    """Whether it differed. Where rows differ all are written: as one file, which readers like best."""
    table = publication.contract["tables"][name]
    columns = {column: each["type"] for column, each in table["columns"].items()}
    is_same_shape = there.types.get(name) == columns
    before = there.comments.get(name, {}) if is_same_shape else {}
    if not is_same_shape:
        db.execute(creation(schema, name, columns))
        is_same = False
    elif is_as_sent and there.record is not None:
        is_same = there.record.contents.get(name) == content
    else:
        is_same = mark(db, in_lake(schema, name), list(columns)) == content
    if not is_same:
        if is_same_shape:
            db.execute(f"delete from {in_lake(schema, name)}")
        db.execute(filling(schema, name, columns))
    said = list(comments(schema, name, before, comments_asked(table)))
    for statement in said:
        db.execute(statement)
    return not is_same or bool(said)


def _refuse_newer(there: Schema) -> None:
    if there.record is not None and there.record.format > LAKE:
        raise Refused(f"what is there has format {there.record.format}, and {too_new(LAKE)}")


def _refuse_foreign(schema: str, there: Schema, publication: Publication) -> None:
    organization = publication.info["organization"]
    if there.record is not None and there.record.organization != organization:
        raise Refused(
            f"it has the tables of {there.record.organization!r}, and this is {organization!r}: name another "
            "schema, or, if only the name is new, say so there: "
            f"update {schema}.{RECORD} set organization = {literal(organization)}"
        )
    made = {} if there.record is None else there.record.contents
    for name in [*publication.contract["tables"], RECORD]:
        is_foreign = name in there.types and name not in made and (name != RECORD or there.record is None)
        if is_foreign or name in there.views:
            raise Refused(f"{schema}.{name} is there already and is not Baton's: name another schema")


def _record(
    db: duckdb.DuckDBPyConnection,
    schema: str,
    publication: Publication,
    there: Schema,
    contents: dict[str, str],
) -> None:
    types = {column: type_ for column, (type_, _) in RECORD_COLUMNS.items()}
    if there.record is None:
        db.execute(creation(schema, RECORD, types))
        about = {column: comment for column, (_, comment) in RECORD_COLUMNS.items()}
        about[""] = "Which publication of Baton's the other tables hold, all of them the same. One row."
        for statement in comments(schema, RECORD, {}, about):
            db.execute(statement)
    else:
        db.execute(f"delete from {in_lake(schema, RECORD)}")
    info = publication.info
    values = [
        literal(info["publish_id"]),
        literal(info["organization"]),
        f"{literal(info['as_of'])}::timestamptz::timestamp",
        str(bool(info["is_complete"])).lower(),
        str(publication.contract["version"]),
        str(LAKE),
        "now()::timestamp",
        literal(json.dumps(contents)),
    ]
    db.execute(f"insert into {in_lake(schema, RECORD)} values ({', '.join(values)})")
