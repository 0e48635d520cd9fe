"""Which record of an entity is the newest: an index over the landed files of one source, without payloads."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any

from connectors.landing.envelope import is_gone
from connectors.landing.files import read_rows

CACHE_KIBIBYTES = 8_000
COLUMNS = ("id", "hash", "scope", "fetched_at", "payload")
# `position` sorts by commit; `open_scope` is the scope's directory, for the batches of an open walk.
FILE = "create table file (number integer primary key, position text, open_scope text)"
# Of an entity that is several times in one file the newest record is kept.
LANDED = """
    create table landed_{stream} (
        id text, number integer, hash text, scope text, fetched_at integer, payload text,
        primary key (id, number)
    ) without rowid
"""
ADD = """
    insert into landed_{stream} values (?, ?, ?, ?, ?, ?)
    on conflict do update set hash = excluded.hash, scope = excluded.scope, fetched_at = excluded.fetched_at
    where excluded.fetched_at >= fetched_at
"""
GIVEN = "select value from json_each(?)"
OWNED = (
    "create table if not exists owned_{stream} (owner text, id text, primary key (owner, id)) without rowid"
)
# Whoever asks for all of a scope asks for those of many scopes, one after the other.
SCOPED = "create index if not exists scope_{stream} on landed_{stream} (scope, id)"
NEWEST = """
    select id, hash, scope
    from (
        select id, hash, scope,
            row_number() over (partition by id order by fetched_at desc, position desc) as age
        from landed_{stream} cross join file using (number)
        where {condition}
    )
    where age = 1
