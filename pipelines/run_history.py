"""Where Dagster keeps its history: in SQLite, as its own storage does, with engines that stay open.

Dagster's own makes an SQLAlchemy engine for each access, some two thousand in a night: a fifth of a night's
processor time. Nothing else differs; the files are the same, and Dagster's own storage reads them, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage, SqliteStorageConfig
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection

from connectors.permissions import close, write_privately
from pipelines.event_log import EventLog
from pipelines.history_engines import EngineKeeper, refuse_damaged


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
