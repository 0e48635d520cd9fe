"""Tells people when a night went wrong: posts to the webhook in BATON_ALERT_WEBHOOK, where there is one.

The message is `{"text": …}`, which Slack, Mattermost and Teams workflows take. It has names and counts only;
what went wrong in full is in Dagster's log.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
import requests

from pipelines.nightly import JOB
from pipelines.settings import read_settings


class AlertNotSent(Exception):
    """The webhook did not take the message."""


@dg.run_failure_sensor(
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Posts to BATON_ALERT_WEBHOOK when a run failed.",
)
def alert_on_failure(context: dg.RunFailureSensorContext) -> None:
    run = context.dagster_run
    steps = [event.step_key or "?" for event in context.get_step_failure_events()]
    post(failure_text(run.job_name, run.run_id, steps))


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Posts to BATON_ALERT_WEBHOOK when a run published, but could not pull everything.",
)
def alert_on_incomplete_run(context: dg.RunStatusSensorContext) -> None:
    path = read_settings().places.last_run
    if context.dagster_run.job_name != JOB or not path.is_file():
        return
    outcome = json.loads(path.read_text("utf-8"))
    if not outcome["is_complete"]:
        post(incomplete_text(outcome))


def failure_text(job: str, run_id: str, steps: Sequence[str]) -> str:
    where = ", ".join(steps) or "before its first step"
    return f"Baton: run {run_id[:8]} of {job} failed ({where}). What was published before stays as it is."


def incomplete_text(outcome: Mapping[str, Any]) -> str:
    behind = [
        f"{scope['source']} {scope['name']} ({scope['state']})"
        for source in outcome["sources"]
        for scope in source["scopes"]
        if scope["state"] != "whole"
    ]
    more = f" and {len(behind) - 5} more" if len(behind) > 5 else ""
    return f"Baton: published, but not everything could be pulled: {', '.join(behind[:5])}{more}."


def post(text: str) -> None:
    """Send to the webhook, if one is set. Raises AlertNotSent, which Dagster shows at the sensor."""
    webhook = os.environ.get("BATON_ALERT_WEBHOOK")
    if not webhook:
        return
    # The address is the secret of most webhooks, and requests' own messages repeat it.
    try:
        status = requests.post(webhook, json={"text": text}, timeout=10).status_code
    except requests.RequestException as error:
        raise AlertNotSent(f"the webhook in BATON_ALERT_WEBHOOK: {type(error).__name__}") from None
    if status >= 400:
        raise AlertNotSent(f"the webhook in BATON_ALERT_WEBHOOK answered {status}")
