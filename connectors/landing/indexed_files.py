"""Which files of a stream are indexed: new ones are read, and what was read of lost ones is forgotten."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import Any

from connectors.landing.files import read_rows
from connectors.landing.index_database import LANDED, OWNED
from connectors.landing.walk_directories import WalkDirectories

COLUMNS = ("id", "hash", "scope", "fetched_at", "payload")
ADD = """
    insert into landed_{stream} values (?, ?, ?, ?, ?, ?)
    on conflict do update set hash = excluded.hash, scope = excluded.scope, fetched_at = excluded.fetched_at
    where excluded.fetched_at >= fetched_at
"""
ADD_FILE = """
    insert into file (stream, path, size, modified, position, open_scope)
    values (?, ?, ?, ?, ?, ?)
"""
COMMIT = """
    update file set path = ?, size = ?, modified = ?, position = ?, open_scope = null
    where stream = ? and open_scope = ?
"""
OF_PATHS = "from file where stream = ? and path in (select value from json_each(?))"
FORGET = f"delete from landed_{{stream}} where number in (select number {OF_PATHS})"
FORGET_FILE = f"delete {OF_PATHS}"


class IndexedFiles:
    """One stream of a source: its committed files, and the batches of open walks.

    An earlier process may have indexed some of them: they are known by path, size and time of change. Paths
    begin at the source's directory, which may be moved.
    """

    def __init__(
        self, database: sqlite3.Connection, source: Path, walks: WalkDirectories, stream: str
    ) -> None:
        self._database = database
        self._source = source
        self._walks = walks
        self._stream = stream
        self._changes = 0
        self._open: set[str] = set()
        self._committed: set[str] = set()
        database.execute(LANDED.format(stream=stream))
        self._take_up()

    def refresh(self) -> None:
        """Read the files that are new, and forget those that are no longer there."""
        self._walks.refresh()
        changed = self._walks.changes[self._changes :]
        self._changes = len(self._walks.changes)
        name = f"{self._stream}.parquet"
        lost = set()
        for walk in dict.fromkeys(changed):
            path = f"{walk}/{name}"
            if not self._walks.has(walk, name):
                lost.add(path)
            elif path not in self._committed:
                self._index(path, os.path.basename(walk), None)
                self._committed.add(path)
        lost &= self._committed
        self._forget(lost)
        self._committed -= lost
        self._refresh_open()

    def commit(self, walk: str, open_scope: str) -> None:
        """Have the batches of a scope, which are indexed already, count as the file that they have become."""
        path = f"{walk}/{self._stream}.parquet"
        state = self._state(path)
        if state is None:
            return
        self._refresh_open()
        renamed = self._database.execute(
            COMMIT, (path, *state, os.path.basename(walk), self._stream, open_scope)
        )
        if renamed.rowcount:
            self._committed.add(path)
            self._open = {batch for batch in self._open if batch.split("/")[1] != open_scope}

    def read_owners(self, name: str) -> None:
        """Read who owns what in the files that are new; nobody asks that of a first pull."""
        self._database.execute(OWNED.format(stream=self._stream))
        query = "select distinct path from file where stream = ? and owners_by is not ?"
        for (path,) in self._database.execute(query, (self._stream, name)).fetchall():
            rows = (
                (name, payload, name, id_)
                for batch in read_rows([self._source / path], ("id", "payload"))
                for id_, payload in zip(*(column.to_pylist() for column in batch.columns), strict=True)
                if payload is not None
            )
            with self._transaction():
                self._database.executemany(
                    f"insert or ignore into owned_{self._stream} values (?, ? ->> ?, ?)", rows
                )
                self._database.execute(
                    "update file set owners_by = ? where stream = ? and path = ?", (name, self._stream, path)
                )

    def _take_up(self) -> None:
        """Go on with what an earlier process indexed, but for files that have gone or are others now."""
        query = "select distinct path, size, modified, open_scope is not null from file where stream = ?"
        lost = set()
        for path, size, modified, is_open in self._database.execute(query, (self._stream,)):
            if self._state(path) != (size, modified):
                lost.add(path)
            else:
                (self._open if is_open else self._committed).add(path)
        self._forget(lost)

    def _refresh_open(self) -> None:
        there = {
            f"open/{batch.parent.name}/{batch.name}": batch
            for batch in self._source.glob(f"open/*/{self._stream}-*.parquet")
        }
        self._forget(self._open - there.keys())
        self._open &= there.keys()
        for path in sorted(there.keys() - self._open):
            # Sorts after every walk id: what is open will be committed later.
            self._index(path, f"~{there[path].stem}", there[path].parent.name)
            self._open.add(path)

    def _index(self, path: str, position: str, open_scope: str | None) -> None:
        size, modified = self._state(path) or (None, None)
        with self._transaction():
            number = self._database.execute(
                ADD_FILE, (self._stream, path, size, modified, position, open_scope)
            ).lastrowid
            rows = _rows(self._source / path, self._stream, number)
            self._database.executemany(ADD.format(stream=self._stream), rows)

    def _forget(self, paths: set[str]) -> None:
        if not paths:
            return
        given = (self._stream, json.dumps(list(paths)))
        with self._transaction():
            self._database.execute(FORGET.format(stream=self._stream), given)
            self._database.execute(FORGET_FILE, given)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("begin")
        try:
            yield
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("rollback")
            raise
        self._database.execute("commit")

    def _state(self, path: str) -> tuple[int, int] | None:
        """What differs where there is another file at a path; nothing where there is none."""
        try:
            found = os.stat(self._source / path)
        except FileNotFoundError:
            return None
        return found.st_size, found.st_mtime_ns


def _rows(path: Path, stream: str, number: int | None) -> Iterator[tuple[Any, ...]]:
    """A file's rows as they are indexed; times are microseconds, and payloads only those of walks."""
    columns = COLUMNS if stream == "walk" else COLUMNS[:-1]
    for batch in read_rows([path], columns):
        ids, hashes, scopes = (batch.column(name).to_pylist() for name in COLUMNS[:3])
        times = batch.column("fetched_at").cast("int64").to_pylist()
        payloads = batch.column("payload").to_pylist() if stream == "walk" else repeat(None)
        yield from zip(ids, repeat(number), hashes, scopes, times, payloads)
