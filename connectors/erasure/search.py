"""Where the letters of some words still stand in a home: as bytes, and in values of compressed files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from connectors.erasure.rooms import SQLITE, text_columns
from connectors.places import Places
from connectors.quoting import literal

CHUNK = 2**24


def still_found(places: Places, words: Sequence[str]) -> list[str]:
    """Lines that name the file and, where there is one, the column. Letters of both cases are alike."""
    found: dict[str, None] = {}
    for file in sorted(path for path in places.data.rglob("*") if path.is_file() and not path.is_symlink()):
        if places.erasures in file.parents or file == places.lock:
            continue
        name = str(file.relative_to(places.data))
        for where in _places_in(file, words):
            found[f"{name}{where}"] = None
    return list(found)


def _places_in(file: Path, words: Sequence[str]) -> Iterator[str]:
    if _has_bytes(file, words):
        yield ""
    if file.suffix == ".parquet":
        yield from _in_parquet(file, words)
    elif file.suffix == ".duckdb":
        yield from _in_duckdb(file, words)
    elif _begins(file) == SQLITE:
        yield from _in_sqlite(file, words)


def _begins(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(len(SQLITE))


def _has_bytes(file: Path, words: Sequence[str]) -> bool:
    wanted = [word.encode() for word in words]
    overlap = max(map(len, wanted), default=1)
    before = b""
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            text = (before + chunk).lower()
            if any(word in text for word in wanted):
                return True
            before = chunk[-overlap:]
    return False


def _in_parquet(file: Path, words: Sequence[str]) -> Iterator[str]:
    with pq.ParquetFile(file) as parquet:
        for batch in parquet.iter_batches():
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                is_text = pa.types.is_string(column.type) or pa.types.is_list(column.type)
                if is_text and any(_says(value, words) for value in column.to_pylist()):
                    yield f", {name}"


def _says(value: object, words: Sequence[str]) -> bool:
    text = "" if value is None else str(value).lower()
    return any(word in text for word in words)


def _in_duckdb(file: Path, words: Sequence[str]) -> Iterator[str]:
    with duckdb.connect(file, read_only=True) as db:
        columns = db.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal and database_name = current_database()"
        ).fetchall()
        for schema, table, column in columns:
            said = " or ".join(f'contains(lower("{column}"::varchar), {literal(word)})' for word in words)
            if said and db.execute(f'select 1 from "{schema}"."{table}" where {said} limit 1').fetchone():
                yield f", {schema}.{table}.{column}"


def _in_sqlite(file: Path, words: Sequence[str]) -> Iterator[str]:
    with closing(sqlite3.connect(file)) as db:
        for table, column in text_columns(db):
            if any(_says(value, words) for (value,) in db.execute(f'select "{column}" from "{table}"')):
                yield f", {table}.{column}"
