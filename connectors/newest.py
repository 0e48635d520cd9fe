"""Which record of an entity is the newest: an index over the landed files of one source, without payloads."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from connectors.envelope import GONE

MEMORY = "256MB"
NEWEST = "arg_max({hash: hash, scope: scope}, (fetched_at, position, line))"
# `position` sorts by commit; `open_scope` is the scope's directory, for the batches of an open walk.
FILE = pa.schema(
    [("number", pa.uint32()), ("path", pa.string()), ("position", pa.string()), ("open_scope", pa.string())]
)


class Newest:
    """The newest record of every entity: by `fetched_at`, then in the order of commits, then of rows.

    A temporary DuckDB holds id, hash, scope and time of what was landed, and goes to disk when it outgrows
    its memory. Files never change, so each is read once, and forgotten when it vanishes. Every method reads
    what has come since. Who removes files that may be read here holds `lock`.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.lock = threading.RLock()
        self._spill = tempfile.TemporaryDirectory(prefix="baton-newest-", ignore_cleanup_errors=True)
        # Each file is read once: keeping its bytes would only make memory grow with what has landed.
        self._database = duckdb.connect(
            config={
                "memory_limit": MEMORY,
                "temp_directory": self._spill.name,
                "enable_external_file_cache": "false",
            }
        )
        self._database.register("fresh", FILE.empty_table())
        self._database.execute("create table file as from fresh")
        self._numbered = 0
        self._files: dict[str, dict[str, int]] = {}
        self._walks: dict[str, list[str]] = {}

    def find(self, stream: str, ids: Collection[str], open_scope: str | None) -> dict[str, tuple[str, str]]:
        """Hash and scope of the newest record of each of these ids: committed, or open in `open_scope`."""
        with self.lock:
            self._refresh(stream)
            # DuckDB takes a column of Arrow at once, but a list of parameters one by one, and slowly.
            self._database.register("wanted", pa.table({"id": pa.array(ids, pa.string())}))
            found = self._database.execute(
                f"""
                select id, {NEWEST} as newest
                from landed_{stream} join file using (number)
                where id in (from wanted) and (open_scope is null or open_scope = ?)
                group by id
                """,
                [open_scope],
            ).fetchall()
        return {id_: (newest["hash"], newest["scope"]) for id_, newest in found}

    def known(self, stream: str, scope: str) -> set[str]:
        """Ids whose newest record, committed or open in whichever scope, is of this scope and not gone."""
        with self.lock:
            self._refresh(stream)
            found = self._database.execute(
                f"""
                select id
                from (select id, {NEWEST} as newest from landed_{stream} join file using (number) group by id)
                where newest.scope = ? and not starts_with(newest.hash, ?)
                """,
                [scope, GONE],
            ).fetchall()
        return {id_ for (id_,) in found}

    def walk(self, scope: str, request_version: str | None = None) -> dict[str, Any] | None:
        """The record of the walk over a scope that was committed last, of one request version or of any."""
        with self.lock:
            self._refresh("walk")
            found = self._database.execute(
                """
                select payload from landed_walk
                where scope = $scope
                    and ($version is null or json_extract_string(payload, '$.request_version') = $version)
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

    def _refresh(self, stream: str) -> None:
        """Read the files of a stream that are new, and forget those that are no longer there."""
        if stream not in self._files:
            self._database.execute(
                f"create table landed_{stream} (number uinteger, line bigint, id varchar, hash varchar,"
                " scope varchar, fetched_at timestamp, payload varchar)"
            )
            self._files[stream] = {}
        read = self._files[stream]
        there = self._list_files(stream)
        vanished = [read.pop(path) for path in read.keys() - there.keys()]
        if vanished:
            for table in ("file", f"landed_{stream}"):
                self._database.execute(f"delete from {table} where list_contains(?, number)", [vanished])
        numbers = {path: number for number, path in enumerate(there.keys() - read.keys(), self._numbered)}
        if not numbers:
            return
        rows = [(number, path, *there[path]) for path, number in numbers.items()]
        self._database.register(
            "fresh", pa.table([list(column) for column in zip(*rows, strict=True)], schema=FILE)
        )
        self._database.execute("insert into file from fresh")
        self._database.execute("set variable paths = (select list(path) from fresh)")
        self._database.execute(
            f"""
            insert into landed_{stream}
            select number, file_row_number, id, hash, scope, fetched_at,
                {"payload" if stream == "walk" else "null"}
            from read_parquet(getvariable('paths'), filename = true, file_row_number = true)
            join fresh on fresh.path = filename
            """
        )
        self._numbered += len(numbers)
        read.update(numbers)

    def _list_files(self, stream: str) -> dict[str, tuple[str, str | None]]:
        """The files of a stream, each with its position and the scope of the open walk."""
        self._list_walks()
        name = f"{stream}.parquet"
        files: dict[str, tuple[str, str | None]] = {
            os.path.join(walk, name): (os.path.basename(walk), None)
            for walk, names in self._walks.items()
            if name in names
        }
        for path in self.directory.glob(f"open/*/{stream}-*.parquet"):
            # Sorts after every walk id: what is open will be committed later.
            files[str(path)] = (f"~{path.stem}", path.parent.name)
        return files

    def _list_walks(self) -> None:
        """Keep the content of committed directories, which never changes, from being listed every time."""
        months = self.directory.glob("????-??")
        walks = {entry.path for month in months for entry in os.scandir(month) if entry.is_dir()}
        for walk in self._walks.keys() - walks:
            del self._walks[walk]
        for walk in walks - self._walks.keys():
            self._walks[walk] = os.listdir(walk)
