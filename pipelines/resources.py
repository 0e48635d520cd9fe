"""What Dagster hands to assets: plain objects, made when a run needs them; definitions load without any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import dagster as dg
from dagster._core.storage.tags import MAX_RETRIES_TAG
from sqlalchemy.exc import OperationalError

from assets.published.targets import Targets
from connectors.errors import ExpectedError
from connectors.landing.landing import Landing
from connectors.warehouse import Warehouse
from pipelines import wiring
from pipelines.configured_sources import ConfiguredSources
from pipelines.home import claim
from pipelines.purge import purge
from pipelines.settings import read_settings


class WarehouseResource(dg.ConfigurableResource[Warehouse]):
    """The warehouse, held for the whole run. What is not set here is as the environment says."""

    home: str | None = None
    wait_seconds: float | None = None

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Warehouse]:
        with _not_retried(context):
            settings = read_settings()
            if self.home is not None:
                settings = replace(settings, home=Path(self.home))
            wait = settings.lock_wait_seconds if self.wait_seconds is None else self.wait_seconds
            holder = f"run {context.run.run_id}" if context.run else "a run"
            with wiring.warehouse(settings).hold(holder, wait, _warn(context)) as warehouse:
                _forget_old_runs(context, settings.kept_runs)
                yield warehouse


class LandingResource(dg.ConfigurableResource[Landing]):
    """Where every record is kept as it came."""

    def create_resource(self, context: dg.InitResourceContext) -> Landing:
        with _not_retried(context):
            return wiring.landing(read_settings())


class SourcesResource(dg.ConfigurableResource[ConfiguredSources]):
    """The Jira sites and GitHub hosts of the organization file, or of the embedded sandbox."""

    def create_resource(self, context: dg.InitResourceContext) -> ConfiguredSources:
        with _not_retried(context):
            settings = read_settings()
            sources = wiring.sources(settings)
            claim(settings, sources)
            return sources


@contextmanager
def _not_retried(context: dg.InitResourceContext) -> Iterator[None]:
    """Dagster takes an error of a resource for a crash, and would try again what somebody has to mend."""
    try:
        yield
    except ExpectedError:
        if context.instance is not None and context.run is not None:
            context.instance.add_run_tags(context.run.run_id, {MAX_RETRIES_TAG: "0"})
        raise


class TargetsResource(dg.ConfigurableResource[Targets]):
    """Where, besides into files, publications go."""

    def create_resource(self, context: dg.InitResourceContext) -> Targets:
        return wiring.targets(read_settings())


def _forget_old_runs(context: dg.InitResourceContext, kept: int) -> None:
    """Here, since every run comes by, however it was started, and one at a time."""
    if context.instance is None:
        return
    try:
        purge(context.instance, kept)
    except OperationalError as error:  # another process of Dagster's is writing: the next run does it
        _warn(context)(f"old runs stay in Dagster's history for now: {error.orig}")


def _warn(context: dg.InitResourceContext) -> Callable[[str], None]:
    def warn(message: str) -> None:
        if context.log:
            context.log.warning(message)

    return warn


def resources() -> dict[str, object]:
    return {
        "warehouse": WarehouseResource(),
        "landing": LandingResource(),
        "sources": SourcesResource(),
        "targets": TargetsResource(),
    }
