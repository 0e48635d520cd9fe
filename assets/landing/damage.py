"""What a run says and does where landing has lost files: its scopes are not whole until read anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from connectors.landing.landing import Landing
from connectors.outcome import ScopeOutcome

REMEDY = "put a copy of it back, or pull: what the source still has is read again"


def report_losses(landing: Landing, sources: Iterable[str], warn: Callable[[str], None]) -> None:
    """Say all that is missing, before anything is pulled."""
    for source in sources:
        for scope, lines in landing.losses(source).items():
            for line in lines:
                warn(f"{source}, scope {scope}: {line}; {REMEDY}")


def without_losses(landing: Landing, run: Mapping[str, Any]) -> dict[str, Any]:
    """The same run, incomplete where a scope still lacks what it had landed."""
    sources = [
        {**source, "scopes": _marked(source["source"], source["scopes"], landing.losses(source["source"]))}
        for source in run["sources"]
    ]
    states = {scope["state"] for source in sources for scope in source["scopes"]}
    return {**run, "is_complete": run["is_complete"] and states <= {"whole"}, "sources": sources}


def _marked(
    source: str, scopes: list[dict[str, Any]], losses: Mapping[str, list[str]]
) -> list[dict[str, Any]]:
    known = {scope["scope"] for scope in scopes}
    absent = [asdict(ScopeOutcome(source, scope, scope, "whole")) for scope in losses if scope not in known]
    return [
        _lacking(scope, losses[scope["scope"]]) if scope["scope"] in losses else scope
        for scope in [*scopes, *absent]
    ]


def _lacking(scope: dict[str, Any], lines: list[str]) -> dict[str, Any]:
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    said = [scope["message"]] if scope["message"] else []
    state = "failed" if scope["state"] == "failed" else "partial"
    return {**scope, "state": state, "message": "; ".join([*said, f"{lines[0]}{more}; {REMEDY}"])}
