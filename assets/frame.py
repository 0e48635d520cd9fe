"""Tables that SQL is the wrong tool for: one function from frame to frame that reads and writes nothing."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
import polars as pl

from assets import sql
from connectors.warehouse import Warehouse


def frame_asset(
    schema: str, name: str, head: str, query: str, function: Callable[[pl.DataFrame], pl.DataFrame]
) -> dg.AssetsDefinition:
    """The asset of a table that `function` makes of what `query` reads; `head` is as a .sql file's."""
    table = sql.table_from_head(schema, name, head, inspect.getsource(function))
    deps = sql.table_from_head(schema, name, "", query).sources

    @sql.asset_of(table, kinds={"duckdb", "polars"}, deps=deps)
    def build(warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Any]:
        db = warehouse.cursor()
        frame = function(db.execute(query).pl())
        db.register("frame", frame)
        db.execute(f"create or replace table {table.qualified} as select * from frame")
        db.unregister("frame")
        yield from sql.finish(table, db)

    return build
