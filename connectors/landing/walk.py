"""One pass over a scope: what it lands, durable batch by batch, and its commit when it is whole."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from connectors.landing.batches import Batches
from connectors.landing.envelope import GONE, Row, is_gone, iso_utc, naive_utc, require_numbers, row, rows
from connectors.landing.files import file_name, flush, make_directory, move, read_rows, remove, write_rows
from connectors.landing.landed_index import LandedIndex
from connectors.outcome import Counts

BATCH_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Record:
    """One entity as its source shows it. `id` is the vendor's immutable id.

    `payload` None: it is gone, and `reason` says why if that is known. What is gone already stays so, for the
    reason it first had. A record that could not be landed is none: it raises OddValue.
    """

    id: str
    payload: dict[str, Any] | None
    updated_at: datetime | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        require_numbers(self.payload)


Renaming = Callable[[str, str, Record], Record]
"""What lands instead of a record of a source and stream: with pseudonyms for whoever was erased."""


def as_it_came(source: str, stream: str, record: Record) -> Record:
    return record


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A record that an unfinished walk landed; instants are naive UTC."""

    is_gone: bool
    request_version: str
    updated_at: datetime | None
    fetched_at: datetime


class Walk:
    """One pass over a scope. Without `finish` its batches stay, for the next walk of the scope to take up."""

    def __init__(
        self,
        index: LandedIndex,
        source: str,
        scope: str,
        request_version: str,
        started_at: datetime,
        renamed: Renaming,
    ) -> None:
        self._renamed = renamed
        self.source = source
        self.scope = scope
        self.request_version = request_version
        self.started_at = naive_utc(started_at)
        self.counts: dict[str, Counts] = {}
        self._index = index
        self._lock = threading.Lock()
        self._is_closed = False
        self._began = time.monotonic()
        with index.lock:
            last = index.walk(scope)
            self._follows = last["walk_id"] if last else None
            self._mended = sorted(index.lost(scope))
            directory = index.directory / "open" / file_name(scope)
            self._batches = Batches(directory, last["last_batch"] if last else 0)
            self._left = self._batches.by_stream()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def has_batches(self) -> bool:
        """Whether there is something to commit, landed by this walk or left by an unfinished one."""
        return bool(self._batches)

    @property
    def has_news(self) -> bool:
        """Whether a commit says anything: records, or that what the scope had lost has been looked for."""
        return self.has_batches or bool(self._mended)

    def taken_up(self, stream: str) -> dict[str, TakenUp]:
        """What unfinished walks of the scope had landed of a stream when this one began, newest by id."""
        found: dict[str, TakenUp] = {}
        for batch in read_rows(self._left.get(stream, [])):
            names = ("id", "hash", "request_version", "updated_at", "fetched_at")
            columns = (batch.column(name).to_pylist() for name in names)
            for id_, hash_, version, updated_at, fetched_at in zip(*columns, strict=True):
                found[id_] = TakenUp(is_gone(hash_), version, updated_at, fetched_at)
        return found

    def close(self) -> None:
        """Land no more. What was landed and not finished stays for the next walk of the scope."""
        with self._lock:
            self._is_closed = True

    def news(self, stream: str, records: Iterable[Record]) -> set[str]:
        """Ids of those records that differ from the newest known ones."""
        rows_ = [_row(record) for record in records]
        with self._lock:
            known = self._index.find(stream, [row.id for row in rows_], self._batches.directory.name)
        return {row.id for row in rows_ if known.get(row.id, (GONE, ""))[0] != row.hash}

    def land(
        self,
        stream: str,
        records: Iterable[Record],
        *,
        of_any_scope: bool = False,
        request_version: str | None = None,
    ) -> Counts:
        """Land, durably, those records that differ from the newest known ones. Thread-safe.

        Records are taken as they come, and so many at a time that memory does not grow with their number.

        `request_version` is their own, where it is not the walk's. Of an entity that comes twice in one call
        the last is kept. What is gone lands if it is known in this scope, since what another scope landed has
        moved there; or `of_any_scope`, if the caller knows better.
        """
        if stream == "walk" or not re.fullmatch("[a-z][a-z0-9_]*", stream):
            raise ValueError(f"{stream!r} cannot name a stream: use a-z, 0-9 and _, and not 'walk'")
        total = Counts()
        coming = iter(records)
        while batch := list(islice(coming, BATCH_ROWS)):
            records_to_land = (self._renamed(self.source, stream, record) for record in batch)
            landable = {record.id: _row(record) for record in records_to_land}
            with self._lock:
                self._require_open()
                version = request_version or self.request_version
                counts = self._land_batch(stream, list(landable.values()), of_any_scope, version)
                counts.read = len(batch)
                counts.unchanged += len(batch) - len(landable)
                self.counts[stream] = self.counts.get(stream, Counts()) + counts
            total += counts
        return total

    def finish(self, watermark: datetime, detail: dict[str, Any], *, is_whole: bool = True) -> None:
        """Commit the walk with what unfinished walks of the scope left: readers see all of it at once.

        All that the source changed before `watermark` has been landed. `detail` joins the payload of the
        record that the stream `walk` gets. A walk that had to skip something is not whole.
        """
        with self._lock, self._index.lock:
            self._require_open()
            staging = self._batches.directory / "finish.tmp"
            remove(staging)
            staging.mkdir(parents=True)
            landed = {
                stream: write_rows(staging / f"{stream}.parquet", read_rows(files))
                for stream, files in self._batches.by_stream().items()
            }
            target = self._target()
            record = self._record(target.name, watermark, {**detail, "files": landed}, is_whole)
            write_rows(staging / "walk.parquet", [record])
            flush(staging)
            make_directory(target.parent)
            move(staging, target)
            self._index.add_walk(target, self._batches.directory.name)
            self._index.mend(self.scope)
            self._is_closed = True
            self._batches.end()

    def _land_batch(self, stream: str, landable: list[Row], of_any_scope: bool, version: str) -> Counts:
        known = self._index.find(stream, [row.id for row in landable], self._batches.directory.name)
        counts = Counts()
        landed = []
        for row_ in landable:
            known_hash, known_scope = known.get(row_.id, (GONE, ""))
            is_there, was_there = not is_gone(row_.hash), not is_gone(known_hash)
            is_ours = of_any_scope or known_scope == self.scope
            if row_.hash == known_hash or not (is_there or (was_there and is_ours)):
                counts.unchanged += 1
                continue
            landed.append(row_)
            if not is_there:
                counts.gone += 1
            elif not was_there:
                counts.new += 1
            else:
                counts.changed += 1
        if landed:
            self._batches.add(stream, self._enveloped(stream, landed, version))
        return counts

    def _record(
        self, walk_id: str, watermark: datetime, detail: dict[str, Any], is_whole: bool
    ) -> pa.RecordBatch:
        finished_at = self.started_at + timedelta(seconds=time.monotonic() - self._began)
        payload = {
            **detail,
            "walk_id": walk_id,
            "started_at": iso_utc(self.started_at),
            "finished_at": iso_utc(finished_at),
            "watermark": iso_utc(watermark),
            "request_version": self.request_version,
            "state": "whole" if is_whole else "partial",
            "counts": {stream: asdict(counts) for stream, counts in self.counts.items()},
            "last_batch": self._batches.last,
            "follows": self._follows,
            "mended": self._mended,
        }
        return self._enveloped("walk", [row(walk_id, payload, finished_at)], self.request_version)

    def _enveloped(self, stream: str, landed: list[Row], version: str) -> pa.RecordBatch:
        return rows(self.source, stream, self.scope, version, self.started_at, landed)

    def _target(self) -> Path:
        """The directory this walk becomes; its name, the walk's id, sorts by commit within the source."""
        commits = [int(walk_id.split("-")[0]) for walk_id in self._index.walk_ids()]
        moment = self.started_at.strftime("%Y%m%dT%H%M%SZ")
        name = f"{max(commits, default=0) + 1:08d}-{moment}-{self._batches.directory.name}"
        return self._index.directory / self.started_at.strftime("%Y-%m") / name

    def _require_open(self) -> None:
        if self._is_closed:
            raise RuntimeError(f"{self.source}: this walk of scope {self.scope} is over: begin another")


def _row(record: Record) -> Row:
    return row(record.id, record.payload, record.updated_at, record.reason)
