"""From plans of tickets to GitHub's issues: a change of a field happens on an issue, or on its board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from connectors.sandbox.planner.build_world import instant, maybe
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.facts import DONE, TRIAGE_PROJECT
from connectors.sandbox.planner.github.facts import (
    BOARD_DONE,
    BOARD_OF,
    IMPEDIMENT,
    LABEL_OF,
    NOT_PLANNED,
    REASON_OF,
    REPOSITORY_OF,
    option,
)
from connectors.sandbox.planner.people import AUTOMATION
from connectors.sandbox.planner.ticket_state import TicketState
from connectors.sandbox.world.code import Issue, IssueEvent, IssueEventKind, Transfer

FIRST_ISSUE, FIRST_EVENT = 3_100_001, 40_000_001
# Of so many new issues, all but one are put on their board at once.
_ON_BOARD = 4


@dataclass(frozen=True, slots=True)
class Happening:
    """Something on an issue, before it has an id."""

    at: int
    kind: IssueEventKind
    actor: str | None
    facts: dict[str, Any] = field(default_factory=dict)


def number(chronicle: Chronicle) -> None:
    """Puts issues and pull requests in order, and gives issues the ids that they have where they begin."""
    chronicle.tickets.sort(key=lambda plan: plan.created)
    chronicle.pull_requests.sort(key=lambda plan: plan.created)
    for plan, id_ in zip(chronicle.tickets, _ids(chronicle), strict=True):
        plan.id = id_[0]


def issues(chronicle: Chronicle) -> list[Issue]:
    """Every issue, and where it went. The numbers are given later: issues and pull requests share them."""
    happenings = [
        (each, n, plan.id, place)
        for plan in chronicle.tickets
        for n, (each, place) in enumerate(_with_places(plan))
    ]
    happenings.sort(key=lambda found: (found[0].at, found[2], found[1]))
    events: dict[int, list[IssueEvent]] = defaultdict(list)
    transfers: dict[int, list[Transfer]] = defaultdict(list)
    ids = {plan.id: iter(found[1:]) for plan, found in zip(chronicle.tickets, _ids(chronicle), strict=True)}
    for id_, (each, _, issue, place) in zip(count(FIRST_EVENT), happenings):
        if place is None:
            events[issue].append(IssueEvent(id_, instant(each.at), each.kind, each.actor, **each.facts))
        else:
            goes = Transfer(instant(each.at), each.actor, id_, next(ids[issue]), REPOSITORY_OF[place].id, 0)
            transfers[issue].append(goes)
    return [
        Issue(
            id=plan.id,
            repository=REPOSITORY_OF[plan.places[0][1]].id,
            number=0,
            author=plan.reporter,
            created_at=instant(plan.created),
            title=str(plan.initial.get("summary", "Look into it")),
            events=events[plan.id],
            deleted_at=maybe(plan.deleted),
            transfers=tuple(transfers[plan.id]),
        )
        for plan in chronicle.tickets
    ]


def _ids(chronicle: Chronicle) -> list[list[int]]:
    """The ids that each issue has, one after the other, in the order in which they were given."""
    arrivals = [
        (at, n, stop) for n, plan in enumerate(chronicle.tickets) for stop, (at, _) in enumerate(plan.places)
    ]
    found: list[list[int]] = [[] for _ in chronicle.tickets]
    for id_, (_, n, _) in zip(count(FIRST_ISSUE), sorted(arrivals)):
        found[n].append(id_)
    return found


def _with_places(plan: TicketState) -> Iterator[tuple[Happening, str | None]]:
    """What happened on an issue in order; where it is a transfer, the project that it goes to beside it."""
    comments = [Happening(at, "comment", author) for at, author, _ in plan.comments]
    told = [(each, None) for each in comments] + list(_Telling(plan).run())
    return iter(sorted(told, key=lambda pair: pair[0].at))


class _Telling:
    """One plan's history, put into GitHub's words change by change."""

    def __init__(self, plan: TicketState) -> None:
        self._plan = plan
        self._fields: dict[str, Any] = {}
        self._shown: str | None = None
        self._boards: set[int] = set()

    def run(self) -> Iterator[tuple[Happening, str | None]]:
        plan = self._plan
        first = {name: value for name, value in plan.initial.items() if name != "status"}
        self._fields["project"] = plan.initial["project"]
        yield from self._change(plan.created, plan.reporter, first)
        status = str(plan.initial["status"])
        self._fields["status"] = status
        if plan.created % _ON_BOARD and plan.initial["project"] != TRIAGE_PROJECT:
            yield from self._move(plan.created, plan.reporter, status)
        for at, actor, fields in plan.changes:
            yield from self._change(at, actor, fields)

    def _change(
        self, at: int, actor: str | None, fields: dict[str, Any]
    ) -> Iterator[tuple[Happening, str | None]]:
        before, self._fields = self._fields, {**self._fields, **fields}
        if fields.get("project", before["project"]) != before["project"]:
            yield Happening(at, "transferred", actor), str(fields["project"])
        for kind, subjects in _given_and_taken(before, self._fields):
            for subject in subjects:
                yield Happening(at, kind, actor, {"subject": subject}), None
        if "status" in fields and "status" in before:
            yield from self._enter(at, actor, before["status"], str(fields["status"]))

    def _enter(
        self, at: int, actor: str | None, before: str, status: str
    ) -> Iterator[tuple[Happening, str | None]]:
        if status in DONE:
            reason = REASON_OF.get(str(self._fields["resolution"]), NOT_PLANNED)
            yield Happening(at, "closed", actor, {"reason": reason}), None
            if self._shown is not None and at % 2:
                # The board follows: an issue that is opened again stands all the same where it stood.
                board = max(self._boards)
                yield Happening(at + 1, "board_status", AUTOMATION, _on(board, BOARD_DONE)), None
            return
        if before in DONE:
            yield Happening(at, "reopened", actor), None
        if status != self._shown:
            yield from self._move(at, actor, status)

    def _move(self, at: int, actor: str | None, status: str) -> Iterator[tuple[Happening, str | None]]:
        """To a status, on the board of the project that it is in by now."""
        board = BOARD_OF[self._fields["project"]]
        if board not in self._boards:
            self._boards.add(board)
            yield Happening(at, "added_to_board", actor, {"board": board}), None
        self._shown = status
        yield Happening(at, "board_status", actor, _on(board, option(status))), None


def _on(board: int, status: str) -> dict[str, Any]:
    return {"subject": status, "board": board}


def _given_and_taken(
    before: dict[str, Any], after: dict[str, Any]
) -> Iterator[tuple[IssueEventKind, list[str]]]:
    """Whom an issue was taken from and given to, and which labels it lost and got."""
    holder, next_holder = before.get("assignee"), after.get("assignee")
    if holder != next_holder:
        yield "unassigned", [] if holder is None else [holder]
        yield "assigned", [] if next_holder is None else [next_holder]
    was, now = _labels(before), _labels(after)
    yield "unlabeled", [label for label in was if label not in now]
    yield "labeled", [label for label in now if label not in was]


def _labels(fields: dict[str, Any]) -> list[str]:
    found = list(fields.get("labels") or ())
    if fields.get("team"):
        found.append(LABEL_OF[fields["team"]])
    if fields.get("flagged"):
        found.append(IMPEDIMENT)
    return found
