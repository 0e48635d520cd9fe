"""Tables that SQL is the wrong tool for: one function from frame to frame that reads and writes nothing."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import polars as pl

from assets.table import Path, Table, table_from_head


@dataclass(frozen=True, slots=True)
class Frame:
    """A table that `function` makes of what `query` reads; `table` is described as a .sql file's is."""

    table: Table
    query: str
    function: Callable[[pl.DataFrame], pl.DataFrame]

    @property
    def kinds(self) -> set[str]:
        return {"duckdb", "polars"}

    @property
    def sources(self) -> list[Path]:
        """Schema and name of the tables that the query reads, each once."""
        return table_from_head(self.table.schema, self.table.name, "", self.query).sources

    def build(self, db: duckdb.DuckDBPyConnection) -> None:
        """Make the table anew."""
        db.register("frame", self.function(db.execute(self.query).pl()))
        db.execute(f"create or replace table {self.table.qualified} as select * from frame")
        db.unregister("frame")


def frame_of(
    schema: str, name: str, head: str, query: str, function: Callable[[pl.DataFrame], pl.DataFrame]
) -> Frame:
    """A frame with its description; `head` is as a .sql file's."""
    return Frame(table_from_head(schema, name, head, inspect.getsource(function)), query, function)
