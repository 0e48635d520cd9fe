"""Forgets old runs: Dagster keeps every run for ever, some megabytes a night."""

from __future__ import annotations

import dagster as dg
from dagster._core.storage.dagster_run import FINISHED_STATUSES

from pipelines.event_log import EventLog


def purge(instance: dg.DagsterInstance, kept: int) -> int:
    """Delete finished runs but for the newest `kept` runs, with their events and logs. Says how many went.

    A run that has not ended is never deleted, however old it is. With `kept` 0 nothing is.
    """
    newest = instance.get_run_ids(limit=kept) if kept else []
    if len(newest) < kept or not kept:
        return 0
    old = instance.get_run_ids(dg.RunsFilter(statuses=FINISHED_STATUSES), cursor=newest[-1])
    for run_id in old:
        instance.delete_run(run_id)
        instance.compute_log_manager.delete_logs(prefix=[run_id])
    events = instance.event_log_storage
    if old and isinstance(events, EventLog):
        events.shrink()
    return len(old)
