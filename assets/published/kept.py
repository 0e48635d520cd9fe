"""The publications that are kept, each a directory of its own, and which of them is the current one.

A reader that asked once where `current` leads has files of one night: nobody takes them away while it reads.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from connectors.errors import ExpectedError
from connectors.places import Places
from connectors.warehouse import write_atomically

# A publication that was current within these seconds is kept: whoever found it may still read it.
READERS_TAKE = 3600


class NothingToReturnTo(ExpectedError):
    """No earlier publication can be made the current one. The message says why."""

    exit_code = 2


def point(link: Path, target: Path) -> None:
    """Make `link` point to `target` in one step. Relative, so that the data directory can be moved."""
    draft = link.with_name("current.tmp")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target.relative_to(link.parent))
    draft.replace(link)
    flush(link.parent)


def settle(draft: Path, final: Path) -> None:
    """What was drafted is on the disk, for all to read and for nobody to write, and then under its name."""
    for directory, _, files in os.walk(draft):
        for name in files:
            path = Path(directory, name)
            flush(path)
            path.chmod(0o444)
        flush(Path(directory))
    draft.replace(final)


def make_current(places: Places, snapshot: Path) -> None:
    """Readers see this publication from here on; old ones go, but for those that somebody may still read."""
    left = places.current.resolve()
    point(places.current, snapshot)
    forget_old(places.snapshots, snapshot, places.kept_snapshots, {left, *_lately_left(places.snapshots)})


def flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def forget_old(snapshots: Path, newest: Path, kept: int, spared: Collection[Path] = ()) -> None:
    """Keep so many publications, 0 for all, and those that are spared beside them."""
    if kept:
        earlier = [path for path in by_age(snapshots) if path != newest]
        for path in earlier[: max(0, len(earlier) + 1 - kept)]:
            if path.resolve() not in spared:
                shutil.rmtree(path)


def _lately_left(snapshots: Path) -> Iterator[Path]:
    """Publications that another one came after within the time that readers take."""
    for path, following in pairwise(by_age(snapshots)):
        if following.stat().st_mtime > time.time() - READERS_TAKE:
            yield path.resolve()


def by_age(snapshots: Path) -> list[Path]:
    """All publications but drafts, the oldest first."""
    publications = [path for path in snapshots.iterdir() if path.suffix != ".tmp"]
    return sorted(publications, key=lambda path: path.stat().st_mtime_ns)


def roll_back(places: Places) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make the newest complete publication before the current one current. Returns both's publish_info.

    One that was taken back is never returned to. For whoever holds the warehouse. Raises NothingToReturnTo,
    and then changes nothing.
    """
    current, taken_back = places.current.resolve(), _info(places.current, places)
    kept = by_age(places.snapshots)
    earlier = kept[: next(place for place, path in enumerate(kept) if path.resolve() == current)]
    unwanted = _taken_back(places)
    for snapshot in reversed(earlier):
        if snapshot.name not in unwanted and (snapshot / places.publish_info.name).is_file():
            info = _info(snapshot, places)
            if info["is_complete"]:
                names = {*unwanted, current.name} & {path.name for path in kept}
                write_atomically(places.taken_back, {"publish_ids": sorted(names)})
                point(places.current, snapshot)
                return taken_back, info
    raise NothingToReturnTo(
        f"no complete publication before that of {taken_back['as_of']} is kept in {places.snapshots}: "
        "BATON_KEPT_SNAPSHOTS says how many are"
    )


def _taken_back(places: Places) -> set[str]:
    if not places.taken_back.is_file():
        return set()
    return set(json.loads(places.taken_back.read_text(encoding="utf-8"))["publish_ids"])


def published_format(snapshot: Path) -> int:
    """The version of what a publication promises; 0 where it does not say one."""
    info = snapshot / "publish_info.json"
    if not info.is_file():
        return 0
    return int(json.loads(info.read_text(encoding="utf-8")).get("schema_version", 0))


def _info(snapshot: Path, places: Places) -> dict[str, Any]:
    return dict(json.loads((snapshot / places.publish_info.name).read_text(encoding="utf-8")))
