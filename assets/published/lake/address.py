"""Where a lake's catalog and files are: a server or a file, a store or a directory."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assets.published.postgres.address import EXAMPLE, patient, secrets_of
from assets.published.postgres.address import wrong_with as wrong_with_postgres
from assets.published.targets import LakeTarget, StoreAccess
from connectors.quoting import literal

if TYPE_CHECKING:
    import duckdb

FILE = re.compile(r"(sqlite|duckdb):(/[^\s?#]*[^\s?#/])")
STORE = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.()'/-]*)?")
REGION = "us-east-1"


def wrong_with_catalog(catalog: str) -> str | None:
    """What it should be, where it is not; it is not repeated, since it may hold a password."""
    if FILE.fullmatch(catalog):
        return None
    if catalog.startswith(("postgresql:", "postgres:")):
        return wrong_with_postgres(catalog)
    return f"an address such as {EXAMPLE}, or a file such as sqlite:/srv/lake/catalog.sqlite"


def is_data(data: str) -> bool:
    """Whether it is a place for files: s3://bucket/prefix, or an absolute directory."""
    return bool(STORE.fullmatch(data)) or (data.startswith("/") and "//" not in data)


def extensions(target: LakeTarget) -> Sequence[str]:
    """The extensions of DuckDB that reach it."""
    found = ["ducklake"]
    if not FILE.fullmatch(target.catalog):
        found.append("postgres_scanner")
    elif target.catalog.startswith("sqlite:"):
        found.append("sqlite_scanner")
    if _is_in_store(target):
        found.append("httpfs")
        if not target.access.key_id:
            found.append("aws")
    return found


def lake_secrets(target: LakeTarget) -> Sequence[str]:
    """What no message may have."""
    catalog = [] if FILE.fullmatch(target.catalog) else [patient(target.catalog), *secrets_of(target.catalog)]
    return [*catalog, target.access.secret, target.access.token]


def attach(db: duckdb.DuckDBPyConnection, target: LakeTarget, is_made: bool) -> None:
    """As `lake`. `is_made` makes it where it is not there."""
    if _is_in_store(target):
        db.execute(_store_secret(target.access))
    if is_made:
        _prepare(target)
    options = [
        f"data_path {literal(target.data)}",
        f"create_if_not_exists {str(is_made).lower()}",
        # Few rows would lie in the catalog, which is not where other readers look for them.
        "data_inlining_row_limit 0",
    ]
    db.execute(f"attach {literal(f'ducklake:{_catalog(target.catalog)}')} as lake ({', '.join(options)})")


def has_files(db: duckdb.DuckDBPyConnection, target: LakeTarget) -> bool:
    """Whether something is where the lake's files go."""
    everything = literal(f"{target.data.rstrip('/')}/**")
    return db.execute(f"select 1 from glob({everything}) limit 1").fetchone() is not None


def catalog_file(target: LakeTarget) -> Path | None:
    found = FILE.fullmatch(target.catalog)
    return Path(found.group(2)) if found else None


def _prepare(target: LakeTarget) -> None:
    if not _is_in_store(target):
        Path(target.data).mkdir(parents=True, exist_ok=True)
    if (file := catalog_file(target)) is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if target.catalog.startswith("sqlite:"):
            # Without it a reader would hold up whoever writes.
            with closing(sqlite3.connect(file)) as catalog:
                catalog.execute("pragma journal_mode = wal")


def _catalog(catalog: str) -> str:
    return catalog if FILE.fullmatch(catalog) else f"postgres:{patient(catalog)}"


def _is_in_store(target: LakeTarget) -> bool:
    return target.data.startswith("s3://")


def _store_secret(access: StoreAccess) -> str:
    options = {"region": access.region or ("" if not access.key_id else REGION)}
    if access.key_id:
        options |= {"key_id": access.key_id, "secret": access.secret, "session_token": access.token}
    else:
        options["provider"] = "credential_chain"
    flags = []
    if access.endpoint:
        parts = urlsplit(access.endpoint)
        # Stores other than the vendor's own answer by path, and not all by the bucket's name.
        options |= {"endpoint": f"{parts.netloc}{parts.path.rstrip('/')}", "url_style": "path"}
        flags = [f"use_ssl {str(parts.scheme == 'https').lower()}"]
    given = [f"{name} {literal(value)}" for name, value in options.items() if value]
    return f"create or replace secret store (type s3, {', '.join([*given, *flags])})"
