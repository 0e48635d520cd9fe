"""One plan's history in GitHub's words: a change of a field happens on an issue, or on its board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from connectors.sandbox.planner.facts import DONE, TRIAGE_PROJECT
from connectors.sandbox.planner.github.facts import (
    AREA_OF,
    BOARD_DONE,
    BOARD_OF,
    FIELD_OF,
    IMPEDIMENT,
    ITERATION,
    LABEL_OF,
    MILESTONE,
    NOT_PLANNED,
    REASON_OF,
    board_of_sprint,
    issue_type,
    option,
)
from connectors.sandbox.planner.people import AUTOMATION, TEAMS
from connectors.sandbox.planner.ticket_state import TicketState
from connectors.sandbox.world.code import IssueEventKind

# Of so many new issues, all but one are put on their board at once; of so many who are assigned, one is so
# beside who was before; of so many issues that stay in their repository, one is planned for its milestone.
_ON_BOARD, _STAYS, _MILESTONE = 4, 3, 5
# And of so many issues, one has its team in a label, not in the field.
_TEAM_LABEL = 3


@dataclass(frozen=True, slots=True)
class Happening:
    """Something on an issue, before it has an id; `project`: where a transfer brings it."""

    at: int
    kind: IssueEventKind
    actor: str | None
    facts: dict[str, Any] = field(default_factory=dict)
    project: str | None = None


def history(plan: TicketState) -> list[Happening]:
    """What happened on an issue, in order."""
    happened = [Happening(at, "comment", author) for at, author, _ in plan.comments]
    happened += _History(plan).run()
    for kind, links in (("blocked", plan.links), ("unblocked", plan.unlinks)):
        happened += [_linked(plan, at, kind, other.id) for at, other in links]
    return sorted(happened, key=lambda each: each.at)


def _linked(plan: TicketState, at: int, kind: Any, other: int) -> Happening:
    """By somebody of the team that has it then."""
    team = next(visit.team for visit in reversed(plan.ownership.visits) if visit.arrived <= at)
    return Happening(at, kind, plan.cast.members(team, at)[0], {"subject": str(other)})


class _History:
    """Goes through a plan's changes, and knows what its fields and boards say meanwhile."""

    def __init__(self, plan: TicketState) -> None:
        self._plan = plan
        self._fields: dict[str, Any] = {}
        self._shown: str | None = None
        self._boards: set[int] = set()
        self._assigned: list[str] = []

    def run(self) -> Iterator[Happening]:
        plan = self._plan
        self._fields["project"] = plan.initial["project"]
        if plan.parent is not None:
            yield Happening(plan.created, "parented", plan.reporter, {"subject": str(plan.parent.id)})
        status = str(plan.initial["status"])
        first = {name: value for name, value in plan.initial.items() if name not in ("status", "sprint")}
        yield from self._change(plan.created, plan.reporter, {"type": plan.type, **first})
        self._fields["status"] = status
        if plan.created % _ON_BOARD and plan.initial["project"] != TRIAGE_PROJECT:
            yield from self._move(plan.created, plan.reporter, status)
            yield from self._change(plan.created, plan.reporter, {"sprint": plan.initial.get("sprint")})
        if plan.created % _MILESTONE == 0 and len(plan.places) == 1:
            yield Happening(plan.created, "milestoned", plan.reporter, {"subject": MILESTONE})
        for at, actor, fields in plan.changes:
            yield from self._change(at, actor, fields)

    def _change(self, at: int, actor: str | None, fields: dict[str, Any]) -> Iterator[Happening]:
        before, self._fields = self._fields, {**self._fields, **fields}
        if fields.get("project", before["project"]) != before["project"]:
            yield Happening(at, "transferred", actor, project=str(fields["project"]))
        if self._fields.get("assignee") != before.get("assignee"):
            yield from self._assign(at, actor, self._fields["assignee"])
        for kind, facts in _differences(self._told(before), self._told(self._fields)):
            yield Happening(at, kind, actor, facts)
        if "status" in fields and "status" in before:
            yield from self._enter(at, actor, before["status"], str(fields["status"]))
        sprint = self._fields.get("sprint")
        if sprint != before.get("sprint") and sprint and board_of_sprint(sprint) in self._boards:
            on_board = {"subject": sprint, "board": board_of_sprint(sprint), "field_name": ITERATION}
            yield Happening(at, "board_field", actor, on_board)

    def _told(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Fields as GitHub tells them: a team by its name, in the field of issues or in a label."""
        team, found = fields.get("team"), list(fields.get("labels") or ())
        has_label = self._plan.created % _TEAM_LABEL == 0
        if team and has_label:
            found.append(LABEL_OF[team])
        if fields.get("flagged"):
            found.append(IMPEDIMENT)
        found += [AREA_OF[component] for component in fields.get("components") or ()]
        name = None if not team or has_label else TEAMS[team].name
        return {**fields, "team": name, "labels": found}

    def _assign(self, at: int, actor: str | None, holder: str | None) -> Iterator[Happening]:
        """Of several who are assigned, the last one has it: some of those before stay beside."""
        stays = at % _STAYS == 0 and holder is not None and holder not in self._assigned
        for person in [] if stays else [person for person in self._assigned if person != holder]:
            self._assigned.remove(person)
            yield Happening(at, "unassigned", actor, {"subject": person})
        if holder is not None and holder not in self._assigned:
            self._assigned.append(holder)
            yield Happening(at, "assigned", actor, {"subject": holder})

    def _enter(self, at: int, actor: str | None, before: str, status: str) -> Iterator[Happening]:
        if status in DONE:
            reason = REASON_OF.get(str(self._fields["resolution"]), NOT_PLANNED)
            yield Happening(at, "closed", actor, {"reason": reason})
            if self._shown is not None and at % 2:
                # The board follows: an issue that is opened again stands all the same where it stood.
                board = max(self._boards)
                yield Happening(at + 1, "board_status", AUTOMATION, _on(board, BOARD_DONE))
            return
        if before in DONE:
            yield Happening(at, "reopened", actor)
        if status != self._shown:
            yield from self._move(at, actor, status)

    def _move(self, at: int, actor: str | None, status: str) -> Iterator[Happening]:
        """To a status, on the board of the project that it is in by now."""
        board = BOARD_OF[self._fields["project"]]
        if board not in self._boards:
            self._boards.add(board)
            yield Happening(at, "added_to_board", actor, {"board": board})
        self._shown = status
        yield Happening(at, "board_status", actor, _on(board, option(status)))


def _on(board: int, status: str) -> dict[str, Any]:
    return {"subject": status, "board": board}


def _differences(
    before: dict[str, Any], after: dict[str, Any]
) -> Iterator[tuple[IssueEventKind, dict[str, Any]]]:
    """Which labels an issue lost and got, and what its type and fields are now."""
    was, now = before["labels"], after["labels"]
    for label in was:
        if label not in now:
            yield "unlabeled", {"subject": label}
    for label in now:
        if label not in was:
            yield "labeled", {"subject": label}
    if before.get("type") != after.get("type"):
        yield "typed", {"subject": issue_type(after["type"])}
    for name, issue_field in FIELD_OF.items():
        if before.get(name) != after.get(name):
            value = after.get(name)
            text = f"{value:g}" if isinstance(value, float) else value
            yield "field", {"subject": text, "field_name": issue_field.name}
