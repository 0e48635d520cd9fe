"""The GraphQL documents: a query file and the fragments it uses, and the version of what they ask for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent

# Raised when reduce.py keeps something else of the same answers: everything is then pulled again.
_SHAPES_VERSION = 1


@dataclass(frozen=True, slots=True)
class Queries:
    """The documents of one way to read pull requests; `version` is the request version of what they bring."""

    hydrate: str
    timeline: str
    version: str


def _document(*names: str) -> str:
    """The files as one document without comments and indentation, so that neither changes the version."""
    lines = "\n".join(
        (_FOLDER / f"{name}.graphql").read_text(encoding="utf-8") for name in names
    ).splitlines()
    return " ".join(" ".join(line.partition("#")[0] for line in lines).split())


def _queries(reviewer_fields: str) -> Queries:
    fragments = ("event_fields", "actor_fields", reviewer_fields)
    hydrate = _document("hydrate", *fragments)
    timeline = _document("timeline", *fragments)
    text = f"{_SHAPES_VERSION}\n{hydrate}\n{timeline}"
    return Queries(
        hydrate, timeline, f"pull-request-{hashlib.blake2b(text.encode(), digest_size=5).hexdigest()}"
    )


SCAN = _document("scan")
WITH_TEAMS = _queries("reviewer_fields")
WITHOUT_TEAMS = _queries("reviewer_fields_without_teams")
