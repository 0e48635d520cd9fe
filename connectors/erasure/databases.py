"""Published tables without whoever was erased: a DuckDB file or a Parquet file, written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.erasure.pseudonyms import Pseudonyms
from connectors.quoting import literal

TEXTS = ("VARCHAR", "VARCHAR[]")
VERSION = re.compile(r"v[\d.]+")


def rename_duckdb(file: Path, draft: Path, pseudonyms: Pseudonyms) -> int:
    """Write the tables, with what is said of them, to `draft` where a value differs. Counts the values."""
    with duckdb.connect() as db:
        db.execute(f"attach {literal(file)} as kept (read_only)")
        columns = db.execute(
            "select table_name, column_name, data_type from duckdb_columns() "
            "where database_name = 'kept' and not internal"
        ).fetchall()
        maps = {
            (table, column): values
            for table, column, type_ in columns
            if type_ in TEXTS and (values := _renamed_values(db, table, column, type_, pseudonyms))
        }
        if maps:
            _write(db, draft, maps)
    return sum(len(values) for values in maps.values())


def rename_parquet(file: Path, draft: Path, pseudonyms: Pseudonyms) -> int:
    """The same of one published table. What the file says of itself is kept."""
    with pq.ParquetFile(file) as parquet:
        table, found = parquet.read(), 0
    for place, column in enumerate(table.schema):
        is_list = pa.types.is_list(column.type)
        if not (pa.types.is_string(column.type) or (is_list and pa.types.is_string(column.type.value_type))):
            continue
        values = table.column(place)
        distinct = pc.unique(pc.list_flatten(values) if is_list else values).to_pylist()
        renamed = _renamed(distinct, pseudonyms)
        if renamed:
            others = [_shown(value, renamed) for value in values.to_pylist()]
            table = table.set_column(place, column, pa.array(others, column.type))
            found += len(renamed)
    if found:
        pq.write_table(table, draft, compression="zstd")
    return found


def _shown(value: Any, renamed: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_shown(each, renamed) for each in value]
    return renamed.get(value, value)


def _renamed(values: Iterable[str | None], pseudonyms: Pseudonyms) -> dict[str, str]:
    """The values that are told otherwise, each with what it becomes."""
    others = {value: pseudonyms.text(value) for value in values if value is not None}
    return {value: other for value, other in others.items() if value != other}


def _renamed_values(
    db: duckdb.DuckDBPyConnection, table: str, column: str, type_: str, pseudonyms: Pseudonyms
) -> dict[str, str]:
    value = f'"{column}"' if type_ == "VARCHAR" else f'unnest("{column}")'
    distinct = db.execute(f'select distinct {value} as value from kept.main."{table}"').fetchall()
    return _renamed((text for (text,) in distinct), pseudonyms)


def _write(db: duckdb.DuckDBPyConnection, draft: Path, maps: dict[tuple[str, str], dict[str, str]]) -> None:
    [(told_version,)] = db.execute(
        "select tags['storage_version'] from duckdb_databases() where database_name = 'kept'"
    ).fetchall()
    # It says `v1.2.0+` of what a DuckDB of 1.2.0 reads, and every newer one.
    version = VERSION.match(told_version or "")
    options = ["recovery_mode 'no_wal_writes'", *([f"storage_version '{version[0]}'"] if version else [])]
    db.execute(f"attach {literal(draft)} as draft ({', '.join(options)})")
    tables = db.execute("select table_name from duckdb_tables() where database_name = 'kept'").fetchall()
    for (table,) in tables:
        replaced_columns: list[str] = []
        for (of, column), values in maps.items():
            if of == table:
                keys, others = list(values), list(values.values())
                db.execute(
                    f"set variable renamed_{len(replaced_columns)} = map({_list(keys)}, {_list(others)})"
                )
                replaced_columns.append(
                    _told(db, table, column, f"getvariable('renamed_{len(replaced_columns)}')")
                )
        replaced = f" replace ({', '.join(replaced_columns)})" if replaced_columns else ""
        db.execute(f'create table draft.main."{table}" as select *{replaced} from kept.main."{table}"')
    for statement in _comments(db):
        db.execute(statement)
    db.execute("checkpoint draft")
    db.execute("detach draft")


def _told(db: duckdb.DuckDBPyConnection, table: str, column: str, renamed: str) -> str:
    [(type_,)] = db.execute(
        "select data_type from duckdb_columns() "
        "where database_name = 'kept' and table_name = ? and column_name = ?",
        [table, column],
    ).fetchall()
    if type_ == "VARCHAR":
        return f'coalesce({renamed}["{column}"], "{column}") as "{column}"'
    return f'list_transform("{column}", lambda x: coalesce({renamed}[x], x)) as "{column}"'


def _comments(db: duckdb.DuckDBPyConnection) -> list[str]:
    found = db.execute(
        """
        select 'table draft.main."' || table_name || '"', comment from duckdb_tables()
        where database_name = 'kept' and comment is not null
        union all
        select 'column draft.main."' || table_name || '"."' || column_name || '"', comment
        from duckdb_columns()
        where database_name = 'kept' and comment is not null
        """
    ).fetchall()
    return [f"comment on {what} is {literal(comment)}" for what, comment in found]


def _list(values: list[str]) -> str:
    return f"[{', '.join(literal(value) for value in values)}]"
