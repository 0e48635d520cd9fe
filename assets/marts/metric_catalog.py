"""marts.metric_catalog: what every published column means, from the heads of the marts' own files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.frame import read_frame
from assets.table import tables

# What stands at an instant is no flow: the end of one week is the start of the next.
STANDING = {"open_start_count", "open_end_count", "queue_count", "wip_count", "blocked_count", "member_count"}


def unit(column: str) -> str:
    """The unit that a column's name carries."""
    if column.endswith("_count"):
        return "count"
    if column.endswith("_share"):
        return "share"
    if "hours" in column:
        return "hours"
    if column.startswith(("is_", "has_")):
        return "yes or no"
    if column.endswith("_at"):
        return "UTC timestamp"
    if column.endswith("_on"):
        return "date"
    return "points" if column == "points" else "text"


def catalog(nothing: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (
            table.name,
            column,
            definition,
            unit(column),
            unit(column) in ("count", "points") and column not in STANDING,
        )
        for table in [*tables("marts"), FRAME.table]
        for column, definition in table.columns.items()
    ]
    return pl.DataFrame(
        rows, schema=["table_name", "column_name", "definition", "unit", "is_additive"], orient="row"
    ).sort("table_name", maintain_order=True)


FRAME = read_frame(Path(__file__), catalog)
