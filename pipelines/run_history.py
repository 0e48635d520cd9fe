"""Where Dagster keeps its history: in SQLite, as its own storage does, with engines that stay open.

Dagster's own makes an SQLAlchemy engine for each access, some two thousand in a night: a fifth of a night's
processor time. Nothing else differs; the files are the same, and Dagster's own storage reads them, too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dagster import AssetKey, EventLogEntry, EventLogRecord
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, AssetKeyTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage, SqliteStorageConfig
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.event import listen

from connectors.errors import HomeDamaged
from connectors.permissions import close, write_privately

DAMAGE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
# The index, the run that writes, and one that somebody looks at.
MOST_ENGINES = 3
# Deleting one run a night frees what the next one fills: only a smaller number of kept runs makes this much.
MOST_FREE_SHARE = 0.25


class EngineKeeper:
    """Engines by address, the newest few of them. Each has one file's connections."""

    def __init__(self) -> None:
        self._engines: dict[str, Engine] = {}

    def engine(self, address: str) -> Engine:
        engine = self._engines.pop(address, None)
        if engine is None:
            engine = create_engine(address, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})
            listen(engine, "connect", _flush_seldom)
            listen(engine, "handle_error", _name_damaged)
        self._engines[address] = engine
        while len(self._engines) > MOST_ENGINES:
            self._engines.pop(next(iter(self._engines))).dispose()
        return engine

    def close(self, address: str) -> None:
        if address in self._engines:
            self._engines.pop(address).dispose()

    def dispose(self) -> None:
        """Close every file: SQLite then folds its write-ahead log into it."""
        while self._engines:
            self._engines.popitem()[1].dispose()


def _flush_seldom(connection: DBAPIConnection, _: object) -> None:
    """With a write-ahead log a power cut then loses the last events at most, and damages nothing."""
    cursor = connection.cursor()
    cursor.execute("pragma synchronous = normal")
    cursor.close()


def refuse_damaged(base_dir: Path) -> None:
    """Raises HomeDamaged, which names it, for a file of the history that is no SQLite database."""
    history = base_dir / "history"
    files = (history / "runs.db", history / "runs" / "index.db", base_dir / "schedules" / "schedules.db")
    for file in filter(Path.exists, files):
        try:
            with closing(
                sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True)
            ) as database:
                database.execute("pragma schema_version").fetchall()
        except sqlite3.DatabaseError as error:
            if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in DAMAGE:
                raise _damaged(str(file), error) from None


def _name_damaged(context: ExceptionContext) -> None:
    """Say which file it is, where SQLite finds that only once it reads it."""
    error = context.original_exception
    if isinstance(error, sqlite3.DatabaseError) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in DAMAGE:
        file = context.engine.url.database if context.engine else None
        raise _damaged(file or "a file of Dagster's history", error) from error


def _damaged(file: str, error: Exception) -> HomeDamaged:
    return HomeDamaged(
        f"{file}, in which Dagster keeps its history of runs, is damaged ({error}): move it away and run "
        "again; nothing else hangs on it"
    )


class EventLog(SqliteEventLogStorage):
    """The events of each run in a file of their own, and an index over all.

    What its tables have is looked up once, not for each event: nothing is ever taken out of them. And Dagster
    asks for what each table was made of right after it was made: that is not read anew.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._keeper = EngineKeeper()
        self._found: set[str] = set()
        self._newest: dict[AssetKey, tuple[str, EventLogRecord]] = {}
        super().__init__(base_dir, inst_data)

    def has_table(self, table_name: str) -> bool:
        if table_name not in self._found and super().has_table(table_name):
            self._found.add(table_name)
        return table_name in self._found

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        column = f"{AssetKeyTable.name}.{column_name}"
        if column not in self._found and super()._has_asset_key_col_on_connection(conn, column_name):
            self._found.add(column)
        return column in self._found

    def _get_asset_entry_values(
        self, event: EventLogEntry, event_id: int, has_asset_key_index_cols: bool
    ) -> dict[str, Any]:
        values = super()._get_asset_entry_values(event, event_id, has_asset_key_index_cols)
        if (text := values.get("last_materialization")) and (key := event.get_dagster_event().asset_key):
            self._newest[key] = text, EventLogRecord(storage_id=event_id, event_log_entry=event)
        return values

    def _get_latest_materialization_records(
        self, raw_asset_rows: Iterable[Mapping[str, Any]]
    ) -> dict[AssetKey, EventLogRecord | None]:
        records: dict[AssetKey, EventLogRecord | None] = {}
        others = []
        for row in raw_asset_rows:
            key = AssetKey.from_db_string(row["asset_key"])
            text, record = self._newest.get(key, ("", None)) if key else ("", None)
            if key and record and text == row["last_materialization"] and not row["asset_details"]:
                records[key] = record
            else:
                others.append(row)
        return {**records, **(super()._get_latest_materialization_records(others) if others else {})}

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._keeper.engine(self.conn_string_for_shard(shard))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def delete_events(self, run_id: str) -> None:
        """Delete the run's file, too, and what its checks found: Dagster's own storage leaves both behind."""
        with self.index_connection() as index:
            self.delete_events_for_run(index, run_id)
            checks = AssetCheckExecutionsTable
            index.execute(checks.delete().where(checks.c.run_id == run_id))
        if self.supports_global_concurrency_limits:
            self.free_concurrency_slots_for_run(run_id)
        with self._db_lock:
            self._keeper.close(self.conn_string_for_shard(run_id))
            self._initialized_dbs.discard(run_id)
            for ending in ("", "-wal", "-shm"):
                Path(self.path_for_shard(run_id) + ending).unlink(missing_ok=True)

    def shrink(self) -> None:
        """Give back the space of what was deleted from the index, where that is much of it."""
        with self._db_lock:
            engine = self._keeper.engine(self.conn_string_for_shard(INDEX_SHARD_NAME))
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as index:
                free = index.exec_driver_sql("pragma freelist_count").scalar_one()
                pages = index.exec_driver_sql("pragma page_count").scalar_one()
                if free > MOST_FREE_SHARE * pages:
                    index.exec_driver_sql("vacuum")

    def dispose(self) -> None:
        super().dispose()
        with self._db_lock:
            self._keeper.dispose()


class Runs(SqliteRunStorage):
    """What runs there were, and how each ended."""

    def __init__(self, conn_string: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._keeper = EngineKeeper()
        super().__init__(conn_string, inst_data)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        with self._keeper.engine(self._conn_string).begin() as connection:
            yield connection

    def dispose(self) -> None:
        super().dispose()
        self._keeper.dispose()


class RunHistory(DagsterSqliteStorage):
    """Dagster's storage, as dagster.yaml names it."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        # In whichever of Dagster's processes: what they write here is for their owner alone.
        write_privately()
        close(Path(base_dir))
        refuse_damaged(Path(base_dir))
        self.base_dir = base_dir
        self._inst_data = inst_data
        history = Path(base_dir) / "history"
        self._run_storage = Runs.from_local(f"{history}/")
        self._event_log_storage = EventLog(f"{history / 'runs'}/")
        self._schedule_storage = SqliteScheduleStorage.from_local(f"{Path(base_dir) / 'schedules'}/")

    @classmethod
    def from_config_value(  # type: ignore[override]
        cls, inst_data: ConfigurableClassData | None, config_value: SqliteStorageConfig
    ) -> RunHistory:
        return cls.from_local(inst_data=inst_data, **config_value)
