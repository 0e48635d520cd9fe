"""GitHub issues, pull requests of many kinds of events, deployments and CODEOWNERS: known by heart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.sandbox.world.code import (
    Deployment,
    Issue,
    IssueEvent,
    OwnersFile,
    PullEvent,
    PullRequest,
    Release,
    Repository,
)
from connectors.sandbox.world.planning import ProjectBoard
from connectors.sandbox.world.world import Person, Stay, Team, World

START = datetime(2025, 3, 3, 9, tzinfo=UTC)


def day(number: int, hour: int = 9) -> datetime:
    return START.replace(hour=hour) + timedelta(days=number)


def event(
    id_: int, at: datetime, kind: str, subject: str | None = None, reason: str | None = None
) -> IssueEvent:
    return IssueEvent(id_, at, kind, "ana", subject, reason)  # type: ignore[arg-type]


def on_board(
    id_: int, at: datetime, kind: str, status: str | None = None, is_told: bool = True
) -> IssueEvent:
    return IssueEvent(id_, at, kind, "ben", status, board=1, is_told=is_told)  # type: ignore[arg-type]


ISSUES = [
    Issue(
        5001,
        301,
        101,
        "ana",
        day(0),
        "Handed on, closed, opened again",
        [
            event(1, day(1), "assigned", "ana"),
            event(2, day(2), "assigned", "ben"),
            event(3, day(3), "unassigned", "ben"),
            event(4, day(3, 10), "labeled", "bug"),
            event(5, day(4), "comment"),
            event(6, day(5), "closed", reason="NOT_PLANNED"),
            event(7, day(6), "reopened"),
            event(8, day(7), "closed"),
        ],
    ),
    Issue(
        5002, 301, 102, None, day(1), "Becomes a discussion", [event(9, day(8), "converted_to_discussion")]
    ),
    Issue(5003, 301, 103, "ben", day(2), "Deleted", [], deleted_at=day(9)),
    Issue(5004, 301, 104, "ben", day(2), "Open, and mentioned", [event(10, day(3), "mentioned", "9002")]),
    Issue(
        5005,
        301,
        105,
        "ben",
        day(1),
        "From elsewhere, and on a board",
        [
            event(11, day(1, 10), "transferred", "meridian/old"),
            on_board(12, day(1, 11), "added_to_board"),
            on_board(13, day(1, 12), "board_status", "Todo"),
            on_board(14, day(3), "board_status", "In Progress"),
            on_board(15, day(6), "board_status", "In Review", is_told=False),
        ],
    ),
    Issue(
        5006,
        301,
        106,
        "ben",
        day(1),
        "Closed, opened again, taken off its board",
        [
            on_board(21, day(2), "added_to_board"),
            on_board(22, day(2, 10), "board_status", "In Progress"),
            event(23, day(3), "closed"),
            on_board(24, day(3, 10), "board_status", "Done"),
            event(25, day(4), "reopened"),
            on_board(26, day(9), "removed_from_board", is_told=False),
        ],
    ),
]
PULLS = [
    PullRequest(
        9001,
        301,
        1,
        "ana",
        day(1),
        "A change",
        "a-change",
        events=[
            PullEvent(101, day(1), "commit", "ana", message="Do it\n\nRefs: UTF-8"),
            PullEvent(102, day(1, 10), "labeled", "ana", message="bug"),
            PullEvent(103, day(1, 11), "assigned", "ana", reviewer="ben"),
            PullEvent(104, day(1, 12), "base_changed", "ana", message="develop"),
            PullEvent(105, day(1, 13), "auto_merge_enabled", "ana"),
            PullEvent(106, day(1, 14), "added_to_merge_queue", "ben"),
            PullEvent(108, day(1, 15), "removed_from_merge_queue", "ben"),
            PullEvent(109, day(1, 16), "auto_merge_disabled", "ana"),
            PullEvent(110, day(1, 17), "force_pushed", "ana"),
            PullEvent(107, day(1, 18), "merged", "ben"),
        ],
        closes=(5001,),
    ),
    PullRequest(
        9002,
        301,
        2,
        "ben",
        day(4),
        "Take it back",
        "revert-1-a-change",
        events=[
            PullEvent(201, day(4, 10), "review_requested", "ben", reviewer_team="data"),
            PullEvent(202, day(4, 11), "review_requested", "ben", reviewer="ana"),
            PullEvent(203, day(4, 12), "review_request_removed", "ben", reviewer="ana"),
            PullEvent(204, day(4, 13), "review_requested", "ana", reviewer="lee"),
        ],
        body="Reverts meridian/flow#1",
    ),
]
WORLD = World(
    name="Meridian",
    jira_url="https://meridian.example",
    github_organization="meridian",
    people=[
        Person("ana", "Ana", "ana@example.org", "UTC", "acc-1", login="ana-m", github_id=11),
        Person("ben", "Ben", "ben@example.org", "UTC", "acc-2", login="ben-o", github_id=12),
        Person("lee", "Lee", "lee@example.org", "UTC", "acc-3", login="lee-x", github_id=13),
    ],
    teams=[Team("data", "Data", "data", "uuid-1", 51, (Stay("ben", day(-9), day(6)), Stay("ana", day(6))))],
    statuses=[],
    projects=[],
    repositories=[Repository(301, "meridian", "flow")],
    resolutions=[],
    ticket_types=[],
    pull_requests=PULLS,
    issues=ISSUES,
    deployments=[Deployment(71, 301, day(2), "production", "c" * 40, "ben")],
    releases=[Release(81, 301, day(3), "v1", "c" * 40, "ana")],
    project_boards=[ProjectBoard(1, "meridian"), ProjectBoard(2, "meridian")],
    owners_files=[
        OwnersFile(301, day(0), "# all\n* @meridian/data\n/docs @ana-m ana@example.org\n"),
        OwnersFile(301, day(8), "* @meridian/data\n"),
    ],
)
ORGANIZATION = """
name: Meridian
timezone: UTC
sources:
  - name: gh
    kind: github
    url: ${BATON_SANDBOX_GITHUB}
    token_env: BATON_SANDBOX_TOKEN
    organizations: [meridian]
teams:
  - id: data
    name: Data
    members: [{person: ben}]
people:
  - id: ben
    accounts: {gh: [ben-o]}
statuses: {work: [In Progress, In Review]}
"""
