"""The pull of a Data Center site: the same company, told in REST v2."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.errors import CredentialsRefused
from connectors.jira import data_center
from connectors.jira.pull import check, pull
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.sandbox.faults import Kind
from connectors.sandbox.jira.access import PERSONAL_TOKEN
from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.world import World
from tests.worlds.small_world import END, march, small_world

STREAMS = ("jira_issue", "jira_changelog", "jira_comment", "jira_worklog", "jira_user", "jira_sprint")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(small_world(), END, site_offset="+0530") as running:
        yield running


@pytest.fixture(scope="module")
def company() -> World:
    return plan(3, 200).world


@pytest.fixture(scope="module")
def running(company: World) -> Iterator[Sandbox]:
    with serve(company, DEFAULT_CLOCK) as sandbox:
        yield sandbox


@pytest.fixture
def large(running: Sandbox) -> Sandbox:
    """A whole company's site, which cuts pages to 30."""
    running.heal()
    running.data_center.window, running.data_center.most_per_page = 10_000, 30
    return running


def source(sandbox: Sandbox, **given: Any) -> JiraSource:
    return JiraSource("site", sandbox.data_center_url, "reader", "sandbox-token", **given)


def newest(landing: Landing, stream: str) -> dict[str, Any]:
    rows = [row for path in landing.files(stream) for row in pq.read_table(path).to_pylist()]
    rows.sort(key=lambda row: row["fetched_at"])
    return {row["id"]: row["payload"] and json.loads(row["payload"]) for row in rows}


def test_the_flavour_is_found_out_and_a_personal_token_is_enough(sandbox: Sandbox) -> None:
    assert check(source(sandbox)) == END
    assert check(JiraSource("site", sandbox.data_center_url, "", PERSONAL_TOKEN)) == END
    with pytest.raises(CredentialsRefused, match="answered 401") as refused:
        check(JiraSource("site", sandbox.data_center_url, "", "another-token"))
    assert "another-token" not in str(refused.value)


