"""Which record of an entity is the newest: an index over the landed files of one source, without payloads."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Collection
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from connectors.landing.envelope import is_gone
from connectors.landing.files import remove
from connectors.landing.index_database import SCOPED, open_database
from connectors.landing.indexed_files import IndexedFiles
from connectors.landing.losses import Losses
from connectors.landing.walk_directories import WalkDirectories

P = ParamSpec("P")
T = TypeVar("T")
GIVEN = "select value from json_each(?)"
NEWEST = """
    select id, hash, scope
    from (
        select id, hash, scope,
            row_number() over (partition by id order by fetched_at desc, position desc, number desc) as age
        from landed_{stream} cross join file using (number)
        where {condition}
    )
    where age = 1
"""


def _mending(
    ask: Callable[Concatenate[LandedIndex, P], T],
) -> Callable[Concatenate[LandedIndex, P], T]:
    """Ask under the index's lock and, where its file turns out to be damaged, once more of a new one."""

    @wraps(ask)
    def asked(self: LandedIndex, *args: P.args, **kwargs: P.kwargs) -> T:
        with self.lock:
            try:
                return ask(self, *args, **kwargs)
            except sqlite3.DatabaseError:
                self._discard()
                return ask(self, *args, **kwargs)

    return asked


class LandedIndex:
    """The newest record of every entity: by `fetched_at`, then in the order of commits, then of rows.

    An SQLite file has id, hash, scope and time of what was landed: memory does not grow with it, records are
    found by id, and the next process goes on with it. Files never change, so each is read once, and what was
    read of it counts no more when it vanishes. Every method reads what has come since. Who removes files that
    may be read here holds `lock`.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.lock = threading.RLock()
        self._walks = WalkDirectories(directory)
        self._opened: sqlite3.Connection | None = None
        self._streams: dict[str, IndexedFiles] = {}
        self._losses: Losses | None = None

    @_mending
    def find(self, stream: str, ids: Collection[str], open_scope: str | None) -> dict[str, tuple[str, str]]:
        """Hash and scope of the newest record of each of these ids: committed, or open in `open_scope`."""
        self._files(stream).refresh()
        condition = f"id in ({GIVEN}) and (open_scope is null or open_scope = ?)"
        query = NEWEST.format(stream=stream, condition=condition)
        found = self._database.execute(query, [json.dumps(list(ids)), open_scope])
        return {id_: (hash_, scope) for id_, hash_, scope in found}

    @_mending
    def known(self, stream: str, scope: str) -> set[str]:
        """Ids whose newest record, committed or open in whichever scope, is of this scope and not gone."""
        self._files(stream).refresh()
        self._database.execute(SCOPED.format(stream=stream))
        # What is of this scope now was landed by it: the others need not be looked at.
        condition = f"id in (select id from landed_{stream} where scope = ?)"
        found = self._database.execute(NEWEST.format(stream=stream, condition=condition), [scope])
        return {id_ for id_, hash_, of in found if of == scope and not is_gone(hash_)}

    @_mending
    def landed_ids(self, stream: str, ids: Collection[str]) -> set[str]:
        """Those of these ids that there is any record of, committed or open in whichever scope."""
        self._files(stream).refresh()
        query = f"select id from landed_{stream} cross join file using (number) where id in ({GIVEN})"
        return {id_ for (id_,) in self._database.execute(query, [json.dumps(list(ids))])}

    @_mending
    def belonging(self, stream: str, name: str, owners: Collection[str]) -> dict[str, str]:
        """What of a stream is there and has one of these owners: ids, with the owner of each.

        Payloads name the owner under `name`; of whom an entity is never changes.
        """
        files = self._files(stream)
        files.refresh()
        files.read_owners(name)
        query = f"select id, owner from owned_{stream} where owners_by = ? and owner in ({GIVEN})"
        owned = dict(self._database.execute(query, [name, json.dumps(list(owners))]).fetchall())
        query = NEWEST.format(stream=stream, condition=f"id in ({GIVEN})")
        newest = self._database.execute(query, [json.dumps(list(owned))])
        return {id_: owned[id_] for id_, hash_, _ in newest if not is_gone(hash_)}

    @_mending
    def walk(self, scope: str, request_version: str | None = None) -> dict[str, Any] | None:
        """The record of the walk over a scope that was committed last, of one request version or of any."""
        self._files("walk").refresh()
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

    @_mending
    def lost(self, scope: str) -> dict[str, str]:
        """What has been lost of a scope and not been mended: its name, with a line that says what it is."""
        return self._found_losses.by_scope.get(scope, {})

    @_mending
    def losses(self) -> dict[str, list[str]]:
        """The same of all scopes, as lines."""
        return {scope: list(lost.values()) for scope, lost in self._found_losses.by_scope.items()}

    @_mending
    def damaged_months(self) -> set[str]:
        """Months with files that lack rows, mended or not, or with a directory without its walk's record."""
        found = self._found_losses.months
        self._walks.refresh()
        return found | {
            os.path.dirname(walk) for walk in self._walks if not self._walks.has(walk, "walk.parquet")
        }

    def mend(self, scope: str) -> None:
        """Forget what a scope had lost: a walk that began from nothing has been committed."""
        with self.lock:
            if self._losses is not None:
                self._losses.by_scope.pop(scope, None)

    @_mending
    def scopes(self) -> set[str]:
        """The scopes that a walk over was committed of."""
        self._files("walk").refresh()
        return {scope for (scope,) in self._database.execute("select distinct scope from landed_walk")}

    def walk_ids(self) -> list[str]:
        """Names of the committed directories."""
        with self.lock:
            self._walks.refresh()
            return [os.path.basename(walk) for walk in self._walks]

    @_mending
    def add_walk(self, directory: Path, open_scope: str) -> None:
        """Take note of a directory that whoever has held `lock` since `walk_ids` committed.

        It has become of the batches of `open_scope`, which are still there.
        """
        walk = f"{directory.parent.name}/{directory.name}"
        for files in self._streams.values():
            files.commit(walk, open_scope)
        self._walks.add(walk)

    @property
    def _found_losses(self) -> Losses:
        if self._losses is None:
            self._files("walk").refresh()
            self._losses = Losses(self._database, self.directory)
        return self._losses

    @property
    def _database(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = open_database(self.directory / "index")
            # Another process can keep the index as soon as this one needs it no longer.
            weakref.finalize(self, self._opened.close)
        return self._opened

    def _discard(self) -> None:
        """Forget what was indexed, and the file that it was indexed in."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        self._streams.clear()
        remove(self.directory / "index")

    def _files(self, stream: str) -> IndexedFiles:
        if stream not in self._streams:
            self._streams[stream] = IndexedFiles(self._database, self.directory, self._walks, stream)
        return self._streams[stream]
