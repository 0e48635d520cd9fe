"""One home per organization: figures of two would mix without a trace."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.sources import Sources
from pipelines.settings import Settings, SettingsError, parse_instant


def claim(settings: Settings, sources: Sources) -> None:
    """Note in data/organization.json whose home this is.

    Raises SettingsError if another organization has been landed here. A new name for the same sources is no
    other organization, and a home in which nothing has been landed is anybody's.
    """
    marker = settings.data / "organization.json"
    there, here = _read(marker), _holds(sources)
    is_used = settings.landing.is_dir() and any(settings.landing.iterdir())
    if there is not None and is_used and not _is_same(there, here):
        raise SettingsError(
            f"{settings.data} holds {_described(there)}, and this run is for {_described(here)}: move "
            "that directory away, or give this organization one of its own with --home DIR (or BATON_HOME)"
        )
    if there != here:
        _write(marker, json.dumps(here, indent=2) + "\n")


def _holds(sources: Sources) -> dict[str, Any]:
    sandbox = sources.sandbox
    return {
        "name": sources.organization["name"],
        "is_sandbox": sandbox is not None,
        "sources": [source["name"] for source in sources.organization["sources"]],
        **({"seed": sandbox.seed, "tickets": sandbox.tickets} if sandbox else {}),
    }


def published_as_of(settings: Settings) -> datetime | None:
    """The instant that the published tables look from, aware UTC; None where nothing is published."""
    info = _read(settings.current / "publish_info.json")
    return None if info is None else parse_instant(info["as_of"])


def _is_same(there: Mapping[str, Any], holds: Mapping[str, Any]) -> bool:
    if there.get("is_sandbox") or holds["is_sandbox"]:
        return dict(there) == dict(holds)
    return there.get("name") == holds["name"] or bool(set(there.get("sources", [])) & set(holds["sources"]))


def _described(holds: Mapping[str, Any]) -> str:
    if not holds.get("is_sandbox"):
        return f"the organization {holds.get('name')!r}"
    return f"the sandbox organization of seed {holds.get('seed')} with {holds.get('tickets')} tickets"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        raise SettingsError(f"{path} is damaged: it is not valid JSON. Remove it and run again") from None
    return content


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
