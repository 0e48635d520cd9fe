"""Which format the tables of a warehouse have: another Baton's are made anew, whether it is older or newer.

Everything in a warehouse is derived from landing, so that nothing is lost with it, and going back to an
earlier Baton needs no step of its own. What cannot be made anew is landing, and that refuses.
"""

from __future__ import annotations

import duckdb

from connectors.formats import WAREHOUSE


def mark(db: duckdb.DuckDBPyConnection) -> None:
    """Have a new warehouse say its format."""
    db.execute(f"create table main.format as select {WAREHOUSE} as version")


def format_of(db: duckdb.DuckDBPyConnection) -> int:
    """The version; 0 where the warehouse does not say one."""
    try:
        [(version,)] = db.execute("select version from main.format").fetchall()
    except duckdb.CatalogException:
        return 0
    return int(version)
