"""Who runs the steps: workers of Celery, or jobs of Kubernetes."""

from __future__ import annotations

import dagster as dg

from pipelines.distributed.queues import DERIVE
from pipelines.settings import SettingsError


def executor(name: str) -> dg.ExecutorDefinition:
    """Raises SettingsError for another name."""
    match name:
        case "celery":
            return _celery()
        case "kubernetes":
            return _kubernetes()
    raise SettingsError(f"BATON_EXECUTOR must be celery or kubernetes, not {name!r}")


def _celery() -> dg.ExecutorDefinition:
    from dagster_celery import celery_executor

    found: dg.ExecutorDefinition = celery_executor.configured(
        {
            "broker": {"env": "BATON_BROKER"},
            "backend": {"env": "BATON_RESULTS"},
            "config_source": {"task_default_queue": DERIVE},
        },
        name="celery",
    )
    return found


def _kubernetes() -> dg.ExecutorDefinition:
    from dagster_k8s import k8s_job_executor

    found: dg.ExecutorDefinition = k8s_job_executor
    return found
