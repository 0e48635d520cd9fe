"""One home per organization: figures of two would mix without a trace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.warehouse import write_atomically
from pipelines.configured_sources import ConfiguredSources
from pipelines.settings import Settings, SettingsError, parse_instant


def claim(settings: Settings, sources: ConfiguredSources) -> None:
    """Note in data/organization.json whose home this is, and how far a sandbox's clock has come.

    Raises SettingsError if another organization has been landed here. A new name for the same sources is no
    other organization, and a home in which nothing has been landed is anybody's.
    """
    there, here = _read(settings.places.owner), _holds(sources)
    is_used = any(path.is_dir() for path in settings.places.landing.glob("*"))
    if there is not None and is_used and not _is_same(there, here):
        raise SettingsError(
            f"{settings.places.data} holds {_described(there)}, and this run is for {_described(here)}: move "
            "that directory away, or give this organization one of its own with --home DIR (or BATON_HOME)"
        )
    if there != here:
        write_atomically(settings.places.owner, here)


def sandbox_clock(settings: Settings, first: datetime) -> datetime:
    """The instant at which the sandbox is pulled next, aware UTC: `first`, then a day past what is published.

    So a run that published nothing is repeated at its own instant; and the clock never goes back, which would
    make things disappear that are there.
    """
    marker = _read(settings.places.owner) or {}
    published = _read(settings.places.publish_info)
    reached = parse_instant(marker["clock"]) if "clock" in marker else first
    return (
        reached if published is None else max(reached, parse_instant(published["as_of"]) + timedelta(days=1))
    )


def _holds(sources: ConfiguredSources) -> dict[str, Any]:
    holds = {
        "name": sources.organization["name"],
        "is_sandbox": sources.sandbox is not None,
        "sources": [source["name"] for source in sources.organization["sources"]],
    }
    if sources.sandbox is not None:
        sandbox = sources.sandbox
        holds |= {"planner": sandbox.planner, "seed": sandbox.seed, "tickets": sandbox.tickets}
        holds["clock"] = sandbox.clock.isoformat()
    return holds


def _is_same(there: Mapping[str, Any], here: Mapping[str, Any]) -> bool:
    if there.get("is_sandbox") or here["is_sandbox"]:
        fields = ("is_sandbox", "seed", "tickets")
        is_same_planner = there.get("planner", "jira") == here.get("planner", "jira")
        return is_same_planner and all(there.get(field) == here.get(field) for field in fields)
    return there.get("name") == here["name"] or bool(set(there.get("sources", [])) & set(here["sources"]))


def _described(holds: Mapping[str, Any]) -> str:
    if not holds.get("is_sandbox"):
        return f"the organization {holds.get('name')!r}"
    size = f"seed {holds.get('seed')} with {holds.get('tickets')} tickets"
    return f"the sandbox organization that plans in {holds.get('planner', 'jira')}, of {size}"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        raise SettingsError(f"{path} is damaged: it is not valid JSON. Remove it and run again") from None
    return content
