"""What landing has lost: files of committed walks that are gone, or hold fewer rows than their walks say.

A walk's record has the rows of each of its files, and the id of the walk of its scope before it. A lost file
is known by its path, a lost walk by its id. What the source has forgotten since, nobody can bring back. What
it still has is there again once a walk that began from nothing is whole: its record names it in `mended`.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from connectors.landing.files import read_footer

WALKS = """
    select file.path, id, landed_walk.scope, payload ->> 'follows', payload -> 'files', payload -> 'counts',
        payload -> 'mended'
    from landed_walk join file using (number)
    where open_scope is null
    order by id
"""
COUNTED = """
    create table if not exists counted (path text primary key, size integer, modified integer, rows integer)
"""


class Losses:
    """What a source's directory has lost, by what its walks say; found once, when it is made."""

    def __init__(self, database: sqlite3.Connection, source: Path) -> None:
        """Needs the stream `walk` indexed in the database, which also keeps the counts of rows."""
        self._database = database
        self._source = source
        database.execute(COUNTED)
        self.by_scope: dict[str, dict[str, str]] = defaultdict(dict)
        self.months: set[str] = set()
        self._find()

    def _find(self) -> None:
        expected: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        scopes: dict[str, set[str]] = defaultdict(set)
        follows: dict[str, tuple[str, str]] = {}
        mended: dict[str, set[str]] = defaultdict(set)
        ids = set()
        for path, id_, scope, before, files, counts, mends in self._database.execute(WALKS).fetchall():
            walk = os.path.dirname(path)
            ids.add(id_)
            scopes[walk].add(scope)
            for stream, rows in _rows(files, counts).items():
                expected[walk][stream] += rows
            if before is not None:
                follows[id_] = (scope, before)
            mended[scope].update(json.loads(mends or "[]"))
        for scope, before in follows.values():
            if before not in ids:
                self.by_scope[scope][before] = f"the walk {before} is gone"
        for walk, streams in expected.items():
            for path, line in self._short(walk, streams):
                self.months.add(os.path.dirname(walk))
                for scope in scopes[walk]:
                    self.by_scope[scope][path] = line
        self.by_scope = {
            scope: pending
            for scope, lost in self.by_scope.items()
            if (pending := {what: line for what, line in lost.items() if what not in mended[scope]})
        }

    def _short(self, walk: str, streams: dict[str, int]) -> Iterator[tuple[str, str]]:
        for stream, rows in streams.items():
            path = f"{walk}/{stream}.parquet"
            found = self._count(path) if rows else 0
            if found is None:
                yield path, f"{self._source / path} is gone, with {rows} rows"
            elif found < rows:
                yield path, f"{self._source / path} holds {found} rows of {rows}"

    def _count(self, path: str) -> int | None:
        """A file's rows with those that were dropped, or nothing where there is none. Each is read once."""
        try:
            found = os.stat(self._source / path)
        except FileNotFoundError:
            return None
        state = (found.st_size, found.st_mtime_ns)
        query = "select rows from counted where path = ? and size = ? and modified = ?"
        known = self._database.execute(query, (path, *state)).fetchone()
        if known is not None:
            return int(known[0])
        footer = read_footer(self._source / path)
        rows = footer.rows + footer.dropped
        self._database.execute("insert or replace into counted values (?, ?, ?, ?)", (path, *state, rows))
        return rows


def _rows(files: str | None, counts: str | None) -> dict[str, int]:
    """The rows that each file of a walk has at least.

    An older version's record has what its own walk landed; there may be more, of unfinished ones before it.
    """
    if files is not None:
        return dict(json.loads(files))
    landed = json.loads(counts or "{}")
    return {stream: sum(of[name] for name in ("new", "changed", "gone")) for stream, of in landed.items()}
