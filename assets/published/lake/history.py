"""A lake's snapshots that are Baton's: each is named by its publication, and old ones go with their files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from assets.published.kept import READERS_TAKE
from assets.published.targets import LakeTarget
from connectors.formats import LAKE
from connectors.quoting import literal

AUTHOR = "baton"
# A file that belongs to no snapshot and is older than these seconds: whoever wrote it has died.
WRITERS_TAKE = 24 * 3600
# DuckLake compares instants in SQLite as texts, written in two ways: right between days, not within one.
SQLITE_ERRS_BY = 24 * 3600


def note(db: duckdb.DuckDBPyConnection, schema: str, info: Mapping[str, Any], contract_version: int) -> None:
    """What the snapshot of this transaction says of itself."""
    about = {
        "schema": schema,
        "publish_id": info["publish_id"],
        "organization": info["organization"],
        "as_of": info["as_of"],
        "contract_version": contract_version,
        "format": LAKE,
    }
    message = literal(info["publish_id"])
    extra = literal(json.dumps(about, ensure_ascii=False))
    db.execute(f"call lake.set_commit_message({literal(AUTHOR)}, {message}, extra_info => {extra})")


def is_as_left(db: duckdb.DuckDBPyConnection, schema: str) -> bool:
    """Whether nobody has written to the lake since a publication went to this schema."""
    [(newest,)] = db.execute("select id from ducklake_current_snapshot('lake')").fetchall()
    return newest in _ours(db, schema)


def tidy(db: duckdb.DuckDBPyConnection, target: LakeTarget, kept: int) -> None:
    """Keep so many snapshots of this schema, 0 for all. Files go when no reader has them any more."""
    versions = sorted(_ours(db, target.schema))
    if kept and (old := versions[:-kept]):
        db.execute(f"call ducklake_expire_snapshots('lake', versions => {old})")
    readers_take = READERS_TAKE + (SQLITE_ERRS_BY if target.catalog.startswith("sqlite:") else 0)
    db.execute(f"call ducklake_cleanup_old_files('lake', older_than => {_ago(readers_take)})")
    _forget_broken_off(db, target)


def _ours(db: duckdb.DuckDBPyConnection, schema: str) -> Iterator[int]:
    for version, author, extra in db.execute(
        "select snapshot_id, author, commit_extra_info from ducklake_snapshots('lake')"
    ).fetchall():
        if author == AUTHOR and _about(extra).get("schema") == schema:
            yield version


def _about(extra: str | None) -> Mapping[str, Any]:
    """Another author of this name may say anything there."""
    try:
        found = json.loads(extra or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _forget_broken_off(db: duckdb.DuckDBPyConnection, target: LakeTarget) -> None:
    """Files of writers that died. Where others' files lie among the lake's, nothing is taken away."""
    call = f"ducklake_delete_orphaned_files('lake', older_than => {_ago(WRITERS_TAKE)}"
    orphans = [path for (path,) in db.execute(f"from {call}, dry_run => true)").fetchall()]
    own = f"{target.data.rstrip('/')}/{target.schema}/"
    if orphans and all(path.startswith(own) for path in orphans):
        db.execute(f"call {call})")


def _ago(seconds: int) -> str:
    instant = datetime.now(UTC) - timedelta(seconds=seconds)
    return f"timestamptz {literal(instant.isoformat())}"
