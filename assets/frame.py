"""Tables that SQL is the wrong tool for: one function from frame to frame that reads and writes nothing."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import dagster as dg
import duckdb
import polars as pl

from assets.table import Table, table_from_head
from assets.table_asset import asset_of, finish
from connectors.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Frame:
    """A table that `function` makes of what `query` reads; `table` is described as a .sql file's is."""

    table: Table
    query: str
    function: Callable[[pl.DataFrame], pl.DataFrame]

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


def frame_asset(frame: Frame) -> dg.AssetsDefinition:
    """The asset that builds a frame."""
    deps = table_from_head(frame.table.schema, frame.table.name, "", frame.query).sources

    @asset_of(frame.table, kinds={"duckdb", "polars"}, deps=deps)
    def build(warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Any]:
        db = warehouse.cursor()
        frame.build(db)
        yield from finish(frame.table, db)

    return build
