"""The whole program: assets, checks, the job and its schedule, in one set of definitions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import dagster as dg

import assets
from pipelines.nightly import nightly_job, nightly_schedule
from pipelines.resources import resources
from pipelines.telemetry.dagster_records import LOGGED_AS_JSON, LOGGER, json_logger


def build(
    overrides: Mapping[str, object] | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
    sensors: Sequence[dg.SensorDefinition] = (),
) -> dg.Definitions:
    """The definitions, with resources of one's own where `overrides` has them, and loggers."""
    # Of runs that Dagster starts by itself, whose log is Dagster's own otherwise.
    is_json = loggers is None and os.environ.get("BATON_LOG") == "json"
    return dg.Definitions(
        assets=dg.load_assets_from_package_module(assets),
        asset_checks=dg.load_asset_checks_from_package_module(assets),
        jobs=[nightly_job(LOGGED_AS_JSON if is_json else None)],
        schedules=[nightly_schedule()],
        sensors=sensors,
        resources={**resources(), **(overrides or {})},
        loggers={LOGGER: json_logger} if is_json else loggers,
        # One process: a step of its own process costs seconds, and all steps share one warehouse connection.
        executor=dg.in_process_executor,
    )