"""


@dataclass(slots=True)
class Reading:
    """What was read of a stream: files with their numbers, those of open walks, and how many changes."""

    files: dict[str, int] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    changes: int = 0


class Newest:
    """The newest record of every entity: by `fetched_at`, then in the order of commits, then of rows.

    A temporary SQLite has id, hash, scope and time of what was landed, on disk but for a few megabytes:
    memory does not grow with it, and records are found by id. Files never change, so each is read once, and
    what was read of it counts no more when it vanishes. Every method reads what has come since. Who removes
    files that may be read here holds `lock`.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.lock = threading.RLock()
        # Without a name it is SQLite's own temporary file, which goes with the process.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for setting in (f"cache_size = -{CACHE_KIBIBYTES}", "journal_mode = off", "synchronous = off"):
            self._database.execute(f"pragma {setting}")
        self._database.execute(FILE)
        self._numbered = 0
        self._read: dict[str, Reading] = {}
        self._owned: dict[str, set[str]] = {}
        self._walks: dict[str, list[str]] = {}
        self._listed: dict[str, tuple[int, int, int]] = {}
        self._changes: list[str] = []

    def find(self, stream: str, ids: Collection[str], open_scope: str | None) -> dict[str, tuple[str, str]]:
        """Hash and scope of the newest record of each of these ids: committed, or open in `open_scope`."""
        with self.lock:
            self._refresh(stream)
            condition = f"id in ({GIVEN}) and (open_scope is null or open_scope = ?)"
            query = NEWEST.format(stream=stream, condition=condition)
            found = self._database.execute(query, [json.dumps(list(ids)), open_scope])
            return {id_: (hash_, scope) for id_, hash_, scope in found}

    def known(self, stream: str, scope: str) -> set[str]:
        """Ids whose newest record, committed or open in whichever scope, is of this scope and not gone."""
        with self.lock:
            self._refresh(stream)
            self._database.execute(SCOPED.format(stream=stream))
            # What is of this scope now was landed by it: the others need not be looked at.
            condition = f"id in (select id from landed_{stream} where scope = ?)"
            found = self._database.execute(NEWEST.format(stream=stream, condition=condition), [scope])
            return {id_ for id_, hash_, of in found if of == scope and not is_gone(hash_)}

    def seen(self, stream: str, ids: Collection[str]) -> set[str]:
        """Those of these ids that there is any record of, committed or open in whichever scope."""
        with self.lock:
            self._refresh(stream)
            query = f"select id from landed_{stream} cross join file using (number) where id in ({GIVEN})"
            return {id_ for (id_,) in self._database.execute(query, [json.dumps(list(ids))])}

    def belonging(self, stream: str, name: str, owners: Collection[str]) -> dict[str, str]:
        """What of a stream is there and has one of these owners: ids, with the owner of each.

        Payloads name the owner under `name`; of whom an entity is never changes.
        """
        with self.lock:
            self._refresh_owners(stream, name)
            query = f"select id, owner from owned_{stream} where owner in ({GIVEN})"
            found = dict(self._database.execute(query, [json.dumps(list(owners))]).fetchall())
            query = NEWEST.format(stream=stream, condition=f"id in ({GIVEN})")
            newest = self._database.execute(query, [json.dumps(list(found))])
            return {id_: found[id_] for id_, hash_, _ in newest if not is_gone(hash_)}

    def walk(self, scope: str, request_version: str | None = None) -> dict[str, Any] | None:
        """The record of the walk over a scope that was committed last, of one request version or of any."""
        with self.lock:
            self._refresh("walk")
            found = self._database.execute(
                """
                select payload from landed_walk join file using (number)
                where scope = :scope and (:version is null or payload ->> 'request_version' = :version)
                order by id desc
                limit 1
                """,
                {"scope": scope, "version": request_version},
            ).fetchone()
        return json.loads(found[0]) if found else None

    def walk_ids(self) -> list[str]:
        """Names of the committed directories."""
        with self.lock:
            self._list_walks()
            return [os.path.basename(walk) for walk in self._walks]

    def add_walk(self, directory: Path) -> None:
        """Take note of a directory that whoever has held `lock` since `walk_ids` committed."""
        self._note(str(directory))
        self._listed[str(directory.parent)] = _state(directory.parent)

    def _refresh(self, stream: str) -> None:
        """Read the files of a stream that are new, and forget those that are no longer there."""
        if stream not in self._read:
            self._database.execute(LANDED.format(stream=stream))
            self._read[stream] = Reading()
        reading = self._read[stream]
        self._list_walks()
        name = f"{stream}.parquet"
        for walk in self._changes[reading.changes :]:
            path = os.path.join(walk, name)
            if name not in self._walks.get(walk, ()):
                self._forget(reading, path)
            elif path not in reading.files:
                self._index(reading, stream, path, os.path.basename(walk), None)
        reading.changes = len(self._changes)
        there = {str(path): path for path in self.directory.glob(f"open/*/{stream}-*.parquet")}
        for path in reading.open - there.keys():
            self._forget(reading, path)
        reading.open &= there.keys()
        for path in there.keys() - reading.open:
            # Sorts after every walk id: what is open will be committed later.
            self._index(reading, stream, path, f"~{there[path].stem}", there[path].parent.name)
            reading.open.add(path)

    def _index(self, reading: Reading, stream: str, path: str, position: str, open_scope: str | None) -> None:
        number = self._numbered
        self._database.execute("begin")
        self._database.executemany(ADD.format(stream=stream), _rows(path, stream, number))
        self._database.execute("insert into file values (?, ?, ?)", (number, position, open_scope))
        self._database.execute("commit")
        reading.files[path] = number
        self._numbered += 1

    def _forget(self, reading: Reading, path: str) -> None:
        if (number := reading.files.pop(path, None)) is not None:
            self._database.execute("delete from file where number = ?", (number,))

    def _refresh_owners(self, stream: str, name: str) -> None:
        """Read who owns what in the files of a stream that are new; nobody asks that of a first pull."""
        self._refresh(stream)
        self._database.execute(OWNED.format(stream=stream))
        read = self._owned.setdefault(stream, set())
        for path in self._read[stream].files.keys() - read:
            rows = (
                (payload, name, id_)
                for batch in read_rows([Path(path)], ("id", "payload"))
                for id_, payload in zip(*(column.to_pylist() for column in batch.columns), strict=True)
                if payload is not None
            )
            self._database.execute("begin")
            self._database.executemany(f"insert or ignore into owned_{stream} values (? ->> ?, ?)", rows)
            self._database.execute("commit")
            read.add(path)

    def _list_walks(self) -> None:
        """Note the committed directories that have come and gone; a month that did not change has neither."""
        for month in self.directory.glob("????-??"):
            state = _state(month)
            if self._listed.get(str(month)) == state:
                continue
            self._listed[str(month)] = state
            there = {entry.path for entry in os.scandir(month) if entry.is_dir()}
            known = {walk for walk in self._walks if os.path.dirname(walk) == str(month)}
            for walk in sorted(there ^ known):
                self._note(walk)

    def _note(self, walk: str) -> None:
        """Take note of a committed directory, whose content never changes, or of its end."""
        if os.path.isdir(walk):
            self._walks[walk] = os.listdir(walk)
        else:
            self._walks.pop(walk, None)
        self._changes.append(walk)


def _state(directory: Path) -> tuple[int, int, int]:
    """What differs when a directory in it has come or gone.

    The time alone does not: file systems tell it in ticks, and two walks may be committed within one.
    """
    found = os.stat(directory)
    return found.st_mtime_ns, found.st_nlink, found.st_size


def _rows(path: str, stream: str, number: int) -> Iterator[tuple[Any, ...]]:
    """A file's rows as they are indexed; times are microseconds, and payloads only those of walks."""
    columns = COLUMNS if stream == "walk" else COLUMNS[:-1]
    for batch in read_rows([Path(path)], columns):
        ids, hashes, scopes = (batch.column(name).to_pylist() for name in COLUMNS[:3])
        times = batch.column("fetched_at").cast("int64").to_pylist()
        payloads = batch.column("payload").to_pylist() if stream == "walk" else repeat(None)
        yield from zip(ids, repeat(number), hashes, scopes, times, payloads)
