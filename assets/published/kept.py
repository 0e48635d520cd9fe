"""The publications that are kept, each a directory of its own, and which of them is the current one."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from connectors.errors import ExpectedError
from connectors.places import Places
from connectors.warehouse import write_atomically


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


def flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def forget_old(snapshots: Path, newest: Path, kept: int) -> None:
    """Keep so many publications, 0 for all; a reader that still has an older one open keeps reading it."""
    if kept:
        earlier = [path for path in by_age(snapshots) if path != newest]
        for path in earlier[: max(0, len(earlier) + 1 - kept)]:
            shutil.rmtree(path)


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


def _info(snapshot: Path, places: Places) -> dict[str, Any]:
    return dict(json.loads((snapshot / places.publish_info.name).read_text(encoding="utf-8")))
