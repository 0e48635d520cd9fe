"""The warehouse: one DuckDB file, one writer at a time.

Whoever writes holds an OS lock for as long as the run
lasts, so that two runs never interleave, and the lock goes with the process, however it ends.
"""

from __future__ import annotations

import fcntl
import glob
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

import duckdb

from connectors.erasure.erasing import finish_started
from connectors.errors import ExpectedError, HomeDamaged
from connectors.formats import WAREHOUSE
from connectors.landing.envelope import naive_utc
from connectors.landing.files import remove
from connectors.permissions import keep_private
from connectors.places import Places
from connectors.quoting import literal
from connectors.warehouse_format import format_of, mark

# What DuckDB calls it, as it would by the file's name.
NAME = "warehouse"
SCHEMAS = ("landing", "raw", "core", "flow", "marts")

# Of landed Parquet: some fifty thousand tickets with their histories. From there on threads pay.
MANY_BYTES = 200_000_000

LANDED_COLUMNS = {
    "source": "varchar",
    "stream": "varchar",
    "scope": "varchar",
    "id": "varchar",
    "request_version": "varchar",
    "hash": "varchar",
    "updated_at": "timestamp",
    "fetched_at": "timestamp",
    "payload": "varchar",
}


NEWER_DUCKDB = "database file with version number"
# What DuckDB says where it is not the file that is wrong.
NO_DAMAGE = ("Permission denied", "No space left", "Too many open files", "Read-only file system")


class WarehouseHeld(ExpectedError):
    """Another run holds the warehouse; the message names it."""

    exit_code = 4


