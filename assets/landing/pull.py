"""The landing step: pull every source side by side, and show what landed as views of the warehouse.

One step, since the sources share a clock: first contact with all of them, before anything is pulled, gives
the run its as_of. A source that fails after that ends its scopes, not the run: the run is then incomplete.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from assets.landing.damage import report_losses, without_losses
from assets.landing.replay import OWN, OwnRecords, refuse_future, replayed_run
from assets.landing.sources import PulledSource, Sources
from assets.landing.weekly_figures import land_figures_left
from connectors.errors import OutOfTime, SourceError
from connectors.landing.landing import Landing
from connectors.landing.streams import STREAMS
from connectors.outcome import Counts, ScopeOutcome, SourceOutcome
from connectors.warehouse import Warehouse, write_atomically


@dg.multi_asset(
    name="pull",
    specs=[
        dg.AssetSpec(
            ["landing", stream],
            description=f"{description} Every record as it came, append-only.",
            group_name="landing",
            kinds={"parquet"},
        )
        for stream, description in STREAMS.items()
    ],
    pool="warehouse",
)
def pull(
    context: dg.AssetExecutionContext,
    sources: dg.ResourceParam[Sources],
    landing: dg.ResourceParam[Landing],
    warehouse: dg.ResourceParam[Warehouse],
) -> Iterator[Any]:
    landing.take_up()
    land_figures_left(landing, warehouse)
    own = OwnRecords(landing, warehouse)
    outcomes: list[SourceOutcome] = []
    names = [str(source["name"]) for source in sources.organization.get("sources", ())]
    report_losses(landing, [OWN, *names], context.log.warning)
    if sources.is_pulled:
        deadline = time.monotonic() + sources.pull_seconds
        with sources.opened() as opened, ThreadPoolExecutor(max_workers=len(opened)) as threads:
            started_at = min(threads.map(lambda source: source.check(), opened))
            refuse_future(sources.as_of, started_at)
            list(threads.map(lambda source: source.require_same_site(landing), opened))
            own.land_organization(sources.organization, started_at)
            outcomes = list(threads.map(lambda source: _pull(source, sources, landing, deadline), opened))
        run = {
            "organization": sources.organization["name"],
            "as_of": (sources.as_of or started_at).astimezone(UTC).isoformat(),
            "is_as_of_asked": sources.as_of is not None,
            "known_at": None,
            "pulled_at": started_at.astimezone(UTC).isoformat(),
            "is_pulled": True,
            "is_complete": all(outcome.is_complete for outcome in outcomes),
            "sources": [_landed(outcome) for outcome in outcomes],
        }
    else:
        run, started_at = replayed_run(sources, own)
    run = without_losses(landing, run)
    as_of = datetime.fromisoformat(str(run["as_of"]))
    run["run_id"] = f"{as_of:%Y%m%dT%H%M%SZ}-{context.run.run_id[:8]}"
    own.land_run(str(run["run_id"]), run, started_at)
    landing.compact(before=started_at.date())
    for dropped in landing.drop_superseded(started_at.date()):
        context.log.info(
            f"{dropped.source}: {dropped.rows:,} superseded versions in {dropped.stream}, of before "
            f"{dropped.before:%Y-%m-%d}, were dropped"
        )
    for stream in STREAMS:
        warehouse.show(stream, None if stream == "run" else sources.known_at)
    write_atomically(warehouse.places.last_run, run)
    for stream in STREAMS:
        yield dg.MaterializeResult(asset_key=["landing", stream], metadata=_metadata(stream, outcomes))


def _pull(source: PulledSource, sources: Sources, landing: Landing, deadline: float) -> SourceOutcome:
    began = time.monotonic()
    try:
        return source.pull(landing, sources.progress, deadline)
    except (SourceError, OutOfTime) as error:
        failed = ScopeOutcome(source.name, "site", source.name, "failed", error.message)
        return SourceOutcome(
            source.name, datetime.now(UTC), seconds=time.monotonic() - began, scopes=[failed]
        )


def _landed(outcome: SourceOutcome) -> dict[str, Any]:
    return {
        "source": outcome.source,
        "requests": outcome.requests,
        "seconds": round(outcome.seconds, 3),
        "waited_seconds": round(outcome.waited_seconds, 3),
        "received_bytes": outcome.received_bytes,
        "scopes": [asdict(scope) for scope in outcome.scopes],
    }


def _metadata(stream: str, outcomes: list[SourceOutcome]) -> dict[str, int]:
    counts = [scope.counts.get(stream, Counts()) for outcome in outcomes for scope in outcome.scopes]
    return asdict(sum(counts, Counts()))
