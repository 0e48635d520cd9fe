"""Files and directories that are whole or absent after a crash, and Parquet in landing's envelope."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.errors import HomeDamaged
from connectors.formats import LANDING, refuse_newer
from connectors.landing.envelope import ENVELOPE

READ_ROWS = 1_000
GROUP_ROWS = 100_000
GROUP_BYTES = 8 * 2**20
NAME_LENGTH = 100
# What the footer of each file says: the format it was written in, and how many rows it has lost.
FORMAT, DROPPED = b"baton.format", b"baton.dropped_rows"


def file_name(name: str) -> str:
    """A name made safe as a file's name: quoted, no dots, shortened where it is long. Empty: ValueError."""
    if not name:
        raise ValueError("a source or scope has an empty name: give it one")
    quoted = quote(name, safe="").replace(".", "%2E")
    if len(quoted) <= NAME_LENGTH:
        return quoted
    return f"{quoted[:NAME_LENGTH]}-{hashlib.blake2b(name.encode(), digest_size=8).hexdigest()}"


def flush(path: Path) -> None:
    """Force a file's content, or a directory's entries, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_directory(path: Path) -> None:
    """Make a directory and its parents, each durably."""
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(exist_ok=True)
    flush(path.parent)


def move(origin: Path, target: Path) -> None:
    """Rename a flushed file or directory in one step, durably."""
    os.rename(origin, target)
    flush(target.parent)
    if origin.parent != target.parent:
        flush(origin.parent)


def remove(path: Path) -> None:
    """Remove a file or a directory with what is in it; one that is not there is fine."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def read_rows(files: Iterable[Path], columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Rows of several files, file after file, in row order, a few at a time; with all columns or some."""
    for path in files:
        with _reading(path), pq.ParquetFile(path) as file:
            # Threads would each keep memory of their own.
            yield from file.iter_batches(batch_size=READ_ROWS, columns=columns, use_threads=False)


def require_readable(files: Iterable[Path]) -> None:
    """Raises HomeDamaged, which names the first of these files that cannot be read to its end."""
    for _ in read_rows(files):
        pass


@dataclass(frozen=True, slots=True)
class Footer:
    """What a file says of itself: its rows, and how many of them were dropped from it as superseded."""

    rows: int
    dropped: int


def read_footer(path: Path) -> Footer:
    """Raises NewerFormat for a file that a newer Baton wrote."""
    with _reading(path):
        found = pq.read_metadata(path)
    said = found.metadata or {}
    refuse_newer(path, int(said.get(FORMAT, 0)), LANDING, "put a copy back that this one wrote")
    return Footer(int(found.num_rows), int(said.get(DROPPED, 0)))


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise HomeDamaged(
            f"{path} is damaged ({str(error).splitlines()[0]}): put a copy of it back, or remove it and run "
            "again; what it held is then pulled again, as far as the source still has it"
        ) from None


def write_rows(path: Path, batches: Iterable[pa.RecordBatch], dropped: int = 0) -> int:
    """Write and flush one file of rows in their order; no rows, no file. Memory holds one row group.

    `dropped` rows are no longer in it: it says so, and is there even if it has none left. Returns the number
    of rows.
    """
    rows = 0
    writer = _writer(path) if dropped else None
    try:
        for group in _row_groups(batches):
            writer = writer or _writer(path)
            writer.write_table(group)
            rows += group.num_rows
        if writer is not None:
            writer.add_key_value_metadata({FORMAT: str(LANDING), DROPPED: str(dropped)})
    finally:
        if writer is not None:
            writer.close()
    if writer is not None:
        flush(path)
    return rows


def _writer(path: Path) -> pq.ParquetWriter:
    # Statistics would put whole payloads into the footer.
    return pq.ParquetWriter(
        path,
        ENVELOPE,
        compression="zstd",
        use_dictionary=["source", "stream", "scope", "request_version"],
        write_statistics=["scope", "id", "updated_at", "fetched_at"],
    )


def _row_groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        if batch.num_rows == 0:
            continue
        group.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield pa.Table.from_batches(group, ENVELOPE)
            group, rows, size = [], 0, 0
    if group:
        yield pa.Table.from_batches(group, ENVELOPE)
