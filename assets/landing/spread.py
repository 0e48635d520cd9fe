"""The landing step in parts, for a night that workers share: the same functions, and a step for each part.

    plan      first contact with all sources, which gives the run its as_of
    read_…    of each source the reference data, which says which groups of scopes there are
    walk_…    a step for each group
    collect   the run's record, and the views of the warehouse

What a step finds out goes to the next ones as JSON; what it lands, by the store that all workers share.
"""

import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import dagster as dg
from pydantic import TypeAdapter

from assets.landing.night import attempted, attempted_group, begin, contact, land_run, metadata, show
from assets.landing.sources import PartedSource, Sources
from connectors.errors import SourceError
from connectors.landing.landing import Landing
from connectors.landing.streams import STREAMS
from connectors.outcome import SourceOutcome
from connectors.reference import Group, Reference
from connectors.warehouse import Warehouse

Json = dict[str, Any]

GROUP, OUTCOME = TypeAdapter(Group), TypeAdapter(SourceOutcome)


class Mirror(Protocol):
    """This worker's copy of what all workers landed, in the store that they share."""

    def landing(self) -> AbstractContextManager[Landing]:
        """All that was landed; what is landed meanwhile is the others' at the end."""

    def walking(self, source: str, *scopes: str) -> AbstractContextManager[Landing]:
        """What was landed of one source, for whoever alone walks these scopes of it now."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the steps of one source run: the tags that say so, and the pool of what it may spend."""

    pool: str
    tags: Mapping[str, str] = field(default_factory=dict)


def spread_pull(places: Mapping[str, Place]) -> dg.AssetsDefinition:
    """The landing assets, made by steps for each of these sources, by their names."""
    parts = [(source, *_steps_of(source, place)) for source, place in places.items()]
    names = {source: _identifier(source) for source in places}
    ins: dict[str, dg.In] = {}
    for name in names.values():
        ins |= {f"read_{name}": dg.In(dict), f"walked_{name}": dg.In(list)}
    collect = _collect(list(names.values()), ins)

    @dg.graph_multi_asset(
        name="pull",
        outs={
            stream: dg.AssetOut(
                key=["landing", stream],
                description=f"{description} Every record as it came, append-only.",
                group_name="landing",
                kinds={"parquet"},
                dagster_type=dg.Nothing,
            )
            for stream, description in STREAMS.items()
        },
    )
    def pull() -> Any:
        planned = plan()
        found = {}
        for source, read, walk in parts:
            outcome, shared, group = read(planned)
            walked = group.map(lambda each, shared=shared, walk=walk: walk(planned, shared, each))
            found[f"read_{names[source]}"] = outcome
            found[f"walked_{names[source]}"] = walked.collect()
        landed = collect(planned, **found)
        return {stream: getattr(landed, stream) for stream in STREAMS}

    return pull


@dg.op(pool="warehouse")
def plan(
    context: dg.OpExecutionContext,
    sources: dg.ResourceParam[Sources],
    mirror: dg.ResourceParam[Mirror],
    warehouse: dg.ResourceParam[Warehouse],
) -> dict:
    """First contact with all sources; instants are aware UTC."""
    with mirror.landing() as landing:
        own = begin(landing, warehouse, sources, context.log)
        if not sources.is_pulled:
            return {"started_at": None, "ends_at": None}
        ends_at = datetime.now(UTC) + timedelta(seconds=sources.pull_seconds)
        with sources.opened() as opened, ThreadPoolExecutor(max_workers=len(opened)) as threads:
            started_at = contact(opened, sources, landing, own, threads)
        return {"started_at": started_at.isoformat(), "ends_at": ends_at.isoformat()}


