"""The pull against the sandbox's server: many nights must end up where one pull of everything does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.errors import CredentialsRefused
from connectors.jira import cloud
from connectors.jira.pull import check, pull
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.sandbox.faults import Kind
from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.small_world import END, march, small_world

STREAMS = (
    "jira_worklog",
    "jira_board",
    "jira_sprint",
    "jira_issue",
    "jira_changelog",
    "jira_comment",
    "jira_user",
    "jira_project",
    "jira_status",
)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(small_world(), END, site_offset="-0500") as running:
        yield running


def source(sandbox: Sandbox) -> JiraSource:
    return JiraSource("site", sandbox.jira_url, "sandbox@example.org", "sandbox-token")


def newest(landing: Landing) -> dict[str, dict[str, Any]]:
    """The newest payload of every entity, by stream."""
    found: dict[str, dict[str, Any]] = {stream: {} for stream in STREAMS}
    for stream in STREAMS:
        rows = [row for path in landing.files(stream) for row in pq.read_table(path).to_pylist()]
        for row in sorted(rows, key=lambda row: row["fetched_at"]):
            found[stream][row["id"]] = row["payload"] and json.loads(row["payload"])
    return found


def test_night_after_night_lands_what_one_pull_of_everything_does(sandbox: Sandbox, tmp_path: Path) -> None:
    nightly, at_once = Landing(tmp_path / "nightly"), Landing(tmp_path / "at-once")
    for day in range(1, 32):
        sandbox.move_to(march(day))
        assert pull(source(sandbox), nightly).is_complete
    assert pull(source(sandbox), at_once).is_complete
    seen, whole = newest(nightly), newest(at_once)
    deleted = {issue_id for issue_id, payload in seen["jira_issue"].items() if payload is None}
    assert len(deleted) == 1
    for issue_id in deleted:
        del seen["jira_issue"][issue_id]
    for stream in ("jira_changelog", "jira_comment"):
        for payload in list(seen[stream].values()):
            if payload["issueId"] in deleted:
                del seen[stream][payload["id"]]
    # A ticket is not updated when another one that it is linked to is deleted.
    for issue_id, payload in whole["jira_issue"].items():
        payload["fields"]["issuelinks"] = seen["jira_issue"][issue_id]["fields"]["issuelinks"]
    assert seen == whole


@pytest.mark.parametrize(
    "kind",
    ["429", "429 without Retry-After", "429 burst", "500", "502", "503", "504", "reset", "truncated"],
)
def test_a_pull_through_faults_lands_the_same(sandbox: Sandbox, tmp_path: Path, kind: Kind) -> None:
    smooth, rough = Landing(tmp_path / "smooth"), Landing(tmp_path / "rough")
    pull(source(sandbox), smooth)
    for route in ("*/search/jql", "*/bulkfetch", "*/comment", "*/project/search", "*/serverInfo"):
        sandbox.fail(route, kind, times=3, seconds=0.1)
    outcome = pull(source(sandbox), rough)
    assert sandbox.faults_served[kind] == 15
    assert outcome.is_complete, outcome.scopes
    assert newest(rough) == newest(smooth)


def test_a_token_that_is_refused_is_said_to_be(sandbox: Sandbox) -> None:
    wrong = JiraSource("site", sandbox.jira_url, "sandbox@example.org", "another-token")
    with pytest.raises(CredentialsRefused, match=r"sandbox@example\.org") as refused:
        check(wrong)
    assert "another-token" not in str(refused.value)


def test_a_login_page_is_no_answer(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.fail("*/search/jql", "html", times=2)
    outcome = pull(source(sandbox), Landing(tmp_path / "landing"))
    assert sandbox.faults_served["html"] == 2
    failed = [scope for scope in outcome.scopes if scope.state == "failed"]
    assert len(failed) == 2
    assert all("POST /rest/api/3/search/jql: a web page came" in (scope.message or "") for scope in failed)


@pytest.fixture(scope="module")
def large() -> Iterator[Sandbox]:
    with serve(plan(3, 200).world, DEFAULT_CLOCK) as running:
        yield running


@pytest.mark.parametrize("kind", ["repeat", "skip"])
def test_pages_that_repeat_or_skip_lose_nothing(
    large: Sandbox, tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    smooth, rough = Landing(tmp_path / "smooth"), Landing(tmp_path / "rough")
    assert pull(source(large), smooth).is_complete
    monkeypatch.setattr(cloud, "CENSUS_PAGE", 10)
    before = large.faults_served[kind]
    large.fail("*/search/jql", kind, times=3, after=2)
    large.fail("*/project/search", kind)
    outcome = pull(source(large), rough)
    assert large.faults_served[kind] - before == 4
    assert outcome.is_complete, outcome.scopes
    assert newest(rough) == newest(smooth)


@pytest.mark.parametrize("route", ["*/search/jql", "*/changelog/bulkfetch"])
def test_a_token_that_never_ends_fails_its_project(large: Sandbox, tmp_path: Path, route: str) -> None:
    large.requests.clear()
    large.fail(route, "endless", times=10_000)
    outcome = pull(source(large), Landing(tmp_path))
    large.heal()
    failed = [scope for scope in outcome.scopes if scope.state == "failed"]
    assert len(failed) > 3
    assert all("pages bring nothing new; the list has no end" in (scope.message or "") for scope in failed)
    assert 3 < large.faults_served["endless"] < 200
    assert pull(source(large), Landing(tmp_path)).is_complete
