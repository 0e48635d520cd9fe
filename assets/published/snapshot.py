"""published/snapshot: the marts, copied to files that readers own, and the page that shows them.

Each publication is a new directory, swapped in by one rename of the symlink `current`. A reader that has the
old file open keeps it, and nobody ever sees half a night. What somebody asked for as of, or known at, another
instant is no night: it lies beside, in `as_of/`, and `current` stays what it was.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from assets.checks.asset_checks import HELD_BY_CHECKS
from assets.landing.weekly_figures import land_figures
from assets.published import semantic_document
from assets.published.contract import FILE, contract, marts, read_contract, refuse_breaks
from assets.published.kept import flush, forget_old, point
from assets.published.report.pages import write_pages
from connectors.landing.landing import Landing
from connectors.permissions import make_open
from connectors.places import Places
from connectors.quoting import literal
from connectors.warehouse import Warehouse, write_atomically

# Older readers open it too; every type below is in it, and BI tools know what to do with each.
STORAGE_VERSION = "v1.2.0"
PUBLISHED_TYPES = {"VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP", "VARCHAR[]"}

TABLES = [mart.name for mart in marts()]

# No mart need read what a blocking check holds, and a failed check stops only what depends on its asset.
UNPUBLISHED_BUT_HELD = [key for key in HELD_BY_CHECKS if key.path[0] != "marts"]


@dg.asset(
    key=["published", "snapshot"],
    deps=[*(dg.AssetKey(["marts", table]) for table in TABLES), *UNPUBLISHED_BUT_HELD],
    group_name="published",
    kinds={"duckdb", "parquet"},
    pool="warehouse",
    description=(
        "The marts as one DuckDB file and as Parquet, and a page of them, in `data/published/current`. "
        "Swapped in whole: readers neither block a run nor are disturbed by one. A look back (--as-of, "
        "--known-at) lies beside it."
    ),
)
def snapshot(warehouse: dg.ResourceParam[Warehouse], landing: dg.ResourceParam[Landing]) -> Iterator[Any]:
    info = publish(warehouse.cursor(), warehouse.places)
    land_figures(landing, warehouse, str(info["publish_id"]))
    published = warehouse.places.snapshot(str(info["publish_id"]), is_look_back(info))
    yield dg.MaterializeResult(
        metadata={
            "publish_id": str(info["publish_id"]),
            "as_of": str(info["as_of"]),
            "is_complete": bool(info["is_complete"]),
            "path": dg.MetadataValue.path(str(published)),
            "tables": len(TABLES),
        }
    )


def publish(db: duckdb.DuckDBPyConnection, places: Places) -> dict[str, object]:
    """Write the marts to a new snapshot. Returns its publish_info.

    It becomes the current one, unless somebody asked for another instant than the newest.
    """
    info = _one_row(db, "marts.publish_info")
    promised = contract(_types(db), info["schema_version"])
    if not is_look_back(info):
        refuse_breaks(read_contract(places.current), promised)
    final = places.snapshot(str(info["publish_id"]), is_look_back(info))
    snapshots = final.parent
    for abandoned in snapshots.glob("*.tmp"):
        shutil.rmtree(abandoned)
    draft = final.with_name(f"{final.name}.tmp")
    make_open(draft)
    _write_database(db, draft / places.published_database.name)
    for table in TABLES:
        target = literal(draft / f"{table}.parquet")
        db.execute(f"copy marts.{table} to {target} (format parquet, compression zstd)")
    write_atomically(draft / places.publish_info.name, info)
    write_atomically(draft / FILE, promised)
    write_atomically(draft / semantic_document.FILE, semantic_document.semantic_document(promised))
    write_pages(draft / places.published_database.name, draft)
    _settle(draft)
    draft.replace(final)
    if not is_look_back(info):
        point(places.current, final)
    forget_old(snapshots, final, places.kept_snapshots)
    return info


def is_look_back(info: Mapping[str, object]) -> bool:
    """Whether somebody asked for this instant, by publish_info."""
    return bool(info["is_as_of_asked"]) or info["known_at"] is not None


def _one_row(db: duckdb.DuckDBPyConnection, table: str) -> dict[str, object]:
    cursor = db.execute(f"select * from {table}")
    names = [column[0] for column in cursor.description or []]
    row = cursor.fetchone()
    if row is None:
        raise ValueError(f"{table} is empty: nothing to publish")
    return {
        name: value.isoformat() + "Z" * (not name.endswith("_local"))
        if hasattr(value, "isoformat")
        else value
        for name, value in zip(names, row, strict=True)
    }


def _types(db: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The type of each column of each mart. Raises ValueError where a BI tool cannot read one."""
    types = {
        table: {name: type_ for name, type_, *_ in db.execute(f"describe marts.{table}").fetchall()}
        for table in TABLES
    }
    wrong = [
        f"{table}.{name} {type_}"
        for table, columns in types.items()
        for name, type_ in columns.items()
        if type_ not in PUBLISHED_TYPES
    ]
    if wrong:
        raise ValueError(f"BI tools cannot read these columns: {', '.join(wrong)}")
    return types


def _write_database(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    # Nobody reads a draft that broke off: it needs no write-ahead log.
    options = f"storage_version {literal(STORAGE_VERSION)}, recovery_mode 'no_wal_writes'"
    db.execute(f"attach {literal(path)} as draft ({options})")
    try:
        for table in TABLES:
            db.execute(f"create table draft.main.{table} as from marts.{table}")
        db.execute(_comments(db))
        db.execute("checkpoint draft")
    finally:
        db.execute("detach draft")


def _comments(db: duckdb.DuckDBPyConnection) -> str:
    """The statements that say of the draft's tables and columns what the marts say of theirs."""
    comments = db.execute(
        "select 'table draft.main.' || table_name, comment from duckdb_tables() "
        "where database_name = current_database() and schema_name = 'marts' and comment is not null "
        "union all "
        "select 'column draft.main.' || table_name || '.' || column_name, comment from duckdb_columns() "
        "where database_name = current_database() and schema_name = 'marts' and comment is not null"
    ).fetchall()
    return ";".join(f"comment on {what} is {literal(comment)}" for what, comment in comments)


def _settle(directory: Path) -> None:
    """What is in it is on the disk from here on, for all to read and for nobody to write."""
    for path in directory.iterdir():
        if path.is_dir():
            _settle(path)
        else:
            flush(path)
            path.chmod(0o444)
    flush(directory)