def _steps_of(source: str, place: Place) -> tuple[dg.OpDefinition, dg.OpDefinition]:
    name = _identifier(source)

    @dg.op(
        name=f"read_{name}",
        description=f"Reference data of {source}",
        out={"outcome": dg.Out(dict), "shared": dg.Out(dict), "group": dg.DynamicOut(dict)},
        tags=dict(place.tags),
        pool=place.pool,
    )
    def read(
        context: dg.OpExecutionContext,
        planned: dict,
        sources: dg.ResourceParam[Sources],
        mirror: dg.ResourceParam[Mirror],
    ) -> Iterator[Any]:
        outcome, reference = None, Reference((), {}, ())
        if planned["started_at"] is not None:
            with sources.opened() as opened, mirror.walking(source) as landing:
                deadline = _deadline(planned)
                one = _named(source, opened)
                came = attempted(source, lambda: one.pull_reference(landing, sources.progress, deadline))
            outcome, reference = (came, reference) if isinstance(came, SourceOutcome) else came
        yield dg.Output({} if outcome is None else OUTCOME.dump_python(outcome, mode="json"), "outcome")
        yield dg.Output(reference.shared, "shared")
        for number, group in enumerate(reference.groups):
            key = f"{number:05d}_{_identifier(next(iter(group.scopes.values())))}"
            yield dg.DynamicOutput(GROUP.dump_python(group, mode="json"), key, "group")

    @dg.op(
        name=f"walk_{name}",
        description=f"One group of scopes of {source}",
        tags=dict(place.tags),
        pool=place.pool,
    )
    def walk(
        context: dg.OpExecutionContext,
        planned: dict,
        shared: dict,
        group: dict,
        sources: dg.ResourceParam[Sources],
        mirror: dg.ResourceParam[Mirror],
    ) -> dict:
        wanted = GROUP.validate_python(group)
        with sources.opened() as opened, mirror.walking(source, *wanted.scopes) as landing:
            one, deadline = _named(source, opened), _deadline(planned)
            outcome = attempted_group(
                source, wanted, lambda: one.pull_group(landing, sources.progress, deadline, shared, wanted)
            )
        return OUTCOME.dump_python(outcome, mode="json")

    return read, walk


def _collect(names: list[str], ins: Mapping[str, dg.In]) -> dg.OpDefinition:
    @dg.op(
        name="collect",
        ins={"planned": dg.In(dict), **ins},
        out={stream: dg.Out(dg.Nothing) for stream in STREAMS},
        pool="warehouse",
    )
    def collect(
        context: dg.OpExecutionContext,
        planned: dict,
        sources: dg.ResourceParam[Sources],
        mirror: dg.ResourceParam[Mirror],
        warehouse: dg.ResourceParam[Warehouse],
        **found: Any,
    ) -> Iterator[Any]:
        outcomes: list[SourceOutcome] = []
        started_at: datetime | None = None
        if planned["started_at"] is not None:
            started_at = datetime.fromisoformat(planned["started_at"])
            outcomes = [_joined(found[f"read_{name}"], found[f"walked_{name}"]) for name in names]
        with mirror.landing() as landing:
            run, _ = land_run(landing, warehouse, sources, context.run_id, started_at, outcomes)
        show(warehouse, sources, run)
        for stream in STREAMS:
            yield dg.Output(None, stream, metadata=metadata(stream, outcomes))

    return collect


def _joined(read: Json, walked: list[Json]) -> SourceOutcome:
    """One source's outcome: seconds are those of all its steps, which may have been side by side."""
    first, *others = (OUTCOME.validate_python(each) for each in (read, *walked))
    return SourceOutcome(
        first.source,
        first.started_at,
        requests=first.requests + sum(each.requests for each in others),
        seconds=first.seconds + sum(each.seconds for each in others),
        waited_seconds=first.waited_seconds + sum(each.waited_seconds for each in others),
        received_bytes=first.received_bytes + sum(each.received_bytes for each in others),
        scopes=[*first.scopes, *(scope for each in others for scope in each.scopes)],
    )


def _deadline(planned: Json) -> float:
    """When time is over, as a time.monotonic() of this machine."""
    left = datetime.fromisoformat(planned["ends_at"]) - datetime.now(UTC)
    return time.monotonic() + left.total_seconds()


def _named(source: str, opened: Any) -> PartedSource:
    found: list[PartedSource] = [each for each in opened if each.name == source]
    if not found:
        raise SourceError(source, "this worker's organization file has no such source: start it again")
    return found[0]


def _identifier(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", name)
