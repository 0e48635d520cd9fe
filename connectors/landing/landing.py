"""Landing: every record as it came, appended to Parquet files walk by walk, and nothing ever edited.

    <root>/<source>/open/<scope>/<stream>-<n>.parquet     durable batches of a walk that goes on
    <root>/<source>/<yyyy-mm>/<walk id>/<stream>.parquet  what whole walks landed: all that readers see
    <root>/<source>/index/                                which records are newest; may be deleted any time

The rename of one directory commits a walk. An entity's newest record is the last by `fetched_at`, then by
file name (a walk id begins with the number of its commit in the source), then by row number.

This room alone knows how landed records lie on disk or in a bucket. What a vendor calls things, and what a
record means, do not belong here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from connectors.landing.compaction import compact_source
from connectors.landing.files import file_name
from connectors.landing.landed_index import LandedIndex
from connectors.landing.walk import Record, Renaming, Walk, as_it_came
from connectors.outcome import Counts


class Landing:
    """The landing directory. Several threads of one process may use it; one process at a time writes."""

    def __init__(self, root: Path, renaming: Callable[[], Renaming] = lambda: as_it_came) -> None:
        """`renaming` is asked at the beginning of each walk: whoever is erased stays so from then on."""
        self._root = root.absolute()
        self._renaming = renaming
        self._lock = threading.Lock()
        self._indexes: dict[Path, LandedIndex] = {}
        self._walks: dict[tuple[str, str], Walk] = {}

    def walk(self, source: str, scope: str, request_version: str, started_at: datetime) -> Walk:
        """Begin a walk over a scope; it takes up the batches that an earlier, unfinished one left there.

        `started_at` is the server's clock (naive is UTC) and becomes `fetched_at` of what is landed. An
        earlier walk of the scope that someone still holds can land no more.
        """
        with self._lock:
            earlier = self._walks.pop((source, scope), None)
        if earlier is not None:
            earlier.close()
        walk = Walk(self._of(source), source, scope, request_version, started_at, self._renaming())
        with self._lock:
            self._walks[source, scope] = walk
        return walk

    def land_once(
        self,
        source: str,
        scope: str,
        stream: str,
        records: Iterable[Record],
        fetched_at: datetime,
        request_version: str = "1",
    ) -> Counts:
        """Land and commit records in a walk of their own; when none of them is new, there is no walk."""
        with self.walk(source, scope, request_version, fetched_at) as walk:
            counts = walk.land(stream, records)
            if walk.has_news:
                walk.finish(fetched_at, {})
            return counts

    def watermark(self, source: str, scope: str, request_version: str) -> datetime | None:
        """The watermark (aware, UTC) of the newest whole walk of a scope with this request version.

        A scope that has lost something has none: its next walk begins from nothing.
        """
        index = self._of(source)
        record = None if index.lost(scope) else index.walk(scope, request_version)
        return datetime.fromisoformat(record["watermark"]) if record else None

    def last_walk(self, source: str, scope: str) -> dict[str, Any] | None:
        """What the newest whole walk of a scope, of whichever request version, says of itself.

        Nothing where the scope has lost something: its next walk begins from nothing.
        """
        index = self._of(source)
        return None if index.lost(scope) else index.walk(scope)

    def losses(self, source: str) -> dict[str, list[str]]:
        """Lines that say what has been lost of a source, by scope, and has not been pulled again since."""
        return self._of(source).losses()

    def scopes(self, source: str) -> set[str]:
        """The scopes of which there is a whole walk."""
        return self._of(source).scopes()

    def known(self, source: str, stream: str, scope: str) -> set[str]:
        """Ids whose newest record in a stream, committed or of an open walk, is of this scope, not gone."""
        return self._of(source).known(stream, scope)

    def landed_ids(self, source: str, stream: str, ids: Collection[str]) -> set[str]:
        """Those of these ids that there is any record of, committed or of an open walk."""
        return self._of(source).landed_ids(stream, ids)

    def belonging(self, source: str, stream: str, name: str, owners: Collection[str]) -> dict[str, str]:
        """What of a stream is there and belongs to these owners, by whichever scope it was landed.

        Their payloads name the owner at the top, under `name`. The answer is ids, with the owner of each.
        """
        return self._of(source).belonging(stream, name, owners)

    def streams(self) -> list[str]:
        """Names of the streams that have committed files."""
        return sorted({path.stem for path in self._root.glob("*/????-??/*/*.parquet")})

    def files(self, stream: str) -> list[Path]:
        """Committed files of a stream, of all sources, in path order."""
        return sorted(self._root.glob(f"*/????-??/*/{stream}.parquet"))

    def compact(self, before: date) -> None:
        """Merge the walks of each source and finished month (earlier than that of `before`) into one.

        A crash in between leaves duplicates at worst, which the next call removes.
        """
        for directory in sorted(path for path in self._root.glob("*") if path.is_dir()):
            with self._at(directory).lock:
                compact_source(directory, before, self._at(directory).damaged_months())

    def _of(self, source: str) -> LandedIndex:
        return self._at(self._root / file_name(source))

    def _at(self, directory: Path) -> LandedIndex:
        with self._lock:
            if directory not in self._indexes:
                self._indexes[directory] = LandedIndex(directory)
            return self._indexes[directory]
