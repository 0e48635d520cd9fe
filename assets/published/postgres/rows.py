"""Rows of a published table, brought to Postgres: only those that differ are written.

The others stay where they are, so that a night leaves few dead rows behind, and readers wait for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from assets.published.postgres.connection import Postgres, listed, quoted
from assets.published.postgres.shape import Shape

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 50_000
STAGE = "baton_stage"


@dataclass(frozen=True, slots=True)
class Filling:
    """One table of a schema, and the publication that it is filled from."""

    db: Postgres
    published: duckdb.DuckDBPyConnection
    schema: str
    name: str
    shape: Shape

    def fill_new(self) -> None:
        self.db.append(self.schema, self.name, self._rows())
        self.db.execute(f"analyze {self._table}")

    def replace(self, emptied: Sequence[str]) -> None:
        """`emptied` are columns that the publication does not have."""
        stage = quoted("pg_temp", STAGE)
        self.db.execute(f"create temporary table {quoted(STAGE)} (like {self._table}) on commit drop")
        self.db.append(None, STAGE, self._rows())
        columns = [*self.shape.columns, *emptied]
        is_same_key = " and ".join(f"new.{quoted(each)} = old.{quoted(each)}" for each in self.shape.key)
        old, new = _row("old", columns), _row("new", columns)
        self.db.execute(
            f"delete from {self._table} as old where not exists "
            f"(select from {stage} as new where {is_same_key} and {new} is not distinct from {old})"
        )
        self.db.execute(
            f"insert into {self._table} ({listed(columns)}) select {listed(columns)} from {stage} as new "
            f"where not exists (select from {self._table} as old where {is_same_key})"
        )
        self.db.execute(f"drop table {stage}")

    @property
    def _table(self) -> str:
        return quoted(self.schema, self.name)

    def _rows(self) -> pa.RecordBatchReader:
        chosen = ", ".join(f"{_storable(name, type_)} as {quoted(name)}" for name, type_ in self._columns())
        answer = self.published.sql(f"select {chosen} from {quoted(self.name)}")
        return answer.to_arrow_reader(ROWS_AT_ONCE)

    def _columns(self) -> Sequence[tuple[str, str]]:
        return list(self.shape.columns.items())


def _storable(column: str, type_: str) -> str:
    """Postgres has no text with the character 0; Unicode has one that stands for what cannot be shown."""
    name, replacement = quoted(column), "chr(0), chr(65533)"
    if type_ == "text":
        return f"replace({name}, {replacement})"
    if type_ == "text[]":
        return f"list_transform({name}, lambda each: replace(each, {replacement}))"
    return name


def _row(table: str, columns: Sequence[str]) -> str:
    return f"row({', '.join(f'{table}.{quoted(column)}' for column in columns)})"
