"""The nightly job: everything, once a night, in the organization's time zone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg

from pipelines.settings import Settings, SettingsError, read_settings
from pipelines.wiring import readable_organization

JOB = "nightly"
DEFAULT_CRON, DEFAULT_TIMEZONE = "0 2 * * *", "UTC"


def nightly_job(config: Mapping[str, Any] | None = None) -> dg.UnresolvedAssetJobDefinition:
    """`config` is a run's where whoever starts it gives none."""
    return dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all(),
        config=config,
        description="Pull what changed, rebuild what follows from it, publish it whole.",
    )


def nightly_schedule() -> dg.ScheduleDefinition:
    cron, timezone = nightly_time()
    return dg.ScheduleDefinition(
        name=JOB,
        job_name=JOB,
        cron_schedule=cron,
        execution_timezone=timezone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every night; the organization file's schedule and timezone say when.",
    )


def nightly_time(settings: Settings | None = None) -> tuple[str, str]:
    """Cron and time zone of the organization; the defaults where its file cannot be read.

    A file with problems does not keep definitions from loading: the run that meets it says what they are.
    """
    try:
        organization = readable_organization(settings or read_settings())
    except SettingsError:
        organization = None
    return (
        (organization.schedule, organization.timezone) if organization else (DEFAULT_CRON, DEFAULT_TIMEZONE)
    )
