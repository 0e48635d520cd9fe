"""A landing that several workers share by a directory that all of them mount.

It lies there as on one machine. A walk comes and goes whole: its directory is copied beside and renamed.
"""

from __future__ import annotations

import fcntl
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from connectors.landing.files import file_name, remove

ABOUT = "landing.json"


class SharedDirectory:
    """The store at `root`, of whose file system `flock` works on every host, as on NFS 4."""

    def __init__(self, root: Path) -> None:
        self._landing = root / "landing"
        self._leases = root / "leases"

    def fetch(self, landing: Path, sources: Sequence[str] | None = None) -> None:
        """Copy what this worker does not have yet of these sources, or of all."""
        _copy_walks(self._landing, landing, sources)

    def push(self, landing: Path) -> None:
        """Copy what only this worker has."""
        _copy_walks(landing, self._landing, None)

    def fetch_open(self, landing: Path, source: str, scope: str) -> None:
        """Take up what an unfinished walk of a scope has landed, wherever that was."""
        _replace(self._open(self._landing, source, scope), self._open(landing, source, scope))

    def save_open(self, landing: Path, source: str, scope: str) -> None:
        """Leave what an unfinished walk of a scope has landed to whoever goes on."""
        _replace(self._open(landing, source, scope), self._open(self._landing, source, scope))

    @contextmanager
    def lease(self, name: str) -> Iterator[None]:
        """Be the only one that has this lease; waits for another, whose lease goes with its process."""
        self._leases.mkdir(parents=True, exist_ok=True)
        with (self._leases / file_name(name)).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _open(self, landing: Path, source: str, scope: str) -> Path:
        return landing / file_name(source) / "open" / file_name(scope)


def _copy_walks(original: Path, copy: Path, sources: Sequence[str] | None) -> None:
    for source in ["*"] if sources is None else [file_name(each) for each in sources]:
        for walk in sorted(original.glob(f"{source}/????-??/*/")):
            if not (target := copy / walk.relative_to(original)).exists():
                _copy(walk, target)
    if (original / ABOUT).exists() and not (copy / ABOUT).exists():
        copy.mkdir(parents=True, exist_ok=True)
        shutil.copy2(original / ABOUT, copy / ABOUT)


def _replace(original: Path, copy: Path) -> None:
    remove(copy)
    if original.is_dir():
        _copy(original, copy)


def _copy(original: Path, copy: Path) -> None:
    """Whole or not at all: the draft lies where nobody looks for walks."""
    draft = copy.parent.parent / "drafts" / uuid.uuid4().hex
    draft.parent.mkdir(parents=True, exist_ok=True)
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(original, draft)
    draft.rename(copy)
