"""Who may read what lies in a home: its owner alone, but for what is published, which is for others.

Landing, the warehouse and Dagster's history hold names and addresses of people.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from connectors.places import Places

PRIVATE = 0o077
OPEN_DIRECTORY = 0o755


def keep_private(places: Places) -> None:
    """From here on this process writes for its owner alone; what was written otherwise is mended.

    Published directories are open to all, and so are those above them that are made here. A directory that
    somebody else made keeps its mode.
    """
    write_privately()
    make_open(places.data)
    for path in places.private:
        close(path)
    rooms = (places.snapshots, places.look_backs, places.what_ifs)
    for directory in (places.published, *rooms, *(each for room in rooms for each in room.glob("*/"))):
        if directory.is_dir():
            _set_mode(directory, OPEN_DIRECTORY)


def write_privately() -> None:
    """What this process writes from here on is its owner's alone."""
    os.umask(PRIVATE)


def make_open(directory: Path) -> None:
    """Make a directory, and those above it, that all may read."""
    if directory.is_dir():
        return
    make_open(directory.parent)
    directory.mkdir(exist_ok=True)
    directory.chmod(OPEN_DIRECTORY)


def close(path: Path) -> None:
    """Take from others what they may do with a file, or a directory and all that is in it.

    Nobody reaches what lies in a closed directory: it is not looked through again.
    """
    if not path.exists() or not path.stat().st_mode & PRIVATE:
        return
    for each in _below(path):
        mode = each.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & PRIVATE:
            _set_mode(each, stat.S_IMODE(mode) & ~PRIVATE)
    _set_mode(path, stat.S_IMODE(path.stat().st_mode) & ~PRIVATE)


def _below(path: Path) -> Iterator[Path]:
    for directory, directories, files in os.walk(path):
        yield from (Path(directory, name) for name in [*directories, *files])


def _set_mode(path: Path, mode: int) -> None:
    # Whoever may write here need not own what another account wrote.
    with suppress(PermissionError, FileNotFoundError):
        path.chmod(mode)
