"""Walks of one source and month made one directory, so that readers open few files."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from connectors.landing.files import flush, move, read_rows, remove, write_rows


def compact_source(source: Path, before: date, damaged: Collection[str]) -> None:
    """Merge the walks of every month of a source that is earlier than that of `before`.

    A `damaged` month stays as it is: what its files lack is known by their names.
    """
    for leftover in source.glob("*.tmp"):
        remove(leftover)
    for month in sorted(source.glob("????-??")):
        if month.name < before.strftime("%Y-%m") and month.name not in damaged:
            _compact_month(month)


def _compact_month(month: Path) -> None:
    """Make a month's walk directories one, keeping every row and the order of commits.

    The merged directory appears in one rename and the walks it holds are removed after it. Its records of the
    stream `walk` name them: that is how walks left by a crash in between are told from later ones.
    """
    walks = _without_copies(sorted(path for path in month.iterdir() if path.is_dir()))
    if len(walks) < 2:
        return
    staging = month.parent / f"{month.name}.tmp"
    staging.mkdir()
    for name in sorted({path.name for walk in walks for path in walk.glob("*.parquet")}):
        write_rows(staging / name, read_rows(walk / name for walk in walks if (walk / name).exists()))
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
