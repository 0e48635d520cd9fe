"""The events of Dagster's runs, written as Dagster's own storage writes them, at a third of its cost.

A night has some thousand events, three for each table. Those of tables share transactions for as long as
they come in quick succession, and their statements are made once instead of for each event.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster import AssetKey, DagsterEventType, EventLogEntry, EventLogRecord
from dagster._core.events import ASSET_EVENTS
from dagster._core.execution.plan.outputs import StepOutputData
from dagster._core.storage.event_log.base import AssetRecord
from dagster._core.storage.event_log.schema import (
    AssetCheckExecutionsTable,
    AssetKeyTable,
    SqlEventLogStorageTable,
)
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from dagster._time import datetime_from_timestamp
from sqlalchemy import Connection, Engine, bindparam, or_, select

from pipelines.history_engines import EngineKeeper

# Deleting one run a night frees what the next one fills: only a smaller number of kept runs makes this much.
MOST_FREE_SHARE = 0.25
# Another process that writes waits for as long at most, and a crash loses the tables' events of as long.
SHARED_SECONDS = 0.2
OF_TABLES = {
    DagsterEventType.STEP_OUTPUT,
    DagsterEventType.ASSET_MATERIALIZATION,
    DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
}

ADD_EVENT = SqlEventLogStorageTable.insert()
ADD_ASSET = AssetKeyTable.insert()
PLANNED = ("last_materialization_timestamp", "last_run_id")
MATERIALIZED = ("last_materialization", "last_materialization_timestamp", "last_run_id")
# By how many values there are: for a table that is planned, and for one that was made.
UPDATES = {
    len(names): AssetKeyTable.update()
    .where(AssetKeyTable.c.asset_key == bindparam("of"))
    .values({name: bindparam(name) for name in names})
    for names in (PLANNED, MATERIALIZED)
}
# As Dagster asks for one asset that nobody has wiped.
ASSET = select(
    AssetKeyTable.c.id,
    AssetKeyTable.c.asset_key,
    AssetKeyTable.c.last_materialization,
    AssetKeyTable.c.last_run_id,
    AssetKeyTable.c.asset_details,
    AssetKeyTable.c.cached_status_data,
).where(
    AssetKeyTable.c.asset_key == bindparam("of"),
    or_(
        AssetKeyTable.c.wipe_timestamp.is_(None),
        AssetKeyTable.c.last_materialization_timestamp > AssetKeyTable.c.wipe_timestamp,
    ),
)


@dataclass(slots=True)
class Shared:
    """A transaction that several events share, until it is `due`."""

    connection: Connection
    due: threading.Timer


class EventLog(SqliteEventLogStorage):
    """The events of each run in a file of their own, and an index over all.

    What its tables have is looked up once, not for each event: nothing is ever taken out of them. And Dagster
    asks for what each table was made of right after it was made: that is not read anew.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._keeper = EngineKeeper()
        self._shared: dict[str, Shared] = {}
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

    def store_event(self, event: EventLogEntry) -> None:
        if not event.is_dagster_event or event.dagster_event_type not in OF_TABLES:
            super().store_event(event)
            return
        row = self._event_to_row(_said_once(event))
        with self._sharing(event.run_id) as run:
            run.execute(ADD_EVENT, row)
        if row["asset_key"] is not None and event.dagster_event_type in ASSET_EVENTS:
            with self._sharing(INDEX_SHARD_NAME) as index:
                event_id = index.execute(ADD_EVENT, row).lastrowid
                self._store_asset_event_tags(index, [event], [event_id])
                self._note_asset(index, event, event_id, row)

    def _note_asset(
        self, index: Connection, event: EventLogEntry, event_id: int, row: Mapping[str, Any]
    ) -> None:
        values: dict[str, object] = {
            "last_materialization_timestamp": datetime_from_timestamp(event.timestamp),
            "last_run_id": event.run_id,
        }
        if event.dagster_event_type == DagsterEventType.ASSET_MATERIALIZATION:
            text = _record_text(row["event"], event_id)
            values["last_materialization"] = text
            if key := event.get_dagster_event().asset_key:
                self._newest[key] = text, EventLogRecord(storage_id=event_id, event_log_entry=event)
        if not index.execute(UPDATES[len(values)], {"of": row["asset_key"], **values}).rowcount:
            index.execute(ADD_ASSET, {"asset_key": row["asset_key"], **values})

    def get_asset_records(self, asset_keys: Sequence[AssetKey] | None = None) -> Sequence[AssetRecord]:
        if asset_keys is None or len(asset_keys) != 1 or asset_keys[0] not in self._newest:
            return super().get_asset_records(asset_keys)
        with self._sharing(INDEX_SHARD_NAME) as index:
            found = index.execute(ASSET, {"of": asset_keys[0].to_string()})
            rows = [dict(row) for row in found.mappings()]
        records = self._get_latest_materialization_records(rows)
        return [self._construct_asset_record_from_row(row, records.get(asset_keys[0]), True) for row in rows]

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
            self._commit(shard)
            with self._engine(shard).begin() as connection:
                yield connection

    @contextmanager
    def _sharing(self, shard: str) -> Iterator[Connection]:
        """A connection whose transaction ends soon, or as soon as somebody asks for one of his own."""
        with self._db_lock:
            if shard not in self._shared:
                connection = self._engine(shard).connect()
                # From the start for writing: SQLite refuses who has read first, where another has written.
                connection.exec_driver_sql("begin immediate")
                due = threading.Timer(SHARED_SECONDS, self._commit_due, [shard])
                self._shared[shard] = Shared(connection, due)
                due.start()
            try:
                yield self._shared[shard].connection
            except BaseException:
                self._commit(shard)
                raise

    def _commit_due(self, shard: str) -> None:
        with self._db_lock:
            self._commit(shard)

    def _commit(self, shard: str) -> None:
        if (shared := self._shared.pop(shard, None)) is not None:
            shared.due.cancel()
            with shared.connection:
                shared.connection.commit()

    def _engine(self, shard: str) -> Engine:
        engine = self._keeper.engine(self.conn_string_for_shard(shard))
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        return engine

    def delete_events(self, run_id: str) -> None:
        """Delete the run's file, too, and what its checks found: Dagster's own storage leaves both behind."""
        with self.index_connection() as index:
            self.delete_events_for_run(index, run_id)
            checks = AssetCheckExecutionsTable
            index.execute(checks.delete().where(checks.c.run_id == run_id))
        if self.supports_global_concurrency_limits:
            self.free_concurrency_slots_for_run(run_id)
        with self._db_lock:
            self._commit(run_id)
            self._keeper.close(self.conn_string_for_shard(run_id))
            self._initialized_dbs.discard(run_id)
            for ending in ("", "-wal", "-shm"):
                Path(self.path_for_shard(run_id) + ending).unlink(missing_ok=True)

    def shrink(self) -> None:
        """Give back the space of what was deleted from the index, where that is much of it."""
        with self._db_lock:
            self._commit(INDEX_SHARD_NAME)
            engine = self._engine(INDEX_SHARD_NAME)
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as index:
                free = index.exec_driver_sql("pragma freelist_count").scalar_one()
                pages = index.exec_driver_sql("pragma page_count").scalar_one()
                if free > MOST_FREE_SHARE * pages:
                    index.exec_driver_sql("vacuum")

    def dispose(self) -> None:
        super().dispose()
        with self._db_lock:
            for shard in list(self._shared):
                self._commit(shard)
            self._keeper.dispose()


def _said_once(event: EventLogEntry) -> EventLogEntry:
    """An output's event says again what is known of its table, whose own event comes right after it."""
    dagster_event = event.get_dagster_event()
    said = dagster_event.event_specific_data
    if not isinstance(said, StepOutputData) or not said.metadata:
        return event
    return event._replace(
        dagster_event=dagster_event._replace(event_specific_data=said._replace(metadata={}))
    )


def _record_text(event: str, event_id: int) -> str:
    """An event as Dagster keeps it beside its asset: what it already is in the log, and its number there."""
    return f'{{"__class__": "EventLogRecord", "event_log_entry": {event}, "storage_id": {event_id}}}'
