"""The whole program: assets, checks, the job and its schedule, in one set of definitions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

import assets
from pipelines.nightly import nightly_job, nightly_schedule
from pipelines.resources import resources
from pipelines.telemetry.dagster_records import LOGGED_AS_JSON, LOGGER, json_logger

# A step of its own process costs seconds, and all steps share one warehouse connection.
IN_PROCESS = dg.in_process_executor


def build(
    overrides: Mapping[str, object] | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
    sensors: Sequence[dg.SensorDefinition] = (),
    pull: dg.AssetsDefinition | None = None,
    executor: dg.ExecutorDefinition = IN_PROCESS,
) -> dg.Definitions:
    """The definitions, with resources of one's own where `overrides` has them, and loggers.

    `pull` stands where the landing step does otherwise, and `executor` runs the steps.
    """
    # Of runs that Dagster starts by itself, whose log is Dagster's own otherwise.
    is_json = loggers is None and os.environ.get("BATON_LOG") == "json"
    return dg.Definitions(
        assets=_assets(pull),
        asset_checks=dg.load_asset_checks_from_package_module(assets),
        jobs=[nightly_job(LOGGED_AS_JSON if is_json else None)],
        schedules=[nightly_schedule()],
        sensors=sensors,
        resources={**resources(), **(overrides or {})},
        loggers={LOGGER: json_logger} if is_json else loggers,
        executor=executor,
    )


def _assets(pull: dg.AssetsDefinition | None) -> list[Any]:
    found = list(dg.load_assets_from_package_module(assets))
    if pull is None:
        return found
    replaced = [each for each in found if isinstance(each, dg.AssetsDefinition) and each.keys & pull.keys]
    return [pull, *(each for each in found if each not in replaced)]
