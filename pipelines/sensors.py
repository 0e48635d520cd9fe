"""What Dagster's daemon tells of nights, as `baton run` does of its own."""

from __future__ import annotations

import json

import dagster as dg

from pipelines.cli.run_failures import explain
from pipelines.exit_codes import ExitCode
from pipelines.nightly import JOB
from pipelines.notify.alerts import NO_NIGHT, Night
from pipelines.notify.tell import tell
from pipelines.settings import read_settings

HOUR = 3600


class NotTold(Exception):
    """Something could not be told. Dagster shows it at the sensor."""


@dg.run_failure_sensor(
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells the addresses in BATON_NOTIFY that a night failed, and why.",
)
def alert_on_failure(context: dg.RunFailureSensorContext) -> None:
    if context.dagster_run.job_name == JOB:
        code, reason = explain([*context.get_step_failure_events(), context.failure_event])
        _tell(Night(code, reason))


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells the addresses in BATON_NOTIFY what is wrong with a night, and sends the digest.",
)
def tell_of_published(context: dg.RunStatusSensorContext) -> None:
    path = read_settings().places.last_run
    if context.dagster_run.job_name == JOB and path.is_file():
        outcome = json.loads(path.read_text("utf-8"))
        _tell(Night(ExitCode.COMPLETE if outcome["is_complete"] else ExitCode.INCOMPLETE, (), outcome))


@dg.sensor(
    name="alert_on_stale_tables",
    minimum_interval_seconds=HOUR,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells the addresses in BATON_NOTIFY that nights have stopped coming.",
)
def alert_on_stale_tables() -> dg.SkipReason:
    _tell(NO_NIGHT)
    return dg.SkipReason("It starts no run.")


def _tell(night: Night) -> None:
    if failures := tell(read_settings(), night):
        raise NotTold("; ".join(failures))


SENSORS = [alert_on_failure, tell_of_published, alert_on_stale_tables]
