"""Which formats there are in a home. The warehouse is left out: any run makes it anew where it differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assets.published.kept import published_format
from connectors import formats
from connectors.landing.about import read_about
from pipelines.settings import Settings
from pipelines.wiring import readable_organization


def formats_of(settings: Settings) -> dict[str, dict[str, int | None]]:
    """Of each the version that is found, and the newest that is known; null is not there, or not known."""
    places = settings.places
    organization = readable_organization(settings)
    found = {
        "landing": (read_about(places.landing).version if places.landing.is_dir() else None, formats.LANDING),
        "published": (
            published_format(places.current) if places.current.is_dir() else None,
            formats.PUBLISHED,
        ),
        "organization file": (organization.version if organization else None, formats.ORGANIZATION),
    }
    return {name: {"found": version, "known": known} for name, (version, known) in found.items()}


def format_line(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What each has, and what this Baton knows where that is less."""
    for name, of in found.items():
        if of["found"] is not None:
            is_newer = of["found"] > of["known"]
            yield f"{name} {of['found']}" + (f" (this Baton knows {of['known']})" if is_newer else "")
