"""What walks of one scope have landed and not committed: durable batches, numbered as they came."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from connectors.landing.files import make_directory, move, remove, write_rows


class Batches:
    """A scope's batches. Numbers go on from walk to walk, so that a commit can name the last it took."""

    def __init__(self, directory: Path, committed: int) -> None:
        """Take up what unfinished walks left, but for half-written files and batches up to `committed`."""
        self.directory = directory
        for leftover in directory.glob("*.tmp"):
            remove(leftover)
        for number, _, file in self._numbered():
            if number <= committed:
                remove(file)
        numbers = [number for number, _, _ in self._numbered()]
        if numbers and numbers[-1] - committed != len(numbers):
            # One is gone. What it held is not known, so that the walk begins anew.
            self.end()
            numbers = []
        self.last = max(numbers, default=committed)

    def __bool__(self) -> bool:
        return bool(self._numbered())

    def by_stream(self) -> dict[str, list[Path]]:
        """Files of each stream, in the order they came."""
        streams: dict[str, list[Path]] = {}
        for _, stream, file in self._numbered():
            streams.setdefault(stream, []).append(file)
        return streams

    def add(self, stream: str, rows: pa.RecordBatch) -> None:
        """Write a batch; it is on disk when this returns."""
        make_directory(self.directory)
        file = self.directory / f"{stream}-{self.last + 1:09d}.parquet"
        staging = file.with_name(f"{file.name}.tmp")
        write_rows(staging, [rows])
        move(staging, file)
        self.last += 1

    def end(self) -> None:
        """Remove all batches: they have been committed."""
        remove(self.directory)

    def _numbered(self) -> list[tuple[int, str, Path]]:
        named = [(file.stem.rpartition("-"), file) for file in self.directory.glob("*.parquet")]
        return sorted((int(number), stream, file) for (stream, _, number), file in named)
