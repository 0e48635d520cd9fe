"""Which directories of committed walks a source has: those that have come, and those that have gone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


class WalkDirectories:
    """Committed directories, named `<month>/<walk id>`, with the names of their files, which never change."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._files: dict[str, list[str]] = {}
        self._listed: dict[str, tuple[int, int, int]] = {}
        self.changes: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def has(self, walk: str, file: str) -> bool:
        return file in self._files.get(walk, ())

    def files(self, walk: str) -> list[str]:
        return self._files[walk]

    def refresh(self) -> None:
        """Note the directories that have come and gone; a month that did not change has neither."""
        for month in sorted(self._source.glob("????-??")):
            state = _state(month)
            if self._listed.get(month.name) == state:
                continue
            self._listed[month.name] = state
            there = {f"{month.name}/{entry.name}" for entry in os.scandir(month) if entry.is_dir()}
            known = {walk for walk in self._files if os.path.dirname(walk) == month.name}
            for walk in sorted(there ^ known):
                self._note(walk)

    def add(self, walk: str) -> None:
        """Note a directory that whoever has kept others from committing since `refresh` committed."""
        self._note(walk)
        month = self._source / os.path.dirname(walk)
        self._listed[month.name] = _state(month)

    def _note(self, walk: str) -> None:
        directory = self._source / walk
        if directory.is_dir():
            self._files[walk] = os.listdir(directory)
        else:
            self._files.pop(walk, None)
        self.changes.append(walk)


def _state(directory: Path) -> tuple[int, int, int]:
    """What differs when a directory in it has come or gone.

    The time alone does not: file systems tell it in ticks, and two walks may be committed within one.
    """
    found = os.stat(directory)
    return found.st_mtime_ns, found.st_nlink, found.st_size
