"""Tables that SQL is the wrong tool for: one function from frame to frame that reads and writes nothing."""

import inspect
import pathlib
from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import polars as pl

from assets.macro import ASSETS, code_of, make_macros, sources_of
from assets.query import Path
from assets.table import Table, split_head, table_from_head


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
        return sources_of(self.query)

    @property
    def code(self) -> str:
        """All that decides the table's rows but other tables."""
        return f"{code_of(self.query)}\n{self.table.query}"

    def build(self, db: duckdb.DuckDBPyConnection) -> None:
        """Make the table anew."""
        make_macros(self.query, db)
        db.register("frame", self.function(db.sql(self.query).pl()))
        db.execute(f"create or replace table {self.table.qualified} as select * from frame")
        db.unregister("frame")


def read_frame(path: pathlib.Path, function: Callable[[pl.DataFrame], pl.DataFrame]) -> Frame:
    """The frame of a Python file: `<frame>.frame.sql` beside it describes the table, and is what is read."""
    head, query = split_head(path.with_suffix(".frame.sql"))
    schema = path.relative_to(ASSETS).parts[0]
    return Frame(table_from_head(schema, path.stem, head, inspect.getsource(function)), query, function)
