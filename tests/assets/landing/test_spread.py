"""A night in parts: each scope in a step of its own, on a copy of landing of its own, as workers have it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from assets.landing.spread import Place, spread_pull
from assets.published.targets import Targets
from connectors.landing.landing import Landing
from connectors.places import Places
from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from connectors.warehouse import Warehouse
from pipelines.configured_sources import ConfiguredSources
from pipelines.distributed.mirror import StoreMirror
from pipelines.distributed.shared_directory import SharedDirectory
from pipelines.nightly import JOB
from pipelines.organization.reading import parse_organization
from pipelines.program import build
from tests.worlds.night import Home
from tests.worlds.small_world import END, march, small_world
from tests.worlds.story import organization_text

pytestmark = pytest.mark.heavy

OF_THE_RUN = {"run", "publish_info"}
NIGHTS = (march(20), END)


class Workers:
    """As many workers as there are steps: each begins with nothing but what the store has."""

    def __init__(self, root: Path, data: Path) -> None:
        self._root = root
        self._deriving = self._mirror(data / "landing")
        self._count = 0

    def _mirror(self, directory: Path) -> StoreMirror:
        return StoreMirror(SharedDirectory(self._root / "store"), directory, lambda: Landing(directory))

    def landing(self) -> Any:
        return self._deriving.landing()

    @contextmanager
    def walking(self, source: str, *scopes: str) -> Iterator[Landing]:
        self._count += 1
        with self._mirror(self._root / f"worker-{self._count}").walking(source, *scopes) as landing:
            yield landing


def sources(sandbox: Sandbox) -> ConfiguredSources:
    environment = {
        "BATON_SANDBOX_JIRA": sandbox.jira_url,
        "BATON_SANDBOX_GITHUB": sandbox.github_url,
        "BATON_SANDBOX_USER": USER,
        "BATON_SANDBOX_TOKEN": TOKEN,
    }
    file = parse_organization(organization_text(), "organization.yaml", environment)
    return ConfiguredSources(organization=file.organization.as_landed(), configured=file.sources)


def spread_night(root: Path, sandbox: Sandbox) -> list[str]:
    """The steps that pulled, in their order."""
    given = sources(sandbox)
    warehouse = Warehouse(Places(root / "data"))
    workers = Workers(root, root / "data")
    places = {source.name: Place("one") for source in given.configured}
    with warehouse.hold("a test"), workers.landing() as landing:
        definitions = build(
            {
                "warehouse": warehouse,
                "landing": landing,
                "mirror": workers,
                "sources": given,
                "targets": Targets(),
                "io_manager": dg.mem_io_manager,
            },
            pull=spread_pull(places),
        )
        result = definitions.resolve_job_def(JOB).execute_in_process(
            run_config={"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
        )
    steps = [str(event.step_key) for event in result.all_events if event.is_step_success]
    return [step for step in steps if step.startswith("pull.")]


def tables(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that is derived, but for what names the run."""
    with duckdb.connect(data / "warehouse.duckdb", read_only=True) as db:
        names = db.execute(
            "select schema_name || '.' || table_name, table_name from duckdb_tables() "
            "where schema_name in ('core', 'flow', 'marts') order by all"
        ).fetchall()
        return {
            full: db.execute(f"from {full} order by all").fetchall()
            for full, name in names
            if name not in OF_THE_RUN
        }


def test_workers_that_share_only_a_store_derive_what_one_process_does(tmp_path: Path) -> None:
    home = Home(tmp_path / "one")
    steps: list[list[str]] = []
    with serve(small_world(), NIGHTS[0], site_offset="-0500") as sandbox:
        for night in NIGHTS:
            sandbox.move_to(night)
            home.run(sandbox, organization_text())
            steps.append(spread_night(tmp_path / "many", sandbox))
    assert tables(tmp_path / "many" / "data") == tables(home.data)
    assert tables(home.data)["core.ticket"]
    for each in steps:
        assert each[0] == "pull.plan"
        assert each[-1] == "pull.collect"
        assert {step.partition("[")[0] for step in each} >= {"pull.read_jira", "pull.walk_jira"}
