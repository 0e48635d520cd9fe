"""The files of Dagster's history: SQLAlchemy engines that stay open, and what is said of a damaged file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Engine, ExceptionContext, create_engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.event import listen

from connectors.errors import HomeDamaged

DAMAGE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
# The index, the run that writes, and one that somebody looks at.
MOST_ENGINES = 3


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
