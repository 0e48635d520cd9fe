"""Landing: every record as it came, appended to Parquet files walk by walk, and nothing ever edited.

    <root>/landing.json                                   the format of all this
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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from connectors.formats import LANDING
from connectors.landing.about import About, refuse_dropped, require_known, write_about
from connectors.landing.compaction import BATCH_BYTES, compact_source
from connectors.landing.files import file_name
from connectors.landing.landed_index import LandedIndex
from connectors.landing.payloads import newest_payloads
from connectors.landing.superseded import Dropped, Superseded, database, kept_from
from connectors.landing.walk import Record, Renaming, Walk, as_it_came
from connectors.outcome import Counts


class Landing:
    """The landing directory. Several threads of one process may use it; one process at a time writes."""

    def __init__(
        self,
        root: Path,
        kept_days: Mapping[str, int] = MappingProxyType({}),
        renaming: Callable[[], Renaming] = lambda: as_it_came,
    ) -> None:
        """`kept_days` says of streams for how many days superseded versions stay; of the others all do.

        `renaming` is asked at the beginning of each walk: whoever is erased stays so from then on.
        """
        self._root = root.absolute()
        self._kept_days = kept_days
        self._renaming = renaming
        self._lock = threading.Lock()
        self._indexes: dict[Path, LandedIndex] = {}
        self._walks: dict[tuple[str, str], Walk] = {}

    def take_up(self) -> About:
        """Begin to write here: what says no format, or an earlier one, has the current one from now on.

        Raises NewerFormat where a newer Baton has landed here.
        """
        about = require_known(self._root)
        if about.version < LANDING:
            about = About(LANDING, about.whole_from)
            write_about(self._root, about)
        return about

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

    def payloads(self, source: str, stream: str, ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """The newest committed payloads of these ids, but for those that are gone; it reads whole files."""
        return newest_payloads(self._root / file_name(source), stream, ids)

    def streams(self) -> list[str]:
        """Names of the streams that have committed files."""
        return sorted({path.stem for path in self._root.glob("*/????-??/*/*.parquet")})

    def files(self, stream: str) -> list[Path]:
        """Committed files of a stream, of all sources, in path order."""
        return sorted(self._root.glob(f"*/????-??/*/{stream}.parquet"))

    def compact(self, before: date, batch_bytes: int = BATCH_BYTES) -> None:
        """Merge the walks of each source and finished month (earlier than that of `before`), by batches.

        A crash in between leaves duplicates at worst, which the next call removes.
        """
        for directory in sorted(path for path in self._root.glob("*") if path.is_dir()):
            with self._at(directory).lock:
                compact_source(directory, before, self._at(directory).damaged_months(), batch_bytes)

    def drop_superseded(self, today: date, is_dry_run: bool = False) -> list[Dropped]:
        """Drop superseded versions that are older than they are kept; returns what went, or would go.

        A source that has lost something keeps all: the newest may be what it has lost. Whoever dies in
        between has dropped some of them, which changes nothing; the next call drops the others.
        """
        found = []
        for directory in sorted(path for path in self._root.glob("*/") if self._kept_days):
            index = self._at(directory)
            if index.losses():
                continue
            with index.lock, database(directory) as db:
                for stream, before in kept_from(self._kept_days, today).items():
                    superseded = Superseded(db, directory, stream, before)
                    if superseded.about.rows:
                        found.append(superseded.about)
                        if not is_dry_run:
                            self._say_whole_from(stream, before)
                            superseded.drop()
        return found

    def refuse_dropped(self, known_at: datetime) -> None:
        """Raises NoLongerKnown where what was known then (aware) may have been dropped."""
        refuse_dropped(self._root, known_at)

    def newest_day(self) -> date | None:
        """The day of the newest walk, by the sources' clocks."""
        return max((date.fromisoformat(day) for day in self._days()), default=None)

    def _days(self) -> Iterator[str]:
        for walk in self._root.glob("*/????-??/*/"):
            moment = walk.name.split("-")[1]
            yield f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}"

    def _say_whole_from(self, stream: str, before: datetime) -> None:
        about = self.take_up()
        since = max(before, about.whole_from.get(stream, before))
        if about.whole_from.get(stream) != since:
            write_about(self._root, About(about.version, {**about.whole_from, stream: since}))

    def _of(self, source: str) -> LandedIndex:
        return self._at(self._root / file_name(source))

    def _at(self, directory: Path) -> LandedIndex:
        with self._lock:
            if directory not in self._indexes:
                self._indexes[directory] = LandedIndex(directory)
            return self._indexes[directory]
