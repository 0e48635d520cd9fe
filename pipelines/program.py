"""The whole program: assets, checks, the job and its schedule, in one set of definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dagster as dg

import assets
from pipelines.nightly import nightly_job, nightly_schedule
from pipelines.resources import resources


def build(
    overrides: Mapping[str, object] | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
    sensors: Sequence[dg.SensorDefinition] = (),
) -> dg.Definitions:
    """The definitions, with resources of one's own where `overrides` has them, and loggers."""
    return dg.Definitions(
        assets=dg.load_assets_from_package_module(assets),
        asset_checks=dg.load_asset_checks_from_package_module(assets),
        jobs=[nightly_job()],
        schedules=[nightly_schedule()],
        sensors=sensors,
        resources={**resources(), **(overrides or {})},
        loggers=loggers,
        # One process: a step of its own process costs seconds, and all steps share one warehouse connection.
        executor=dg.in_process_executor,
    )
