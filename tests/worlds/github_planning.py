"""An organization that plans in issues and a project board alone: known by heart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from connectors.sandbox.world.code import Issue, IssueEvent
from connectors.sandbox.world.planning import BoardField, IssueField, Iteration, Milestone, ProjectBoard
from tests.worlds.github_world import WORLD, day

EPIC, TASK, BLOCKER, OTHER = 6001, 6002, 6003, 6004
SPRINTS = (
    Iteration("s1", "Sprint 1", date(2025, 3, 3), 7),
    Iteration("s2", "Sprint 2", date(2025, 3, 10), 7),
)
BOARD = ProjectBoard(
    3,
    "meridian",
    title="Delivery",
    fields=(
        BoardField(1, "Sprint", "iteration", iterations=SPRINTS),
        BoardField(2, "Estimate", "number"),
        BoardField(3, "Team", "single_select", ("Data", "Web")),
    ),
)


def told(
    id_: int, at: datetime, kind: str, subject: object = None, field_name: str | None = None
) -> IssueEvent:
    text = None if subject is None else str(subject)
    board = BOARD.id if kind.startswith(("board", "added_to_board")) else None
    return IssueEvent(id_, at, kind, "ana", text, board=board, field_name=field_name)  # type: ignore[arg-type]


def planned(id_: int, title: str, *events: IssueEvent, **fields: Any) -> Issue:
    return Issue(id_, 301, id_ - 5800, "ben", day(0), title, list(events), **fields)


ISSUES = [
    planned(EPIC, "An epic", told(601, day(0, 10), "typed", "Epic")),
    planned(
        TASK,
        "A task of it",
        told(611, day(1), "typed", "Task"),
        told(612, day(1, 10), "parented", EPIC),
        told(613, day(1, 11), "field", "High", "Priority"),
        told(614, day(1, 12), "field", "3", "Points"),
        told(615, day(1, 13), "field", "2025-03-20", "Due"),
        told(616, day(1, 14), "field", "UI,API", "Areas"),
        told(617, day(1, 15), "field", "Ask somebody by name", "Notes"),
        told(618, day(1, 16), "milestoned", "v1"),
        told(619, day(2), "added_to_board"),
        told(620, day(2, 10), "board_status", "Todo"),
        told(621, day(2, 11), "board_field", "s1", "Sprint"),
        told(622, day(2, 12), "board_field", "5", "Estimate"),
        told(623, day(2, 13), "board_field", "Data", "Team"),
        told(630, day(6), "typed", "Bug"),
        told(631, day(6, 10), "parented", OTHER),
        told(632, day(6, 11), "field", "Low", "Priority"),
        told(633, day(6, 12), "field", None, "Points"),
        told(634, day(6, 13), "board_field", "s2", "Sprint"),
        told(635, day(6, 14), "board_field", None, "Estimate"),
        told(640, day(9), "board_archived"),
    ),
    planned(BLOCKER, "It waits for this"),
    planned(OTHER, "Another epic"),
]
# It moves no last change: neither of the one that waits nor of what it waits for.
WAITING = planned(
    6005, "It waits", told(651, day(4), "blocked", BLOCKER), told(652, day(8), "unblocked", BLOCKER)
)
PLANNED = replace(
    WORLD,
    issues=[*ISSUES, WAITING],
    pull_requests=[],
    deployments=[],
    releases=[],
    issue_types=["Task", "Bug", "Epic"],
    issue_fields=[
        IssueField(1, "Priority", "single_select", ("High", "Low")),
        IssueField(2, "Points", "number"),
        IssueField(3, "Due", "date"),
        IssueField(4, "Areas", "multi_select", ("UI", "API")),
        IssueField(5, "Notes", "text"),
    ],
    milestones=[Milestone(1, 301, 4, "v1", day(0), due_at=day(20), closed_at=day(7))],
    project_boards=[BOARD],
)
