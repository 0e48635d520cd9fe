"""Lakes as whoever reads them finds them: by DuckDB and its extensions alone. And an S3 store for them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.published.targets import LakeTarget, StoreAccess

BUCKET, KEY_ID, SECRET = "lake", "AKIAREADER", "st0re/s3cret+key"


def extension(name: str) -> Path:
    """The file that a package has."""
    package = find_spec(f"duckdb_extension_{name}")
    assert package is not None
    assert package.origin is not None
    return next(Path(package.origin).parent.rglob(f"{name}.duckdb_extension"))


@contextmanager
def reader(target: LakeTarget, is_writer: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """`lake` is what a target writes to; its schema is the current one."""
    is_server = target.catalog.startswith("postgresql:")
    extensions = ["ducklake", "postgres_scanner" if is_server else "sqlite_scanner"]
    extensions += ["httpfs"] if target.access.endpoint else []
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as db:
        for name in extensions:
            db.execute(f"load '{extension(name)}'")
        if target.access.endpoint:
            host = target.access.endpoint.removeprefix("http://")
            db.execute(
                f"create secret (type s3, key_id '{KEY_ID}', secret '{SECRET}', endpoint '{host}', "
                "use_ssl false, url_style 'path')"
            )
        name = f"postgres:{target.catalog}" if is_server else target.catalog
        db.execute(f"attach 'ducklake:{name}' as lake" + (" (read_only)" if not is_writer else ""))
        if db.execute(f"from duckdb_schemas() where schema_name = '{target.schema}'").fetchall():
            db.execute(f"use lake.{target.schema}")
        yield db


def read(target: LakeTarget, query: str) -> list[tuple[Any, ...]]:
    with reader(target) as db:
        return db.execute(query).fetchall()


def change(target: LakeTarget, *statements: str) -> None:
    """By somebody else than Baton."""
    with reader(target, is_writer=True) as db:
        for statement in statements:
            db.execute(statement)


def rows_by_table(target: LakeTarget, columns: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    """By table its rows in an order of their own, as they are written down."""
    with reader(target) as db:
        return {
            table: sorted(map(repr, db.execute(f"select {', '.join(names)} from {table}").fetchall()))
            for table, names in columns.items()
        }


@dataclass(frozen=True, slots=True)
class Store:
    access: StoreAccess

    def names(self, prefix: str) -> list[str]:
        found = self._client().list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return [each["Key"] for each in found.get("Contents", [])]

    def put(self, name: str) -> None:
        self._client().put_object(Bucket=BUCKET, Key=name, Body=b"PAR1")

    def delete(self, name: str) -> None:
        self._client().delete_object(Bucket=BUCKET, Key=name)

    def _client(self) -> Any:
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=self.access.endpoint,
            aws_access_key_id=KEY_ID,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )

    def make(self) -> None:
        self._client().create_bucket(Bucket=BUCKET)


@contextmanager
def store() -> Iterator[Store]:
    """Skips the test where its packages are not installed."""
    server = pytest.importorskip("moto.server", reason="the development packages are not installed")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = server.ThreadedMotoServer("127.0.0.1", 0)
    running.start()
    try:
        host, port = running.get_host_and_port()
        found = Store(StoreAccess("us-east-1", f"http://{host}:{port}", KEY_ID, SECRET))
        found.make()
        yield found
    finally:
        running.stop()
