"""landing.json at landing's root: the format of what lies there, and from when on every version is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from connectors.errors import ExpectedError, HomeDamaged
from connectors.formats import LANDING, refuse_newer
from connectors.landing.envelope import naive_utc
from connectors.landing.files import flush, make_directory, move

FILE = "landing.json"
ELSE = "give this one a home of its own (--home, BATON_HOME)"


class NoLongerKnown(ExpectedError):
    """Versions were dropped that a look back would need. The message says from when on all are there."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class About:
    """`whole_from`, naive UTC: of these streams, versions that were superseded before then may be gone."""

    version: int
    whole_from: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))


def refuse_dropped(root: Path, known_at: datetime) -> None:
    """Raises NoLongerKnown where versions of before `known_at` (aware) may have been dropped."""
    late = {stream: at for stream, at in read_about(root).whole_from.items() if naive_utc(known_at) < at}
    if late:
        raise NoLongerKnown(
            f"what was known at {naive_utc(known_at):%Y-%m-%d %H:%M:%S} UTC is no longer there: superseded "
            f"versions in {', '.join(sorted(late))} were dropped from {root} (BATON_KEPT_VERSIONS). Give "
            f"--known-at (or BATON_KNOWN_AT) an instant from {max(late.values()):%Y-%m-%d} on"
        )


def require_known(root: Path) -> About:
    """What landing says of itself. Raises NewerFormat where a newer Baton has landed there."""
    about = read_about(root)
    refuse_newer(root / FILE, about.version, LANDING, ELSE)
    return about


def read_about(root: Path) -> About:
    """The same, whoever wrote it; version 0 where landing does not say one. Raises HomeDamaged."""
    path = root / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        version = int(found["format"])
        if version > LANDING:
            return About(version)
        whole_from = {stream: datetime.fromisoformat(at) for stream, at in found["whole_from"].items()}
    except FileNotFoundError:
        return About(0)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HomeDamaged(
            f"{path} is damaged: put a copy of it back, or write "
            f'{{"format": {LANDING}, "whole_from": {{}}}} into it, if no versions were ever dropped'
        ) from None
    return About(version, whole_from)


def write_about(root: Path, about: About) -> None:
    """Replace the file in one step, durably."""
    make_directory(root)
    draft = root / f"{FILE}.tmp"
    whole_from = {stream: at.isoformat() for stream, at in sorted(about.whole_from.items())}
    content = json.dumps({"format": about.version, "whole_from": whole_from}, indent=2)
    draft.write_text(f"{content}\n", encoding="utf-8")
    flush(draft)
    move(draft, root / FILE)
