"""The landing step: pull every source side by side, and show what landed as views of the warehouse.

One step, since the sources share a clock. Where workers share the night, `spread.py` has its steps.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import dagster as dg

from assets.landing.night import attempted, begin, contact, land_run, metadata, show, tidy
from assets.landing.sources import PulledSource, Sources
from connectors.landing.landing import Landing
from connectors.landing.streams import STREAMS
from connectors.outcome import SourceOutcome
from connectors.warehouse import Warehouse


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
    own = begin(landing, warehouse, sources, context.log)
    started_at: datetime | None = None
    outcomes: list[SourceOutcome] = []
    if sources.is_pulled:
        deadline = time.monotonic() + sources.pull_seconds
        with sources.opened() as opened, ThreadPoolExecutor(max_workers=len(opened)) as threads:
            started_at = contact(opened, sources, landing, own, threads)
            outcomes = list(threads.map(lambda source: _pull(source, sources, landing, deadline), opened))
    run, counts_from = land_run(landing, warehouse, sources, context.run.run_id, started_at, outcomes)
    tidy(landing, counts_from, context.log)
    show(warehouse, sources, run)
    for stream in STREAMS:
        yield dg.MaterializeResult(asset_key=["landing", stream], metadata=metadata(stream, outcomes))


def _pull(source: PulledSource, sources: Sources, landing: Landing, deadline: float) -> SourceOutcome:
    return attempted(source.name, lambda: source.pull(landing, sources.progress, deadline))
