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
from pipelines.telemetry.night import Night as WatchedNight
from pipelines.telemetry.night import night_of
from pipelines.telemetry.watched import over

HOUR = 3600


class NotTold(Exception):
    """Something could not be told. Dagster shows it at the sensor."""


@dg.run_failure_sensor(
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells the addresses in BATON_NOTIFY, and whoever watches, that a night failed, and why.",
)
def alert_on_failure(context: dg.RunFailureSensorContext) -> None:
    if context.dagster_run.job_name == JOB:
        code, reason = explain([*context.get_step_failure_events(), context.failure_event])
        watched_night = night_of(context.dagster_run.run_id, context.instance, code)
        _tell(Night(code, reason), watched_night)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells the addresses in BATON_NOTIFY, and whoever watches, of a night; sends the digest.",
)
def tell_of_published(context: dg.RunStatusSensorContext) -> None:
    path = read_settings().places.last_run
    if context.dagster_run.job_name == JOB and path.is_file():
        outcome = json.loads(path.read_text("utf-8"))
        code = ExitCode.COMPLETE if outcome["is_complete"] else ExitCode.INCOMPLETE
        watched_night = night_of(context.dagster_run.run_id, context.instance, code)
        watched_night.outcome = outcome
        _tell(Night(code, (), outcome), watched_night)


@dg.sensor(
    name="alert_on_stale_tables",
    minimum_interval_seconds=HOUR,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells the addresses in BATON_NOTIFY that nights have stopped coming.",
)
def alert_on_stale_tables() -> dg.SkipReason:
    _tell(NO_NIGHT)
    return dg.SkipReason("It starts no run.")


def _tell(night: Night, watched_night: WatchedNight | None = None) -> None:
    settings = read_settings()
    failures = tell(settings, night)
    if watched_night is not None and not settings.as_of and not settings.known_at:
        failures += over(settings, watched_night)
    if failures:
        raise NotTold("; ".join(failures))


SENSORS = [alert_on_failure, tell_of_published, alert_on_stale_tables]
