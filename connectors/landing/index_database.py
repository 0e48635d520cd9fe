"""The SQLite file that a source's index is kept in from process to process, beside what it indexes.

It holds nothing that landing does not say: whoever deletes its directory only has landing read once more.
One process keeps it at a time; another that comes meanwhile indexes for itself, in a file that goes with it.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from connectors.landing.files import remove

# Raise this whenever the tables, or what is meant by them, change.
VERSION = 1
CACHE_KIBIBYTES = 8_000
# `position` sorts by commit; `open_scope` is the scope's directory, for the batches of an open walk. What a
# walk landed in several batches has a number for each of them, and one path once it is committed. `owners_by`
# is the name under which owners were looked up in the file.
FILE = """
    create table file (
        number integer primary key, stream text, path text, size integer, modified integer,
        position text, open_scope text, owners_by text
    )
"""
FILE_OF_STREAM = "create index file_of_stream on file (stream, path)"
# Of an entity that is several times in one file the newest record is kept.
LANDED = """
    create table if not exists landed_{stream} (
        id text, number integer, hash text, scope text, fetched_at integer, payload text,
        primary key (id, number)
    ) without rowid
"""
OWNED = """
    create table if not exists owned_{stream} (
        owners_by text, owner text, id text,
        primary key (owners_by, owner, id)
    ) without rowid
"""
# Whoever asks for all of a scope asks for those of many scopes, one after the other.
SCOPED = "create index if not exists scope_{stream} on landed_{stream} (scope, id)"


def open_database(directory: Path) -> sqlite3.Connection:
    """The index kept in `directory`; an empty one where there is none, it is damaged or of another version.

    Where another process keeps it, or nothing can be written, it is a temporary one.
    """
    for _ in range(2):
        try:
            return _kept(directory)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                break
            with suppress(OSError):
                remove(directory)
        except OSError:
            break
    return _temporary()


def _kept(directory: Path) -> sqlite3.Connection:
    directory.mkdir(parents=True, exist_ok=True)
    database = _connected(str(directory / "landed.sqlite"))
    try:
        # Of a process that dies, or a machine, whole transactions remain: that is what the log is for.
        _set(database, "locking_mode = exclusive", "journal_mode = wal", "synchronous = normal")
        database.execute("begin exclusive")
        [version] = database.execute("pragma user_version").fetchone()
        if version == 0:
            _make_tables(database)
        database.execute("commit")
    except sqlite3.DatabaseError:
        database.close()
        raise
    if version in (0, VERSION):
        return database
    database.close()
    remove(directory)
    return _kept(directory)


def _temporary() -> sqlite3.Connection:
    # Without a name it is SQLite's own temporary file, which goes with the process.
    database = _connected("")
    _set(database, "synchronous = off")
    _make_tables(database)
    return database


def _make_tables(database: sqlite3.Connection) -> None:
    database.execute(FILE)
    database.execute(FILE_OF_STREAM)
    database.execute(f"pragma user_version = {VERSION}")


def _connected(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=0, isolation_level=None, check_same_thread=False)
    _set(database, f"cache_size = -{CACHE_KIBIBYTES}")
    return database


def _set(database: sqlite3.Connection, *settings: str) -> None:
    for setting in settings:
        database.execute(f"pragma {setting}").fetchall()
