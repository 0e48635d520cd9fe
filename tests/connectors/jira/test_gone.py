"""What is not there any more: kept apart as far as a site tells, and nothing declared gone on suspicion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from assets.raw.fold import TABLES
from connectors.jira import project
from connectors.jira.pull import pull
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.landing.streams import STREAMS
from connectors.outcome import SourceOutcome
from connectors.places import Places
from connectors.sandbox.jira.access import TOKEN, USER
from connectors.sandbox.jira.issue import Issues
from connectors.sandbox.jira.track import Track
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.tickets import Board, Comment, Sprint, Ticket, Worklog
from connectors.sandbox.world.world import World
from connectors.warehouse import Warehouse
from tests.worlds.small_world import END, march, small_world

RAW = {table.name: table for table in TABLES}


def cloud(sandbox: Sandbox) -> JiraSource:
    return JiraSource("site", sandbox.jira_url, USER, TOKEN)


def data_center(sandbox: Sandbox) -> JiraSource:
    return JiraSource("site", sandbox.data_center_url, "reader", TOKEN)


@pytest.fixture(params=[cloud, data_center])
def site(request: pytest.FixtureRequest) -> Iterator[Callable[[Sandbox], JiraSource]]:
    yield request.param


def world(count: int = 0, **changes: Any) -> World:
    """The small world with some more tickets in PAY, whose projects and tickets can be changed."""
    made = small_world()
    for number in range(count):
        key = f"PAY-{100 + number}"
        fields = {"key": key, "project": "PAY", "status": "To Do", "summary": "More"}
        made.tickets.append(Ticket(21000 + number, "Task", "ana", march(3), {**fields}))
    return made


def reasons(landing: Landing, stream: str = "jira_issue") -> dict[str, str]:
    """Why each gone record of a stream is, as landing says it."""
    rows = [row for path in landing.files(stream) for row in pq.read_table(path).to_pylist()]
    return {row["id"]: row["hash"] for row in rows if row["payload"] is None}


def two_nights(
    made: World, landing: Landing, site: Callable[[Sandbox], JiraSource], first: int = 10
) -> SourceOutcome:
    with serve(made, march(first)) as sandbox:
        assert pull(site(sandbox), landing).is_complete
        sandbox.move_to(END)
        return pull(site(sandbox), landing)


def test_a_ticket_that_was_deleted_is_missing(tmp_path: Path, site: Any) -> None:
    landing = Landing(tmp_path)
    assert two_nights(world(), landing, site).is_complete
    assert reasons(landing) == {"20002": "gone: missing"}


def test_a_ticket_that_was_archived_is_said_to_be(tmp_path: Path, site: Any) -> None:
    landing, made = Landing(tmp_path), world(3)
    made.tickets[-1].archived_at = march(20)
    assert two_nights(made, landing, site).is_complete
    assert reasons(landing) == {"20002": "gone: missing", "21002": "gone: archived"}


def test_the_tickets_of_an_archived_project_are_gone_with_it(tmp_path: Path, site: Any) -> None:
    landing, made = Landing(tmp_path), world(20)
    made.projects = [replace(made.projects[0], archived_at=march(20)), made.projects[1]]
    outcome = two_nights(made, landing, site)
    assert outcome.is_complete
    told = next(scope for scope in outcome.scopes if scope.name == "PAY")
    assert told.message == "project archived: its 21 tickets keep their history and are gone"
    assert set(reasons(landing).values()) == {"gone: project archived"}
    with serve(made, END) as sandbox:
        again = pull(site(sandbox), landing)
    assert again.is_complete and "PAY" not in {scope.name for scope in again.scopes}


def test_an_archived_project_that_is_asked_for_by_name_is_said_to_be_one(tmp_path: Path, site: Any) -> None:
    made = world()
    made.projects = [replace(made.projects[0], archived_at=march(1)), made.projects[1]]
    with serve(made, END) as sandbox:
        outcome = pull(replace(site(sandbox), projects=("pay", "DATA")), Landing(tmp_path))
    assert outcome.is_complete
    told = [scope.message for scope in outcome.scopes if scope.name == "PAY"]
    assert told == ["project archived: there is nothing to be read of it"]


def test_the_tickets_of_a_project_in_the_trash_are_gone_with_it(tmp_path: Path) -> None:
    landing, made = Landing(tmp_path), world(3)
    made.projects = [replace(made.projects[0], deleted_at=march(20)), made.projects[1]]
    assert two_nights(made, landing, cloud).is_complete
    assert set(reasons(landing).values()) == {"gone: project gone"}


def test_an_archived_project_that_comes_back_brings_its_tickets_back(tmp_path: Path, site: Any) -> None:
    landing, made = Landing(tmp_path), world(3)
    made.projects = [replace(made.projects[0], archived_at=march(20)), made.projects[1]]
    two_nights(made, landing, site)
    assert not landing.known("site", "jira_issue", "10000")
    with serve(world(3), END) as sandbox:
        assert pull(site(sandbox), landing).is_complete
    assert len(landing.known("site", "jira_issue", "10000")) == 3


def test_a_project_that_is_no_longer_visible_keeps_its_tickets_and_fails(tmp_path: Path, site: Any) -> None:
    landing, made = Landing(tmp_path), world(3)
    made.projects = [replace(made.projects[0], hidden_at=march(20)), made.projects[1]]
    outcome = two_nights(made, landing, site)
    failed = [scope for scope in outcome.scopes if scope.state == "failed"]
    assert "was visible to" in (failed[0].message or "")
    assert not reasons(landing)


def test_when_half_of_a_project_vanishes_nothing_is_declared_gone(tmp_path: Path, site: Any) -> None:
    landing, made = Landing(tmp_path), world(30)
    for ticket in made.tickets[-20:]:
        ticket.deleted_at = march(20)
    outcome = two_nights(made, landing, site)
    assert "none is declared gone" in (outcome.scopes[1].message or outcome.scopes[2].message or "")
    assert not reasons(landing)


def test_a_ticket_that_the_account_may_not_read_any_more_is_not_visible(tmp_path: Path, site: Any) -> None:
    landing = Landing(tmp_path)
    with serve(world(), march(10)) as sandbox:
        assert pull(site(sandbox), landing).is_complete
        sandbox.move_to(END)
        sandbox.fail("*/issue/20002", "403")
        assert pull(site(sandbox), landing).is_complete
        assert sandbox.faults_served["403"] == 1
    assert reasons(landing) == {"20002": "gone: not visible"}


def test_a_token_that_expires_while_it_is_asked_why_declares_nothing_gone(tmp_path: Path, site: Any) -> None:
    landing = Landing(tmp_path)
    with serve(world(), march(10)) as sandbox:
        assert pull(site(sandbox), landing).is_complete
        sandbox.move_to(END)
        sandbox.fail("*/issue/20002", "unauthorized")
        outcome = pull(site(sandbox), landing)
        assert sandbox.faults_served["unauthorized"] == 1
    assert [scope.name for scope in outcome.scopes if scope.state == "failed"] == ["PAY"]
    assert not reasons(landing)


@pytest.mark.parametrize("count", [0, 8, 30])
def test_credentials_that_turn_anonymous_in_mid_run_let_nothing_be_gone(
    tmp_path: Path, site: Any, count: int
) -> None:
    """From the census on the site answers as if nobody asked: small projects are no different from large."""
    landing = Landing(tmp_path)
    made = world(count)
    with serve(made, march(10)) as sandbox:
        assert pull(site(sandbox), landing).is_complete
        sandbox.move_to(END)
        for route in ("*/api/2/search", "*/search/jql", "*/bulkfetch", "*/issue/*"):
            sandbox.fail(route, "anonymous", 1000)
        sandbox.fail("*/myself", "anonymous", 1000, after=1)
        outcome = pull(site(sandbox), landing)
        assert sandbox.faults_served["anonymous"] > 2
    assert {scope.name: scope.state for scope in outcome.scopes if scope.name != "reference data"} == {
        "PAY": "failed",
        "DATA": "failed",
    }
    assert not reasons(landing) and not reasons(landing, "jira_comment")
    # The next night, as somebody again, what changed meanwhile is read.
    with serve(made, END) as sandbox:
        assert pull(site(sandbox), landing).is_complete
    assert reasons(landing) == {"20002": "gone: missing"}


def test_boards_are_not_gone_when_credentials_turn_anonymous(tmp_path: Path, site: Any) -> None:
    landing = Landing(tmp_path)
    with serve(world(), march(10)) as sandbox:
        assert pull(site(sandbox), landing).is_complete
        assert landing.known("site", "jira_board", "site")
        sandbox.fail("*/agile/*", "anonymous", 1000)
        sandbox.fail("*/myself", "anonymous", 1000, after=1)
        outcome = pull(site(sandbox), landing)
    assert outcome.scopes[0].state == "failed"
    assert not reasons(landing, "jira_board")


def test_comments_and_worklogs_that_were_deleted_are_missing(tmp_path: Path, site: Any) -> None:
    landing, made = Landing(tmp_path), world()
    ticket = made.tickets[0]
    ticket.comments = [
        replace(one, deleted_at=march(20) if one.id < 102 else None) for one in ticket.comments
    ]
    ticket.worklogs = [
        replace(one, deleted_at=march(20) if one.id == 700 else None) for one in ticket.worklogs
    ]
    assert two_nights(made, landing, site, first=12).is_complete
    assert reasons(landing, "jira_comment") == {"100": "gone: missing", "101": "gone: missing"}
    assert reasons(landing, "jira_worklog") == {"700": "gone: missing"}


def test_comments_of_a_ticket_that_moved_are_missing_too_once_they_were_deleted(
    tmp_path: Path, site: Any
) -> None:
    landing, made = Landing(tmp_path), world()
    ticket = made.tickets[0]
    ticket.comments = [Comment(99, march(4), "ana", deleted_at=march(20))]
    with serve(made, march(5)) as sandbox:
        assert pull(site(sandbox), landing).is_complete
        # By now it is in a project that knew nothing of it.
        sandbox.move_to(END)
        assert pull(site(sandbox), landing).is_complete
    assert reasons(landing, "jira_comment") == {"99": "gone: missing"}


def test_a_worklog_that_the_site_says_it_deleted_is_missing_without_its_ticket_being_read(
    tmp_path: Path, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing, made = Landing(tmp_path), world()
    ticket = made.tickets[2]
    ticket.worklogs = [Worklog(800, march(5), "ben", march(5), 60, deleted_at=march(20))]
    with serve(made, march(10)) as sandbox:
        assert pull(site(sandbox), landing).is_complete
        # A ticket that was updated and has no history is read once more.
        sandbox.move_to(march(11))
        assert pull(site(sandbox), landing).is_complete
        # Some sites do not count a ticket as updated by that.
        monkeypatch.setattr(Track, "updated", lambda track, ms: track.created_ms)
        sandbox.move_to(END)
        outcome = pull(site(sandbox), landing)
    assert outcome.is_complete
    assert reasons(landing, "jira_worklog") == {"800": "gone: missing"}
    data = next(scope for scope in outcome.scopes if scope.name == "DATA")
    assert "jira_issue" not in data.counts


def test_comments_that_a_ticket_does_not_show_this_time_are_not_gone(tmp_path: Path) -> None:
    landing, made = Landing(tmp_path), world()
    with serve(made, march(12)) as sandbox:
        assert pull(cloud(sandbox), landing).is_complete
        sandbox.move_to(END)
        sandbox.fail("*/issue/20001/comment", "404", times=10)
        assert pull(cloud(sandbox), landing).is_complete
        assert sandbox.faults_served["404"] == 1
    assert not reasons(landing, "jira_comment")


def test_comments_that_could_not_be_read_are_skipped_and_not_gone(
    tmp_path: Path, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing, made = Landing(tmp_path), world()
    shown = Issues.comment_json

    def odd(self: Issues, row: Any, comment: Comment) -> dict[str, Any]:
        told = shown(self, row, comment)
        is_odd = comment.id == 103 and row.updated_ms >= march(20).timestamp() * 1000
        return {**told, "updated": "some day"} if is_odd else told

    monkeypatch.setattr(Issues, "comment_json", odd)
    outcome = two_nights(made, landing, site, first=12)
    assert "1 record was not readable" in (outcome.scopes[1].message or outcome.scopes[2].message or "")
    assert not reasons(landing, "jira_comment")


def boards_world() -> World:
    made = world()
    made.boards = [Board(1, "Data", "DATA"), Board(2, "Pay", "PAY", deleted_at=march(20))]
    made.sprints = [
        replace(made.sprints[0], deleted_at=march(20)),
        made.sprints[1],
        Sprint(39, "Sprint of a board", 2, march(3), march(10)),
    ]
    return made


def test_boards_and_sprints_that_were_deleted_are_missing_and_sprints_outlive_their_board(
    tmp_path: Path, site: Any
) -> None:
    landing = Landing(tmp_path)
    assert two_nights(boards_world(), landing, site).is_complete
    assert reasons(landing, "jira_board") == {"2": "gone: missing"}
    assert reasons(landing, "jira_sprint") == {"37": "gone: missing"}


@pytest.mark.parametrize("route", ["*/agile/1.0/board", "*/board/1/sprint"])
def test_of_boards_and_sprints_that_may_not_be_listed_none_is_gone(
    tmp_path: Path, site: Any, route: str
) -> None:
    landing = Landing(tmp_path)
    with serve(boards_world(), march(10)) as sandbox:
        assert pull(site(sandbox), landing).is_complete
        sandbox.move_to(END)
        sandbox.fail(route, "403" if route.endswith("board") else "404")
        pull(site(sandbox), landing)
        assert sandbox.faults_served.total() == 1
    assert not reasons(landing, "jira_sprint")


def test_when_most_boards_vanish_none_is_declared_gone(tmp_path: Path, site: Any) -> None:
    landing, made = Landing(tmp_path), world()
    made.boards = [Board(n, f"B{n}", "DATA", deleted_at=march(20) if n > 5 else None) for n in range(1, 31)]
    outcome = two_nights(made, landing, site)
    assert not outcome.is_complete
    assert "25 of 30 boards are not listed; none is declared gone" in (outcome.scopes[0].message or "")
    assert not reasons(landing, "jira_board")


def test_of_many_that_are_gone_only_some_are_asked_about_one_by_one(
    tmp_path: Path, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "LOOKED_UP", 3)
    landing, made = Landing(tmp_path), world(30)
    for ticket in made.tickets[-8:]:
        ticket.deleted_at = march(20)
    assert two_nights(made, landing, site).is_complete
    told = sorted(reasons(landing).values())
    assert told == ["gone: missing"] * 3 + ["gone: unknown"] * 6


def test_raw_says_since_when_and_why_and_keeps_what_was_seen(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    two_nights(world(), landing, cloud)
    warehouse = Warehouse(Places(tmp_path))
    with warehouse.hold("a test"):
        for stream in STREAMS:
            warehouse.show(stream)
        found = warehouse.cursor().execute(RAW["jira_issue"].query).fetchall()
        names = [name for name, *_ in duckdb_names(warehouse)]
    rows = {row[names.index("id")]: dict(zip(names, row, strict=True)) for row in found}
    assert rows["20002"]["gone_reason"] == "missing"
    assert rows["20002"]["gone_at"] == END.replace(tzinfo=None)
    assert '"PAY-2"' in rows["20002"]["payload"]
    assert rows["20001"]["gone_reason"] is None


def duckdb_names(warehouse: Warehouse) -> Any:
    cursor: duckdb.DuckDBPyConnection = warehouse.cursor()
    return cursor.execute(RAW["jira_issue"].query).description
