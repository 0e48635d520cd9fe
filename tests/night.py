"""A night in a test: a world served as Jira and GitHub, pulled, derived and published by the real job."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from connectors.landing import Landing
from connectors.sandbox.embedded import TOKEN, USER
from connectors.sandbox.server import Sandbox
from connectors.sources import Sources
from connectors.warehouse import Warehouse
from pipelines.definitions import build
from pipelines.nightly import JOB
from pipelines.organization_file import parse_organization
from pipelines.wiring import NothingNeeded


class Home:
    """A directory in which nights are run, and what they left."""

    def __init__(self, directory: Path) -> None:
        self.data = directory / "data"

    def run(
        self, sandbox: Sandbox, organization: str, as_of: datetime | None = None
    ) -> dg.ExecuteInProcessResult:
        """One nightly job on what `sandbox` serves. Raises what a step raises."""
        environment = {
            "BATON_SANDBOX_JIRA": sandbox.jira_url,
            "BATON_SANDBOX_GITHUB": sandbox.github_url,
            "BATON_SANDBOX_USER": USER,
            "BATON_SANDBOX_TOKEN": TOKEN,
        }
        file = parse_organization(organization, "organization.yaml", environment)
        sources = Sources(organization=file.organization.as_landed(), configured=file.sources)
        return self.run_with(replace(sources, as_of=as_of))

    def run_again(
        self, organization: str, as_of: datetime | None = None, known_at: datetime | None = None
    ) -> dg.ExecuteInProcessResult:
        """The job without a pull, as `baton run --no-pull` and `--known-at` do it."""
        file = parse_organization(organization, "organization.yaml", NothingNeeded({}))
        sources = Sources(organization=file.organization.as_landed(), configured=file.sources)
        return self.run_with(replace(sources, as_of=as_of, known_at=known_at, is_pulled=False))

    def run_with(self, sources: Sources) -> dg.ExecuteInProcessResult:
        warehouse = Warehouse(self.data / "warehouse.duckdb", self.data / "landing")
        with warehouse.hold("a test"):
            definitions = build(
                overrides={
                    "warehouse": dg.ResourceDefinition.hardcoded_resource(warehouse),
                    "landing": dg.ResourceDefinition.hardcoded_resource(Landing(self.data / "landing")),
                    "sources": dg.ResourceDefinition.hardcoded_resource(sources),
                }
            )
            return definitions.resolve_job_def(JOB).execute_in_process(raise_on_error=True)

    @property
    def published(self) -> Path:
        return self.data / "published" / "current" / "baton.duckdb"

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """Rows from the published file."""
        with duckdb.connect(self.published, read_only=True) as db:
            return db.execute(query).fetchall()

    def warehouse_sql(self, query: str) -> list[tuple[Any, ...]]:
        """Rows from the warehouse: raw, core, flow."""
        with duckdb.connect(self.data / "warehouse.duckdb", read_only=True) as db:
            db.execute("set TimeZone = 'UTC'")
            return db.execute(query).fetchall()