class Warehouse:
    """The DuckDB file, and views of the landing that lies beside it."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._db: duckdb.DuckDBPyConnection | None = None
        self._memory_limit = ""
        self._warn: Callable[[str], None] = lambda message: None

    @contextmanager
    def hold(
        self, holder: str, wait_seconds: float = 0, warn: Callable[[str], None] = lambda message: None
    ) -> Iterator[Warehouse]:
        """Be the one run that may write. Waits `wait_seconds` for another, then raises WarehouseHeld."""
        keep_private(self.places)
        with self.places.lock.open("a+", encoding="utf-8", errors="replace") as lock:
            self._acquire(lock, wait_seconds, warn)
            self._warn = warn
            lock.seek(0)
            lock.truncate()
            lock.write(f"{holder} (process {os.getpid()})")
            lock.flush()
            try:
                finish_started(self.places)
                yield self
            finally:
                self.close()
                lock.seek(0)
                lock.truncate()

    def _acquire(self, lock: IO[str], wait_seconds: float, warn: Callable[[str], None]) -> None:
        give_up_at = time.monotonic() + wait_seconds
        has_warned = False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                lock.seek(0)
                message = f"the warehouse {self.places.warehouse} is held by {lock.read() or 'another run'}"
            if time.monotonic() >= give_up_at:
                raise WarehouseHeld(f"{message}; run again when it is through") from None
            if not has_warned:
                warn(f"{message}; waiting for up to {wait_seconds:.0f} s")
                has_warned = True
            time.sleep(0.2)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor on the one open connection; times are UTC and plain."""
        if self._db is None:
            self._db = self._open()
            # Read once: it is rounded. A `reset` would change what the setting says, not what DuckDB does.
            [(self._memory_limit,)] = self._db.execute("select current_setting('memory_limit')").fetchall()
        return _used(self._db.cursor())

    def _open(self) -> duckdb.DuckDBPyConnection:
        """The connection; what is damaged or of another format goes first: all that is in it is derived."""
        file = self.places.warehouse
        try:
            return self._of_this_format(connect(file))
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            if "Could not set lock" in reason:
                raise WarehouseHeld(
                    f"another process has the warehouse open, and must close it: {reason}"
                ) from None
            if any(sign in reason for sign in NO_DAMAGE):
                raise HomeDamaged(f"the warehouse cannot be opened: {reason}") from None
            if NEWER_DUCKDB in reason:
                return self._anew("was written by a newer DuckDB")
        self._warn(f"{self.set_aside()}, and is made anew from landing ({reason})")
        return connect(file)

    def _of_this_format(self, db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
        found = format_of(db)
        if found == WAREHOUSE:
            return db
        db.close()
        return self._anew(f"has format {found}, and this Baton's is {WAREHOUSE}")

    def _anew(self, why: str) -> duckdb.DuckDBPyConnection:
        file = self.places.warehouse
        self._warn(f"the warehouse {file} {why}: it is made anew from landing")
        remove(file)
        remove(self.places.warehouse_log)
        return connect(file)

    def set_aside(self) -> str:
        """Move a damaged warehouse out of the way, where somebody may look at it. Says what was done."""
        self.close()
        aside = self.places.damaged_warehouse
        remove(aside)
        self.places.warehouse.replace(aside)
        remove(self.places.warehouse_log)
        return f"the warehouse {self.places.warehouse} is damaged: it has been moved to {aside}"

    def settle(self) -> None:
        """Write down what was built; of a small warehouse, keep nothing in memory, and use one thread.

        DuckDB would keep every block that was ever read, up to four fifths of the machine's memory, and
        threads that share small tables wait for each other for longer than they save.
        """
        db = self.cursor()
        db.execute("checkpoint")
        if sum(file.stat().st_size for file in self.places.landing.rglob("*.parquet")) >= MANY_BYTES:
            db.execute("reset threads")
            return
        # What is still in use keeps DuckDB from getting this low, and there is nothing wrong with that.
        with suppress(duckdb.OutOfMemoryException):
            db.execute("set memory_limit = '32MB'")
        db.execute(f"set threads = 1; set memory_limit = {literal(self._memory_limit)}")

    def show(self, stream: str, known_at: datetime | None = None) -> None:
        """(Re)make the view landing.<stream>: typed, and empty where nothing has landed yet.

        With `known_at` (aware) what was fetched later is not in it.
        `walk` (the directory's name) and `row` order the records that were fetched at one instant.
        """
        pattern = f"*/????-??/*/{stream}.parquet"
        if next(self.places.landing.glob(pattern), None) is None:
            columns = ", ".join(f"null::{type_} as {name}" for name, type_ in LANDED_COLUMNS.items())
            query = f"select {columns}, null::varchar as walk, null::bigint as row where false"
        else:
            columns = ", ".join(f"{name}::{type_} as {name}" for name, type_ in LANDED_COLUMNS.items())
            files = literal(f"{glob.escape(str(self.places.landing.resolve()))}/{pattern}")
            query = (
                f"select {columns}, parse_path(filename)[-2] as walk, file_row_number as row "
                f"from read_parquet({files}, filename = true, file_row_number = true, union_by_name = true)"
            )
            if known_at is not None:
                query += f" where fetched_at::timestamp <= timestamp {literal(naive_utc(known_at))}"
        self.cursor().execute(f"create or replace view landing.{stream} as {query}")

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def holder_of(places: Places) -> str | None:
    """Which run holds the warehouse at this moment, if one does."""
    try:
        with places.lock.open(encoding="utf-8", errors="replace") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return lock.read() or "another run"
    except FileNotFoundError:
        pass
    return None


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that writes to a warehouse, with its schemas.

    Readers elsewhere have the published files: this one is in DuckDB's newest format, which is the fastest.
    It has no write-ahead log, with which each table would be written twice: what a run that broke off had
    not written down, the next one makes again.
    """
    is_new = not path.exists()
    db = duckdb.connect(config={"temp_directory": f"{path}.tmp"})
    db.execute(f"attach {literal(path)} as {NAME} (storage_version 'latest', recovery_mode 'no_wal_writes')")
    _used(db)
    db.execute("set preserve_insertion_order = true")
    # By how few rows it expects, DuckDB takes a loop over all pairs for an ASOF join; it is often wrong.
    db.execute("set asof_loop_join_threshold = 0")
    for schema in SCHEMAS:
        db.execute(f"create schema if not exists {schema}")
    if is_new:
        mark(db)
    return db


def _used(db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The same connection, on the warehouse; times are UTC and plain."""
    db.execute(f"use {NAME}; set TimeZone = 'UTC'")
    return db


def write_atomically(path: Path, content: dict[str, object]) -> None:
    """Replace a small JSON file in one step: readers see the old or the new one, never half."""
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, default=str)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
