"""How the page writes a value, said anew: what a query gives is compared with what stands in a table."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb


def written(kind: str, value: object) -> str:
    if value is None:
        return "—"
    match kind, value:
        case "y", _:
            return "yes" if value else "no"
        case "c", int():
            return f"{value:,}"
        case "w", float() | int():
            return f"{value:,.0f}"
        case "%", float():
            is_some = 0 < value < 0.005
            return "<1\u00a0%" if is_some else f"{round(100 * value)}\u00a0%"
        case "r", float():
            return f"{value:.2f}"
        case "n", float() | Decimal():
            return f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"
        case "D", float():
            return f"{value / 24:,.1f} d"
        case "d", date():
            return value.isoformat()
        case "m", datetime():
            return value.isoformat(sep=" ", timespec="minutes")
    return str(value)


def rows_of(directory: Path, query: str, kinds: str) -> list[list[str]]:
    with duckdb.connect(directory / "baton.duckdb", read_only=True) as db:
        rows = db.execute(query).fetchall()
    return [[written(kind, value) for kind, value in zip(kinds, row, strict=True)] for row in rows]
