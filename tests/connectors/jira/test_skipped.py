"""A record that cannot be read is in a stream with its reason, and makes the walk incomplete."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.jira.pull import pull
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.outcome import ScopeOutcome, SourceOutcome
from connectors.sandbox.jira.access import TOKEN
from connectors.sandbox.jira.data_center import DataCenter
from connectors.sandbox.server.server import serve
from tests.worlds.fake_jira import FakeJira
from tests.worlds.small_world import END, small_world


@pytest.fixture
def jira() -> Iterator[FakeJira]:
    with FakeJira() as running:
        yield running


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def walk(jira: FakeJira, landing: Landing) -> SourceOutcome:
    return pull(JiraSource("site", jira.url, jira.user, jira.token, projects=("DATA",)), landing)


def data(outcome: SourceOutcome) -> ScopeOutcome:
    return next(scope for scope in outcome.scopes if scope.name == "DATA")


def rows(landing: Landing, stream: str) -> list[dict[str, Any]]:
    return [row for path in landing.files(stream) for row in pq.read_table(path).to_pylist()]


def skipped(landing: Landing) -> list[Any]:
    return [row["payload"] and json.loads(row["payload"]) for row in rows(landing, "skipped")]


def test_a_history_that_cannot_be_read_is_skipped_and_said_to_be(jira: FakeJira, landing: Landing) -> None:
    tickets = jira.add("10000", 4)
    broken = tickets[1].histories[0]
    del broken["created"]
    outcome = data(walk(jira, landing))
    assert outcome.state == "partial"
    assert outcome.message == (
        "1 record was not readable and skipped (stream skipped); the first: jira_changelog"
        f" {tickets[1].id}/{broken['id']} has not the shape it is documented with: 'created' is missing"
    )
    assert skipped(landing) == [
        {
            "scope": "10000",
            "stream": "jira_changelog",
            "id": f"{tickets[1].id}/{broken['id']}",
            "reason": "has not the shape it is documented with: 'created' is missing",
        }
    ]
    assert len(rows(landing, "jira_issue")) == 4, "all the others are there"
    assert len(rows(landing, "jira_changelog")) == 3
    (walked,) = [json.loads(row["payload"]) for row in rows(landing, "walk") if row["scope"] == "10000"]
    assert (walked["state"], walked["skipped"]) == ("partial", 1)


def test_what_was_skipped_is_asked_for_again_until_it_can_be_read(jira: FakeJira, landing: Landing) -> None:
    ticket = jira.add("10000", 4)[1]
    broken = ticket.histories[0]
    created = broken.pop("created")
    walk(jira, landing)
    jira.clock += 30 * 86_400_000
    assert data(walk(jira, landing)).state == "partial"
    broken["created"] = created
    assert data(walk(jira, landing)).state == "whole"
    assert [payload is None for payload in skipped(landing)] == [False, True]
    assert len(rows(landing, "jira_changelog")) == 4
    assert data(walk(jira, landing)).state == "whole"
    assert len(rows(landing, "skipped")) == 2


def test_a_ticket_that_cannot_be_read_is_skipped(jira: FakeJira, landing: Landing) -> None:
    tickets = jira.add("10000", 4)
    original = jira._field

    def field(ticket: Any, name: str) -> Any:
        return {"odd": 1} if ticket is tickets[2] and name == "updated" else original(ticket, name)

    jira._field = field  # type: ignore[method-assign]
    outcome = data(walk(jira, landing))
    assert outcome.state == "partial"
    assert {row["id"] for row in rows(landing, "jira_issue")} == {
        str(ticket.id) for ticket in tickets if ticket is not tickets[2]
    }
    assert skipped(landing)[0]["id"] == str(tickets[2].id)


def test_when_most_cannot_be_read_the_project_fails_instead(jira: FakeJira, landing: Landing) -> None:
    for ticket in jira.add("10000", 40, comments=0):
        for _ in range(3):
            ticket.histories.append(jira.history())
        for history in ticket.histories:
            del history["created"]
    outcome = data(walk(jira, landing))
    assert outcome.state == "failed"
    assert "160 records could not be read, and 40 could" in (outcome.message or "")
    assert not rows(landing, "jira_issue")


def test_a_history_that_a_data_center_site_cuts_off_is_noticed(
    landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = DataCenter._changelog

    def cut(self: DataCenter, row: Any) -> dict[str, Any]:
        shown = whole(self, row)
        return {**shown, "histories": shown["histories"][-3:]}

    monkeypatch.setattr(DataCenter, "_changelog", cut)
    with serve(small_world(), END) as sandbox:
        source = JiraSource("site", sandbox.data_center_url, "reader", TOKEN, projects=("DATA",))
        outcome = data(pull(source, landing))
    assert outcome.state == "partial"
    assert "20001/... 3 of 8 histories came" in (outcome.message or "")
