"""Walks of one source and month made few directories, so that readers open few files.

So many are merged at a time as have `BATCH_BYTES` together: beside what is there lies never more than a copy
of that much, however long the history is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from connectors.landing.files import flush, move, read_footer, read_rows, remove, write_rows

BATCH_BYTES = 64 * 2**20


def compact_source(source: Path, before: date, damaged: Collection[str], batch_bytes: int) -> None:
    """Merge the walks of every month of a source that is earlier than that of `before`.

    A `damaged` month stays as it is: what its files lack is known by their names.
    """
    for leftover in source.glob("*.tmp"):
        remove(leftover)
    for month in sorted(source.glob("????-??")):
        if month.name < before.strftime("%Y-%m") and month.name not in damaged:
            walks = _without_copies(sorted(path for path in month.iterdir() if path.is_dir()))
            for batch in _batches(walks, batch_bytes):
                _merge(month, batch)


def _batches(walks: list[Path], most: int) -> Iterator[list[Path]]:
    """Walks that follow each other, two or more, with no more bytes together than that."""
    batch: list[Path] = []
    size = 0
    for walk in walks:
        bytes_ = sum(path.stat().st_size for path in walk.glob("*.parquet"))
        if size + bytes_ > most:
            if len(batch) > 1:
                yield batch
            batch, size = [], 0
        batch.append(walk)
        size += bytes_
    if len(batch) > 1:
        yield batch


def _merge(month: Path, walks: list[Path]) -> None:
    """Make walk directories that follow each other one, keeping every row and the order of commits.

    The merged directory appears in one rename and the walks it holds are removed after it. Its records of the
    stream `walk` name them: that is how walks left by a crash in between are told from later ones.
    """
    staging = month.parent / f"{month.name}.tmp"
    staging.mkdir()
    for name in sorted({path.name for walk in walks for path in walk.glob("*.parquet")}):
        files = [walk / name for walk in walks if (walk / name).exists()]
        write_rows(staging / name, read_rows(files), sum(read_footer(file).dropped for file in files))
    flush(staging)
    # Sorts after the last walk it holds and before any later one.
    move(staging, month / f"{walks[-1].name}-compacted")
    for walk in walks:
        _withdraw(walk)


def _without_copies(walks: list[Path]) -> list[Path]:
    """Remove the directories of a month that another one holds, and return the others."""
    ids = {walk: _walk_ids(walk) for walk in walks}
    copies = [walk for walk in walks if any(ids[walk] < ids[other] for other in walks)]
    for walk in copies:
        _withdraw(walk)
    return [walk for walk in walks if walk not in copies]


def _walk_ids(walk: Path) -> set[str]:
    return {id_ for batch in read_rows([walk / "walk.parquet"]) for id_ in batch.column("id").to_pylist()}


def _withdraw(walk: Path) -> None:
    """Remove a committed directory so that no reader and no later compaction sees a part of it."""
    trash = walk.parent.parent / f"{walk.name}.tmp"
    remove(trash)
    move(walk, trash)
    remove(trash)
