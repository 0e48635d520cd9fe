from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.execution.api import create_execution_plan

from assets.checks.asset_checks import checks
from connectors.sandbox.planner.kinds import PLANNERS, Planner
from pipelines.definitions import defs
from pipelines.nightly import JOB, nightly_schedule, nightly_time
from pipelines.organization.reading import parse_organization
from pipelines.program import build
from pipelines.sensors import SENSORS
from pipelines.wiring import SandboxEnvironment, sandbox_organization
from tests.worlds.example import TEXT


@pytest.fixture(autouse=True)
def nothing_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BATON_ORGANIZATION", "BATON_HOME", "JIRA_USER", "JIRA_TOKEN", "GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def test_definitions_load_without_any_configuration() -> None:
    dg.Definitions.validate_loadable(defs)


@pytest.mark.parametrize("content", ["", "name: [", "timezone: Nowhere", None])
def test_definitions_load_whatever_the_organization_file_is(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "organization.yaml"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("BATON_ORGANIZATION", str(path))
    assert nightly_time() == ("0 2 * * *", "UTC")


def test_the_schedule_is_on_at_the_organizations_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "organization.yaml"
    path.write_text('schedule: "30 1 * * 1-5"\n' + TEXT)
    monkeypatch.setenv("BATON_ORGANIZATION", str(path))
    schedule = nightly_schedule()
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 1 * * 1-5", "America/New_York")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING


def test_nothing_is_published_before_every_blocking_check_has_passed() -> None:
    plan = create_execution_plan(build().resolve_job_def(JOB))
    waits_for = plan.get_executable_step_deps()
    before: set[str] = set()
    coming = ["published__snapshot"]
    while coming:
        coming += waits_for[coming.pop()] - before
        before |= set(coming)
    blocking = {
        f"{'__'.join(spec.asset_key.path)}_{spec.name}"
        for check in checks
        for spec in check.check_specs
        if spec.blocking
    }
    assert blocking and blocking <= before


def test_alerts_are_on() -> None:
    assert [sensor.default_status for sensor in defs.sensors or ()] == [dg.DefaultSensorStatus.RUNNING] * 3
    assert len(SENSORS) == 3


def test_the_sandboxs_organization_is_right_and_needs_no_environment() -> None:
    file = sandbox_organization()
    assert [source.url for source in file.sources] == ["${BATON_SANDBOX_JIRA}", "${BATON_SANDBOX_GITHUB}"]


def test_where_the_sandbox_plans_in_github_alone_its_organization_has_no_jira() -> None:
    assert [source.kind for source in sandbox_organization("github").sources] == ["github"]


@pytest.mark.parametrize("planner", PLANNERS)
def test_the_sandboxs_organization_is_that_of_every_plan(planner: Planner) -> None:
    from connectors.sandbox.planners import planned

    text = planned(planner, seed=3, tickets=1).organization
    assert parse_organization(text, "planned", SandboxEnvironment()) == sandbox_organization(planner)
