"""A job of two steps in place of the real one, to see how the command around it behaves."""
# No `from __future__ import annotations`: Dagster looks at the annotations of assets.

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from connectors.warehouse import Warehouse, write_atomically
from pipelines.nightly import nightly_job

COUNTS = {"read": 1200, "new": 3, "changed": 4, "unchanged": 1193, "gone": 1}
RUN: dict[str, Any] = {
    "organization": "Meridian",
    "as_of": "2025-06-30T00:00:00+00:00",
    "is_complete": True,
    "sources": [
        {
            "source": "jira",
            "requests": 42,
            "seconds": 1.25,
            "scopes": [
                {"source": "jira", "scope": "1", "name": "DATA", "state": "whole", "message": None}
                | {"counts": {"jira_issue": COUNTS, "jira_comment": COUNTS}},
                {"source": "jira", "scope": "2", "name": "ML", "state": "whole", "message": None}
                | {"counts": {"jira_issue": COUNTS}},
            ],
        }
    ],
}


def incomplete_run() -> dict[str, Any]:
    scopes = [dict(scope) for scope in RUN["sources"][0]["scopes"]]
    scopes[1] |= {"state": "failed", "message": "the project answers 500"}
    return {**RUN, "is_complete": False, "sources": [{**RUN["sources"][0], "scopes": scopes}]}


def building(
    home: Path, run: Mapping[str, Any] = RUN, first_step: Callable[[], None] = lambda: None
) -> Callable[..., dg.Definitions]:
    """Stands in for pipelines.program.build; `first_step` may fail."""

    @dg.asset(key=["landing", "ticket"])
    def pull(context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse]) -> None:
        context.log.warning("a project is slow")
        first_step()
        write_atomically(home / "data" / "last_run.json", dict(run))

    @dg.asset(key=["marts", "week"], deps=[pull])
    def week() -> None:
        pass

    def build(
        overrides: Mapping[str, object] | None = None,
        loggers: Mapping[str, dg.LoggerDefinition] | None = None,
    ) -> dg.Definitions:
        return dg.Definitions(
            assets=[pull, week],
            jobs=[nightly_job()],
            resources=overrides,
            loggers=loggers,
            executor=dg.in_process_executor,
        )

    return build