def test_a_pull_lands_every_history_comment_and_worklog(sandbox: Sandbox, tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    outcome = pull(source(sandbox), landing)
    assert outcome.is_complete, outcome.scopes
    world = small_world()
    there = [ticket for ticket in world.tickets if ticket.deleted_at is None]
    assert newest(landing, "jira_issue").keys() == {str(ticket.id) for ticket in there}
    links = sum(len(ticket.links) for ticket in world.tickets)
    histories = sum(len(ticket.changes) for ticket in there) + links
    assert len(newest(landing, "jira_changelog")) == histories
    assert len(newest(landing, "jira_comment")) == sum(len(ticket.comments) for ticket in there)
    assert len(newest(landing, "jira_worklog")) == sum(len(ticket.worklogs) for ticket in there)
    assert len(newest(landing, "jira_user")) == len(world.people)


def test_people_are_known_by_their_key_and_sprints_are_read_from_text(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    landing = Landing(tmp_path)
    pull(source(sandbox), landing)
    issue = newest(landing, "jira_issue")["20001"]["fields"]
    user = newest(landing, "jira_user")[issue["assignee"]["accountId"]]
    assert (user["name"], issue["assignee"]["accountId"][:8]) == ("ben", "JIRAUSER")
    assert issue["customfield_10020"] == [
        {"id": 37, "name": "Sprint 1, the [first]=one", "boardId": 1},
        {"id": 38, "name": "Sprint 2", "boardId": 1},
    ]
    assigned = newest(landing, "jira_changelog")["2"]["items"]
    assert [item["to"] for item in assigned if item["field"] == "assignee"] == [user["accountId"]]
    assert "ship it" not in json.dumps(newest(landing, "jira_issue"))


def test_night_after_night_lands_what_one_pull_of_everything_does(sandbox: Sandbox, tmp_path: Path) -> None:
    nightly, at_once = Landing(tmp_path / "nightly"), Landing(tmp_path / "at-once")
    for day in (2, 4, 5, 7, 12, 18, 21, 31):
        sandbox.move_to(march(day))
        assert pull(source(sandbox), nightly).is_complete
    assert pull(source(sandbox), at_once).is_complete
    for stream in STREAMS:
        seen, whole = newest(nightly, stream), newest(at_once, stream)
        # A ticket is not updated when another one that it is linked to is deleted.
        for payload in [*seen.values(), *whole.values()]:
            if payload and "fields" in payload:
                payload["fields"]["issuelinks"] = []
        assert {key: seen[key] for key in whole} == whole
    assert newest(nightly, "jira_issue")["20002"] is None


def test_a_search_that_is_too_long_is_read_in_windows(
    large: Sandbox, company: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_center, "WINDOW", 20)
    monkeypatch.setattr(data_center, "HISTORY_PAGE", 10)
    large.data_center.window, large.data_center.most_per_page = 25, 7
    landing = Landing(tmp_path)
    assert pull(source(large), landing).is_complete
    there = {str(ticket.id) for ticket in company.tickets if ticket.created_at <= DEFAULT_CLOCK}
    gone = {
        str(ticket.id)
        for ticket in company.tickets
        if ticket.deleted_at is not None and ticket.deleted_at <= DEFAULT_CLOCK
    }
    assert len(there) > 40
    assert newest(landing, "jira_issue").keys() == there - gone


@pytest.mark.parametrize("kind", ["429", "503", "reset", "truncated", "repeat", "skip"])
def test_a_pull_through_faults_lands_the_same(
    large: Sandbox, tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    smooth, rough = Landing(tmp_path / "smooth"), Landing(tmp_path / "rough")
    pull(source(large), smooth)
    before = large.faults_served[kind]
    large.fail("*/rest/api/2/search", kind, times=2, after=3, seconds=0.1)
    large.fail("*/user/search", kind, times=1, seconds=0.1)
    outcome = pull(source(large), rough)
    assert large.faults_served[kind] - before == 3
    assert outcome.is_complete, outcome.scopes
    for stream in STREAMS[:-2]:
        assert newest(rough, stream) == newest(smooth, stream)


def test_pages_that_go_on_skipping_fail_their_project(large: Sandbox, tmp_path: Path) -> None:
    large.fail("*/rest/api/2/search", "skip", times=10_000)
    before = large.faults_served["skip"]
    outcome = pull(source(large), Landing(tmp_path))
    large.heal()
    assert large.faults_served["skip"] > before
    failed = [scope for scope in outcome.scopes if scope.state == "failed"]
    assert "pages repeat or skip" in (failed[0].message or "")
    assert not Landing(tmp_path).files("jira_issue")


def test_an_answer_that_is_too_heavy_is_asked_for_in_halves(large: Sandbox, tmp_path: Path) -> None:
    def is_heavy(body: bytes) -> bool:
        asked = json.loads(body)
        return "expand" in asked and asked["jql"].count(",") > 3

    large.fail("*/rest/api/2/search", "503", times=10_000, when=is_heavy, seconds=0.0)
    outcome = pull(source(large, projects=("DATA",)), Landing(tmp_path))
    large.heal()
    assert outcome.is_complete, outcome.scopes
    assert large.faults_served["503"] > 10


def test_sprints_of_boards_that_may_not_be_seen_are_known_by_the_tickets_in_them(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.fail("*/agile/1.0/board", "unauthorized")
    landing = Landing(tmp_path)
    pull(source(sandbox), landing)
    assert sandbox.faults_served["unauthorized"] == 1
    assert newest(landing, "jira_sprint")["38"] == {
        "id": 38,
        "name": "Sprint 2",
        "state": "closed",
        "startDate": "2025-03-10T09:00:00.000Z",
        "endDate": "2025-03-24T09:00:00.000Z",
        "completeDate": "2025-03-25T09:00:00.000Z",
        "activatedDate": "2025-03-10T09:00:00.000Z",
        "originBoardId": 1,
    }
