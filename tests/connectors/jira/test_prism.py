"""Every request and answer of a pull keeps to Atlassian's OpenAPI files, but for two known deviations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.jira.pull import pull
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.sandbox.jira.access import TOKEN, USER
from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.tickets import Board, Sprint, Worklog
from connectors.sandbox.world.world import World
from connectors.transport import sessions
from tests.worlds import prism

pytestmark = pytest.mark.heavy
EARLIER = DEFAULT_CLOCK - timedelta(days=30)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "FIRST_CONTACT_SECONDS", 60.0)


@pytest.fixture(scope="module")
def company() -> World:
    """A whole company, in which something of every kind is deleted between two nights."""
    made = plan(5, 400).world
    between = DEFAULT_CLOCK - timedelta(days=10)
    there = [ticket for ticket in made.tickets if ticket.created_at < EARLIER and ticket.deleted_at is None]
    there[0].deleted_at = between
    busy = next(ticket for ticket in there[1:] if ticket.comments and ticket.comments[0].at < EARLIER)
    busy.comments[0] = replace(busy.comments[0], deleted_at=between)
    busy.worklogs = [Worklog(1, EARLIER, None, EARLIER, 60, deleted_at=between), *busy.worklogs]
    project = made.projects[0].key
    made.boards += [Board(901, "Kept", project), Board(902, "Dropped", project, deleted_at=between)]
    made.sprints.append(Sprint(903, "Dropped", 901, EARLIER, EARLIER + timedelta(days=7), deleted_at=between))
    return made


@pytest.fixture
def sandbox(company: World) -> Iterator[Sandbox]:
    with serve(company, EARLIER) as running:
        yield running


def landed(landing: Landing, stream: str) -> list[Any]:
    """What a stream holds, by night, and whether it is gone. Of its numbers, Prism writes 3.0 as 3."""
    rows = [row for path in landing.files(stream) for row in pq.read_table(path).to_pylist()]
    return sorted((row["fetched_at"], row["id"], row["payload"] is None) for row in rows)


def test_a_pull_keeps_to_the_specification_when_its_two_deviations_are_put_right(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    described = prism.specification()
    # This copy is older than bulk fetches of 1000, which it caps in words alone: Prism lets them through.
    assert "up to 100 issues" in described["paths"]["/rest/api/3/issue/bulkfetch"]["post"]["description"]
    # Real histories carry milliseconds.
    created = described["components"]["schemas"]["Changelog"]["properties"]["created"]
    assert (created.pop("type"), created.pop("format")) == ("string", "date-time")
    created["type"] = "integer"
    through, direct = Landing(tmp_path / "through"), Landing(tmp_path / "direct")
    with prism.proxy(described, sandbox.jira_url, tmp_path) as url:
        for night in (EARLIER, DEFAULT_CLOCK):
            sandbox.move_to(night)
            for landing, address in ((direct, sandbox.jira_url), (through, url)):
                outcome = pull(JiraSource("site", address, USER, TOKEN), landing)
                assert outcome.is_complete, [scope.message for scope in outcome.scopes if scope.message]
    gone = {
        stream: sum(is_gone for *_, is_gone in landed(through, stream))
        for stream in ("jira_issue", "jira_comment", "jira_worklog", "jira_board", "jira_sprint")
    }
    assert min(gone.values()) > 0, gone
    for stream in direct.streams():
        if stream != "walk":
            assert landed(through, stream) == landed(direct, stream), stream


def test_the_deviation_of_histories_is_there_and_stops_a_pull(sandbox: Sandbox, tmp_path: Path) -> None:
    with prism.proxy(prism.specification(), sandbox.jira_url, tmp_path) as url:
        outcome = pull(JiraSource("site", url, USER, TOKEN), Landing(tmp_path / "landing"))
    failed = [scope.message or "" for scope in outcome.scopes if scope.state == "failed"]
    assert failed
    assert all("POST /rest/api/3/changelog/bulkfetch" in message for message in failed)
    assert all("created" in message for message in failed), failed
