"""What Dagster's processes load where several workers share a night: the same graph, cut where pulls are.

BATON_BROKER   the address of Celery's broker
BATON_RESULTS  where Celery keeps what came of steps
BATON_STORE    the directory, which every worker mounts, where all of them land
BATON_NIGHTS   where steps tell each other what they found: file:///… or s3://…
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
from dagster_celery import celery_executor

from assets.landing.spread import spread_pull
from connectors.landing.landing import Landing
from pipelines import wiring
from pipelines.distributed.mirror import StoreMirror
from pipelines.distributed.passing import JsonFiles
from pipelines.distributed.queues import DERIVE, configured_queues, places
from pipelines.distributed.shared_directory import SharedDirectory
from pipelines.program import build
from pipelines.sensors import SENSORS
from pipelines.settings import SettingsError, read_settings


class MirrorResource(dg.ConfigurableResource[StoreMirror]):
    """This worker's copy of landing."""

    def create_resource(self, context: dg.InitResourceContext) -> StoreMirror:
        return _mirror()


class MirroredLandingResource(dg.ConfigurableResource[Landing]):
    """The landing that derived steps want: with all that the others landed, and theirs at the end."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Landing]:
        with _mirror().landing() as landing:
            yield landing


@dg.io_manager(description="What steps tell each other.")
def passing(context: dg.InitResourceContext) -> JsonFiles:
    files = JsonFiles(_address("BATON_NIGHTS"))
    files.forget(datetime.now(UTC))
    return files


def _mirror() -> StoreMirror:
    settings = read_settings()
    store = SharedDirectory(Path(_address("BATON_STORE")))
    return StoreMirror(store, settings.places.landing, lambda: wiring.landing(settings))


def _address(name: str) -> str:
    address = os.environ.get(name)
    if not address:
        raise SettingsError(f"{name} is not set, and workers that share a night need it")
    return address


defs = build(
    {
        "landing": MirroredLandingResource(),
        "mirror": MirrorResource(),
        "io_manager": passing,
    },
    sensors=SENSORS,
    pull=spread_pull(places(configured_queues())),
    # Addresses stay out of what Dagster keeps of runs.
    executor=celery_executor.configured(
        {
            "broker": {"env": "BATON_BROKER"},
            "backend": {"env": "BATON_RESULTS"},
            "config_source": {"task_default_queue": DERIVE},
        },
        name="celery",
    ),
)
