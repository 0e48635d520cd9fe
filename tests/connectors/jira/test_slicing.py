"""Whatever happens on a site and however its nights are cut: what exists ends as one clean pull has it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.jira import cloud, data_center
from connectors.jira.pull import pull
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.sandbox.faults import Kind
from connectors.sandbox.jira.access import TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.tickets import Change, Comment, Ticket, Value, Worklog
from connectors.sandbox.world.world import World
from connectors.transport import rate_limit
from tests.worlds.small_world import PEOPLE, PROJECTS, SPRINTS, STATUSES, TEAMS

BEGINS = datetime(2025, 3, 3, tzinfo=UTC)
MINUTES = 30 * 24 * 60
ENDS = BEGINS + timedelta(minutes=MINUTES)
BELONGING = ("jira_changelog", "jira_comment", "jira_worklog")
STREAMS = ("jira_issue", *BELONGING, "jira_sprint", "jira_board", "jira_user", "jira_project")
ROUTES = {
    "search": ("*/search/jql", "*/rest/api/2/search"),
    "tickets": ("*/issue/bulkfetch", "*/rest/api/2/search"),
    "histories": ("*/changelog/bulkfetch", "*/rest/api/2/search"),
    "belongings": ("*/comment", "*/worklog"),
    "sprints": ("*/board/*/sprint", "*/board"),
}
HURTS: tuple[Kind, ...] = (
    "429",
    "503",
    "reset",
    "truncated",
    "html",
    "unauthorized",
    "repeat",
    "skip",
    "endless",
)
FIELDS: dict[str, list[Value]] = {
    "status": [status.name for status in STATUSES],
    "assignee": [None, *(person.key for person in PEOPLE)],
    "team": [None, *(team.key for team in TEAMS)],
    "points": [None, 1.0, 2.5, 8.0],
    "sprint": [None, *(str(sprint.id) for sprint in SPRINTS)],
    "labels": [None, ("a",), ("a", "b")],
    "priority": [None, "High", "Low"],
    "resolution": [None, "Done"],
    "components": [None, ("Reports",)],
    "summary": ["what somebody wrote"],
}
minutes = st.integers(0, MINUTES - 1)


@st.composite
def edits(draw: st.DrawFn) -> tuple[tuple[str, Value], ...]:
    names = draw(st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=3))
    return tuple((name, draw(st.sampled_from(FIELDS[name]))) for name in names)


@st.composite
def lives(draw: st.DrawFn) -> dict[str, Any]:
    """What happens to one ticket, in minutes of the month."""
    return {
        "born": draw(minutes),
        "project": draw(st.sampled_from(["PAY", "DATA"])),
        "edits": draw(st.lists(st.tuples(minutes, edits()), max_size=5)),
        "moves": draw(st.lists(minutes, max_size=2)),
        "comments": draw(st.lists(st.tuples(minutes, st.none() | minutes), max_size=3)),
        "worklogs": draw(st.lists(st.tuples(minutes, st.none() | minutes), max_size=2)),
        "dies": draw(st.none() | minutes),
    }


@st.composite
def nights(draw: st.DrawFn) -> list[tuple[int, int, list[tuple[str, Kind, int]]]]:
    """When pulls begin, by how much the site's clock is wrong then, and what goes wrong."""
    hurt = st.tuples(st.sampled_from(sorted(ROUTES)), st.sampled_from(HURTS), st.integers(0, 2))
    found = draw(st.lists(st.tuples(minutes, st.integers(-7, 0), st.lists(hurt, max_size=2)), max_size=5))
    return sorted(found, key=lambda night: night[0])


def world(told: list[dict[str, Any]]) -> World:
    tickets = [_ticket(20_000 + number, life) for number, life in enumerate(told)]
    return World(
        name="Meridian",
        jira_url="https://meridian.example",
        github_organization="meridian",
        people=PEOPLE,
        teams=TEAMS,
        statuses=STATUSES,
        projects=PROJECTS,
        repositories=[],
        resolutions=["Done"],
        ticket_types=["Task"],
        sprints=SPRINTS,
        tickets=tickets,
    )


