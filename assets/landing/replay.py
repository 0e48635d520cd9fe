"""What Baton lands of its own, and runs that pull nothing: they stand on what was landed before.

Such a run takes the newest organization file, or with `known_at` the one that was known then, and derives
everything anew. What it lands counts as known a second after all that was known: no source told the time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assets.landing.sources import Sources
from connectors.errors import ExpectedError, SourceError
from connectors.landing.envelope import naive_utc
from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.warehouse import Warehouse

OWN = "baton"
NEWEST_RUN = Path(__file__).with_name("newest_run.sql")


class NotYetHappened(ExpectedError):
    """Somebody asks what will have happened."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class OwnRecords:
    """Versions of the organization file and runs, in the order in which they were landed."""

    landing: Landing
    warehouse: Warehouse

    def land_organization(self, organization: Mapping[str, Any], at: datetime) -> None:
        self._land("organization", "organization", organization, at)

    def land_run(self, run_id: str, run: Mapping[str, Any], at: datetime) -> None:
        self._land("run", run_id, run, at)

    def newest_run(self, known_at: datetime | None) -> dict[str, Any] | None:
        """The newest run that pulled, by what was known at `known_at`."""
        self.warehouse.show("run", known_at)
        found = self.warehouse.cursor().execute(NEWEST_RUN.read_text(encoding="utf-8")).fetchone()
        return None if found is None else dict(json.loads(found[0]))

    def known_until(self, *streams: str) -> datetime | None:
        """The newest instant, aware UTC, at which anything in these streams was fetched."""
        newest = []
        for stream in streams:
            self.warehouse.show(stream)
            found = (
                self.warehouse.cursor().execute(f"select max(fetched_at) from landing.{stream}").fetchone()
            )
            if found and found[0] is not None:
                newest.append(found[0].replace(tzinfo=UTC))
        return max(newest, default=None)

    def _land(self, stream: str, id_: str, payload: Mapping[str, Any], at: datetime) -> None:
        at = naive_utc(at).replace(tzinfo=UTC)
        after = self.known_until(stream)
        self.landing.land_once(OWN, stream, stream, [Record(id_, dict(payload))], max(at, after or at))


def replayed_run(sources: Sources, own: OwnRecords) -> tuple[dict[str, Any], datetime]:
    """A run without a pull, and the instant it counts from. Raises SourceError where none ever pulled."""
    if sources.known_at is not None:
        own.landing.refuse_dropped(sources.known_at)
    last = own.newest_run(sources.known_at)
    until = own.known_until("walk", "run", "organization")
    if last is None or until is None:
        when = f" before {sources.known_at:%Y-%m-%d %H:%M:%S} UTC" if sources.known_at else ""
        raise SourceError("landing", f"nothing was pulled{when}, so there is nothing to stand on")
    # Runs did not always say when they pulled: theirs is as_of, since nobody asked for another.
    pulled_at = datetime.fromisoformat(last.get("pulled_at", last["as_of"]))
    refuse_future(sources.as_of, pulled_at)
    moment = until + timedelta(seconds=1)
    if sources.known_at is None:
        own.land_organization(sources.organization, moment)
    return {
        "organization": last["organization"] if sources.known_at else sources.organization["name"],
        "as_of": (sources.as_of or pulled_at).astimezone(UTC).isoformat(),
        "is_as_of_asked": sources.as_of is not None,
        "known_at": sources.known_at.astimezone(UTC).isoformat() if sources.known_at else None,
        "pulled_at": pulled_at.isoformat(),
        "is_pulled": False,
        "is_complete": last["is_complete"],
        "sources": [_not_pulled(source) for source in last["sources"]],
    }, moment


def refuse_future(as_of: datetime | None, known_until: datetime) -> None:
    """Raises NotYetHappened where `as_of` is past what the sources could tell. Both are aware."""
    if as_of is not None and as_of > known_until:
        raise NotYetHappened(
            f"as of {_utc(as_of)} nothing is known: the sources were asked at {_utc(known_until)} by their "
            "own clocks. Give --as-of (or BATON_AS_OF) an instant up to then"
        )


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _not_pulled(source: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a source's scopes, with nothing read of them now."""
    scopes = [{**scope, "counts": {}, "seconds": 0.0} for scope in source["scopes"]]
    nothing = {"requests": 0, "seconds": 0.0, "waited_seconds": 0.0, "received_bytes": 0}
    return {**source, **nothing, "scopes": scopes}
