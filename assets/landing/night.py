"""What a pull does whoever does it: one process, or workers that share the night.

First contact with all sources, before anything is pulled, gives the run its as_of. A source that fails after
that ends its scopes, not the run: the run is then incomplete.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from assets.landing.damage import report_losses, without_losses
from assets.landing.replay import OWN, OwnRecords, refuse_future, replayed_run
from assets.landing.sources import PulledSource, Sources
from assets.landing.weekly_figures import land_figures_left
from connectors.errors import OutOfTime, SourceError
from connectors.landing.landing import Landing
from connectors.landing.streams import STREAMS
from connectors.outcome import Counts, ScopeOutcome, SourceOutcome
from connectors.reference import Group
from connectors.warehouse import Warehouse, write_atomically

Came = TypeVar("Came")


def begin(landing: Landing, warehouse: Warehouse, sources: Sources, log: logging.Logger) -> OwnRecords:
    """Make up for what an earlier run left undone, and say what is lost."""
    landing.take_up()
    land_figures_left(landing, warehouse)
    names = [str(source["name"]) for source in sources.organization.get("sources", ())]
    report_losses(landing, [OWN, *names], log.warning)
    return OwnRecords(landing, warehouse)


def contact(
    opened: Sequence[PulledSource], sources: Sources, landing: Landing, own: OwnRecords, threads: Executor
) -> datetime:
    """First contact with all sources: the earliest of their clocks, aware UTC. Raises what they raise."""
    started_at = min(threads.map(lambda source: source.check(), opened))
    refuse_future(sources.as_of, started_at)
    list(threads.map(lambda source: source.require_same_site(landing), opened))
    own.land_organization(sources.organization, started_at)
    return started_at


def attempted(source: str, pull: Callable[[], Came]) -> Came | SourceOutcome:
    """What came of a pull; what a source did wrong before anything was landed is an outcome of its own."""
    began = time.monotonic()
    try:
        return pull()
    except (SourceError, OutOfTime) as error:
        return _not_begun(source, "failed", error.message, {"site": source}, began)


def attempted_group(source: str, group: Group, pull: Callable[[], SourceOutcome]) -> SourceOutcome:
    """The same of some scopes. Those that there was no time for are begun by the next run."""
    began = time.monotonic()
    try:
        return pull()
    except OutOfTime as error:
        return _not_begun(source, "partial", error.message, group.scopes, began)
    except SourceError as error:
        return _not_begun(source, "failed", error.message, group.scopes, began)


def _not_begun(
    source: str,
    state: Literal["partial", "failed"],
    message: str,
    scopes: Mapping[str, str],
    began: float,
) -> SourceOutcome:
    return SourceOutcome(
        source,
        datetime.now(UTC),
        seconds=time.monotonic() - began,
        scopes=[ScopeOutcome(source, scope, name, state, message) for scope, name in scopes.items()],
    )


def pulled_run(sources: Sources, started_at: datetime, outcomes: Sequence[SourceOutcome]) -> dict[str, Any]:
    return {
        "organization": sources.organization["name"],
        "as_of": (sources.as_of or started_at).astimezone(UTC).isoformat(),
        "is_as_of_asked": sources.as_of is not None,
        "known_at": None,
        "pulled_at": started_at.astimezone(UTC).isoformat(),
        "is_pulled": True,
        "is_complete": all(outcome.is_complete for outcome in outcomes),
        "sources": [_landed(outcome) for outcome in outcomes],
    }


def land_run(
    landing: Landing,
    warehouse: Warehouse,
    sources: Sources,
    run_id: str,
    started_at: datetime | None,
    outcomes: Sequence[SourceOutcome],
) -> tuple[dict[str, Any], datetime]:
    """Land the run, with what all of it found. Returns it, and the instant that it counts from.

    `started_at` None: nobody was contacted, and the run stands on what was landed before.
    """
    own = OwnRecords(landing, warehouse)
    if started_at is None:
        run, started_at = replayed_run(sources, own)
    else:
        run = pulled_run(sources, started_at, outcomes)
    run = without_losses(landing, run)
    as_of = datetime.fromisoformat(str(run["as_of"]))
    run["run_id"] = f"{as_of:%Y%m%dT%H%M%SZ}-{run_id[:8]}"
    own.land_run(str(run["run_id"]), run, started_at)
    return run, started_at


def show(warehouse: Warehouse, sources: Sources, run: dict[str, Any]) -> None:
    """Show what landed as views of the warehouse, and say what this run read."""
    for stream in STREAMS:
        warehouse.show(stream, None if stream == "run" else sources.known_at)
    write_atomically(warehouse.places.last_run, run)


def tidy(landing: Landing, started_at: datetime, log: logging.Logger) -> None:
    """Merge the walks of months that are over, and drop what is not kept any more."""
    landing.compact(before=started_at.date())
    for dropped in landing.drop_superseded(started_at.date()):
        log.info(
            f"{dropped.source}: {dropped.rows:,} superseded versions in {dropped.stream}, of before "
            f"{dropped.before:%Y-%m-%d}, were dropped"
        )


def metadata(stream: str, outcomes: Sequence[SourceOutcome]) -> dict[str, int]:
    counts = [scope.counts.get(stream, Counts()) for outcome in outcomes for scope in outcome.scopes]
    return asdict(sum(counts, Counts()))


def _landed(outcome: SourceOutcome) -> dict[str, Any]:
    return {
        "source": outcome.source,
        "requests": outcome.requests,
        "seconds": round(outcome.seconds, 3),
        "waited_seconds": round(outcome.waited_seconds, 3),
        "received_bytes": outcome.received_bytes,
        "scopes": [asdict(scope) for scope in outcome.scopes],
    }