def _ticket(id_: int, life: dict[str, Any]) -> Ticket:
    def at(minute: int) -> datetime:
        return BEGINS + timedelta(minutes=max(minute, life["born"]))

    def after(minute: int, later: int | None) -> datetime | None:
        return None if later is None else at(max(minute, later)) + timedelta(minutes=1)

    initial = {
        "key": f"{life['project']}-{id_}",
        "project": life["project"],
        "status": "To Do",
        "summary": "x",
    }
    ticket = Ticket(id_, "Task", "ana", at(0), dict(initial))
    events = [(minute, fields) for minute, fields in life["edits"]]
    places = ["PAY", "DATA"] if life["project"] == "DATA" else ["DATA", "PAY"]
    moved = sorted(life["moves"])
    events += [
        (minute, (("project", places[n]), ("key", f"{places[n]}-{id_}{n}"))) for n, minute in enumerate(moved)
    ]
    events.sort(key=lambda event: event[0])
    ticket.changes = [
        Change(id_ * 100 + n, at(minute), "ben" if n % 3 else None, fields)
        for n, (minute, fields) in enumerate(events)
    ]
    ticket.comments = [
        Comment(id_ * 100 + n, at(when), "cem", deleted_at=after(when, until))
        for n, (when, until) in enumerate(life["comments"])
    ]
    ticket.worklogs = [
        Worklog(id_ * 100 + n, at(when), "ana", at(when), 600, deleted_at=after(when, until))
        for n, (when, until) in enumerate(life["worklogs"])
    ]
    ticket.deleted_at = None if life["dies"] is None else at(life["dies"]) + timedelta(minutes=1)
    return ticket


def newest(landing: Landing) -> dict[str, dict[str, Any]]:
    """The newest payload of every entity that exists, with what belongs to tickets that do."""
    found: dict[str, dict[str, Any]] = {}
    for stream in STREAMS:
        rows = [
            (row["fetched_at"], path.parent.name, line, row)
            for path in landing.files(stream)
            for line, row in enumerate(pq.read_table(path, partitioning=None).to_pylist())
        ]
        last = {row["id"]: row for *_, row in sorted(rows, key=lambda row: row[:3])}
        found[stream] = {
            id_: (row["scope"], json.loads(row["payload"])) for id_, row in last.items() if row["payload"]
        }
    for stream in BELONGING:
        found[stream] = {
            id_: payload
            for id_, (_, payload) in found[stream].items()
            if payload["issueId"] in found["jira_issue"]
        }
    return found


def sites(sandbox: Sandbox) -> list[tuple[int, JiraSource]]:
    return [
        (0, JiraSource("site", sandbox.jira_url, USER, TOKEN)),
        (1, JiraSource("site", sandbox.data_center_url, "reader", TOKEN)),
    ]


def fail(sandbox: Sandbox, flavour: int, hurts: list[tuple[str, Kind, int]]) -> None:
    for what, kind, after in hurts:
        # Nothing tells that bulk answers leave out a history or a ticket's row.
        if kind == "skip" and what in ("tickets", "histories") and flavour == 0:
            continue
        times = 500 if kind == "endless" else 2
        sandbox.fail(ROUTES[what][flavour], kind, times=times, after=after, seconds=0.01)


@pytest.mark.heavy
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(lives(), min_size=1, max_size=6), nights())
def test_any_slicing_with_any_faults_ends_as_one_clean_pull(
    told: list[dict[str, Any]], pulled: list[tuple[int, int, list[tuple[str, Kind, int]]]]
) -> None:
    with pytest.MonkeyPatch.context() as patch, serve(world(told), BEGINS) as sandbox:
        patch.setattr(rate_limit, "FIRST_WAIT_SECONDS", 0.001)
        patch.setattr(cloud, "CENSUS_PAGE", 2)
        patch.setattr(cloud, "HISTORY_PAGE", 3)
        patch.setattr(data_center, "CENSUS_PAGE", 2)
        for flavour, source in sites(sandbox):
            with TemporaryDirectory() as directory:
                sliced, clean = Landing(Path(directory) / "sliced"), Landing(Path(directory) / "clean")
                for minute, wrong, hurts in pulled:
                    sandbox.move_to(BEGINS + timedelta(minutes=max(0, minute + wrong)))
                    fail(sandbox, flavour, hurts)
                    pull(source, sliced)
                    sandbox.heal()
                sandbox.move_to(ENDS)
                assert pull(source, sliced).is_complete
                assert pull(source, clean).is_complete
                assert newest(sliced) == newest(clean)
