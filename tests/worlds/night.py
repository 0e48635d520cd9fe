"""A night in a test: a world served as Jira and GitHub, pulled, derived and published by the real job."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from inspect import isgenerator, signature
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any
from uuid import uuid4

import dagster as dg
import duckdb

from assets.landing.sources import Sources
from assets.published.targets import Targets
from connectors.landing.landing import Landing
from connectors.places import Places
from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox
from connectors.warehouse import Warehouse
from pipelines.configured_sources import ConfiguredSources
from pipelines.definitions import defs
from pipelines.nightly import JOB
from pipelines.organization.reading import parse_organization
from pipelines.wiring import NothingNeeded

NO_TARGETS = Targets()
# What a check came to, whoever ran it, by its asset's and its own name.
Checks = dict[str, dg.AssetCheckEvaluation | dg.AssetCheckResult]


@cache
def _job() -> dg.JobDefinition:
    return defs.resolve_job_def(JOB)


class _Everything:
    """The selection of a whole job."""

    def __contains__(self, key: object) -> bool:
        return True


def _by_dagster(resources: dict[str, object]) -> Checks:
    # A night has two thousand events: writing each to a console that nobody reads would take a while.
    quiet = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
    result = _job().execute_in_process(run_config=quiet, resources=resources, raise_on_error=True)
    return {
        f"{'__'.join(one.asset_key.path)}_{one.check_name}": one
        for one in result.get_asset_check_evaluations()
    }


def _step_by_step(resources: dict[str, object]) -> Checks:
    """The job's own steps in its own order, and stopped by the same checks, without Dagster's accounting.

    For a few tickets, that accounting is three quarters of a night.
    """
    context = SimpleNamespace(
        run=SimpleNamespace(run_id=uuid4().hex),
        selected_asset_keys=_Everything(),
        log=logging.getLogger("a night"),
    )
    offered = {"context": context, **resources}
    checks: Checks = {}
    for node in _job().graph.nodes_in_topological_order:
        assert isinstance(node.definition, dg.OpDefinition)
        step: Any = node.definition.compute_fn
        function = step.decorated_fn
        returned = function(**{name: offered[name] for name in signature(function).parameters})
        for result in returned if isgenerator(returned) else [returned]:
            if isinstance(result, dg.AssetCheckResult):
                checks["_".join(filter(None, [node.name, result.check_name]))] = result
                if result.severity == dg.AssetCheckSeverity.ERROR and not result.passed:
                    raise AssertionError(f"{node.name} stops the night: {result.metadata}")
    return checks


class Home:
    """A directory in which nights are run, and what they left."""

    def __init__(self, directory: Path, is_dagsters: bool = False, may_set_aside: bool = False) -> None:
        """`is_dagsters` has the nights run by Dagster itself, as the product's are."""
        self._may_set_aside = may_set_aside
        self.data = directory / "data"
        self._published = self.data / "published" / "current"
        self._execute = _by_dagster if is_dagsters else _step_by_step

    def run(
        self,
        sandbox: Sandbox,
        organization: str,
        as_of: datetime | None = None,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> Checks:
        """One nightly job on what `sandbox` serves. Raises what a step raises."""
        environment = {
            "BATON_SANDBOX_JIRA": sandbox.jira_url,
            "BATON_SANDBOX_GITHUB": sandbox.github_url,
            "BATON_SANDBOX_USER": USER,
            "BATON_SANDBOX_TOKEN": TOKEN,
            **variables,
        }
        file = parse_organization(organization, "organization.yaml", environment)
        sources = ConfiguredSources(organization=file.organization.as_landed(), configured=file.sources)
        return self.run_with(replace(sources, as_of=as_of), file.targets)

    def run_again(
        self, organization: str, as_of: datetime | None = None, known_at: datetime | None = None
    ) -> Checks:
        """The job without a pull, as `baton run --no-pull` and `--known-at` do it."""
        file = parse_organization(organization, "organization.yaml", NothingNeeded({}))
        sources = ConfiguredSources(organization=file.organization.as_landed(), configured=file.sources)
        return self.run_with(replace(sources, as_of=as_of, known_at=known_at, is_pulled=False))

    def run_with(self, sources: Sources, targets: Targets = NO_TARGETS) -> Checks:
        places = Places(self.data)
        warehouse = Warehouse(places)
        with warehouse.hold("a test"):
            landing = Landing(self.data / "landing")
            resources = {"warehouse": warehouse, "landing": landing, "sources": sources, "targets": targets}
            checks = self._execute(resources)
        # A key that is broken is a fault, though a night of the product goes on without what broke it.
        assert self._may_set_aside or not self.warehouse_sql("from core.set_aside")
        is_look_back = sources.as_of is not None or sources.known_at is not None
        newest = max(
            places.look_backs.glob("*"), key=lambda path: path.stat().st_mtime_ns, default=places.current
        )
        self._published = newest if is_look_back else places.current
        return checks

    @property
    def published(self) -> Path:
        """What the newest night published: `current`, or beside it where another instant was asked for."""
        return self._published / "baton.duckdb"

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """Rows from the published file."""
        with duckdb.connect(self.published, read_only=True) as db:
            return db.execute(query).fetchall()

    def warehouse_sql(self, query: str) -> list[tuple[Any, ...]]:
        """Rows from the warehouse: raw, core, flow."""
        with duckdb.connect(self.data / "warehouse.duckdb", read_only=True) as db:
            db.execute("set TimeZone = 'UTC'")
            return db.execute(query).fetchall()
