"""However many nights a history is cut into, and whatever goes wrong in them: in the end it is the same."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.errors import SourceError
from connectors.github.pull import pull
from connectors.github.source import GitHubSource
from connectors.landing.landing import Landing
from connectors.progress import silent
from connectors.sandbox.faults import Kind
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import (
    Deployment,
    Issue,
    IssueEvent,
    IssueEventKind,
    OwnersFile,
    PullEvent,
    PullRequest,
    Repository,
)
from connectors.sandbox.world.planning import BoardField, IssueField, ProjectBoard
from connectors.sandbox.world.world import Person, World
from tests.worlds.github_home import QUICK, Home

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
HOURS = 200
LIMITS = replace(QUICK, page=3, attempts=2)
STREAMS = (
    "github_pull_request",
    "github_issue",
    "github_open",
    "github_deployment",
    "github_codeowners",
    "github_board",
    "github_board_item",
    "github_email",
    "github_repository",
)
FAULTS: list[Kind] = [
    "429",
    "500",
    "502",
    "504",
    "reset",
    "truncated",
    "html",
    "RATE_LIMITED",
    "RESOURCE_LIMITS_EXCEEDED",
    "FORBIDDEN",
    "secondary",
    "secondary as 200",
]
hours = st.integers(0, HOURS)
PULL_KINDS = ["commit", "comment", "labeled", "convert_to_draft", "ready_for_review", "closed", "reopened"]
ISSUE_KINDS = ["comment", "assigned", "unassigned", "labeled", "closed", "reopened"]
PLANS: list[tuple[IssueEventKind, str | None, list[str | None]]] = [
    ("typed", None, ["Task", "Bug", None]),
    ("field", "Points", ["1", "2", None]),
    ("board_field", "Estimate", ["3", "5", None]),
]
BOARD_KINDS = ["added_to_board", "removed_from_board", "board_status"]


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    number = iter(range(1, 100_000))
    pulls, issues = [], []
    for id_ in range(1, draw(st.integers(1, 14)) + 1):
        born = draw(hours)
        events = [
            PullEvent(
                next(number),
                at(born + draw(hours)),
                draw(st.sampled_from(PULL_KINDS)),
                "ana",
                message="DATA-1",
            )
            for _ in range(draw(st.integers(0, 6)))
        ]
        repository = draw(st.sampled_from([301, 302, 303]))
        pulls.append(PullRequest(id_, repository, id_, "ana", at(born), "DATA-1", f"b-{id_}", events=events))
    for id_ in range(101, 101 + draw(st.integers(0, 10))):
        born = draw(hours)
        changes = [
            IssueEvent(next(number), at(born + draw(hours)), draw(st.sampled_from(ISSUE_KINDS)), "ben", "ana")
            for _ in range(draw(st.integers(0, 5)))
        ]
        changes += [
            IssueEvent(
                next(number),
                at(born + draw(hours)),
                draw(st.sampled_from(BOARD_KINDS)),
                "ben",
                draw(st.sampled_from(["Todo", "In Progress"])),
                board=draw(st.integers(1, 2)),
                is_told=draw(st.booleans()),
            )
            for _ in range(draw(st.integers(0, 3)))
        ]
        for kind, field_name, subjects in PLANS:
            changes += [
                IssueEvent(
                    next(number),
                    at(born + draw(hours)),
                    kind,
                    "ana",
                    draw(st.sampled_from(subjects)),
                    board=1 if kind == "board_field" else None,
                    field_name=field_name,
                )
                for _ in range(draw(st.integers(0, 2)))
            ]
        gone = at(born + draw(hours)) if draw(st.integers(0, 4)) == 0 else None
        repository = draw(st.sampled_from([301, 302, 303]))
        issues.append(Issue(id_, repository, id_, "ben", at(born), "x", changes, gone))
    return World(
        name="Meridian",
        jira_url="https://meridian.example",
        github_organization="meridian",
        people=[
            Person("ana", "Ana", "ana@example.org", "UTC", "acc-1", login="ana-m", github_id=11),
            Person("ben", "Ben", "ben@example.org", "UTC", "acc-2", login="ben-o", github_id=12),
        ],
        teams=[],
        statuses=[],
        projects=[],
        repositories=[Repository(id_, "meridian", f"r{id_}") for id_ in (301, 302, 303)],
        resolutions=[],
        ticket_types=[],
        pull_requests=pulls,
        issues=issues,
        deployments=[Deployment(n, 301, at(draw(hours)), "production", "c" * 40, "ana") for n in range(1, 4)],
        project_boards=[
            ProjectBoard(1, "meridian", fields=(BoardField(1, "Estimate", "number"),)),
            ProjectBoard(2, "meridian"),
        ],
        issue_types=["Task", "Bug"],
        issue_fields=[IssueField(1, "Points", "number")],
        owners_files=[OwnersFile(302, at(draw(hours)), f"* @owner-{n}") for n in range(2)],
    )


nights = st.lists(
    st.tuples(hours, st.lists(st.tuples(st.sampled_from(FAULTS), st.integers(0, 8)), max_size=3)), max_size=6
)


def newest(root: Path) -> dict[str, dict[str, Any]]:
    """What still exists, by stream: the observation aside, in which scope it was last seen included.

    An address is a person's, and nobody's matter in which of the repositories it was met.
    """
    home = Home(root)
    found: dict[str, dict[str, Any]] = {}
    for stream in STREAMS:
        rows = sorted(home.rows(stream), key=lambda row: row["fetched_at"])
        scopes = {"scope": None} if stream == "github_email" else {}
        latest = {row["id"]: ({**row, **scopes}["scope"], row["payload"]) for row in rows}
        found[stream] = {id_: pair for id_, pair in latest.items() if pair[1] is not None}
    return found


def pulled(sandbox: Sandbox, root: Path) -> bool:
    source = GitHubSource("gh", sandbox.github_url, "sandbox-token", ("meridian",))
    try:
        return pull(source, Landing(root), silent, None, LIMITS).is_complete
    except SourceError:
        return False


@pytest.mark.heavy
@pytest.mark.parametrize("kind", FAULTS)
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds(), nights, hours, st.integers(0, 1))
def test_any_slicing_with_any_faults_ends_as_one_clean_pull(
    kind: Kind, world: World, cut: list[tuple[int, list[tuple[Kind, int]]]], hour: int, after: int
) -> None:
    """Whatever else goes wrong: one night has a fault of this kind at its first or second request."""
    with tempfile.TemporaryDirectory() as directory, serve(world, START) as sandbox:
        for night, faults in sorted([*cut, (hour, [(kind, after)])]):
            sandbox.move_to(at(night * 2))
            for planned, later in faults:
                sandbox.fail("/github/*", planned, after=later, seconds=0)
            pulled(sandbox, Path(directory) / "nights")
            sandbox.heal()
        assert sandbox.faults_served[kind] > 0
        sandbox.move_to(at(2 * HOURS + 24))
        assert pulled(sandbox, Path(directory) / "nights")
        assert pulled(sandbox, Path(directory) / "once")
        assert newest(Path(directory) / "nights") == newest(Path(directory) / "once")
