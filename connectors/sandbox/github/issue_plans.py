"""How issues are planned at the clock: types, parents, dependencies, fields; what timelines tell of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from connectors.sandbox.github.connection import listed
from connectors.sandbox.github.host import FOUNDED_AT, Host, Node, node_id, zulu
from connectors.sandbox.github.issue_fields import IssueFields
from connectors.sandbox.world.code import Issue, IssueEvent
from connectors.sandbox.world.world import World

# Neither an issue's own events of these kinds move its last change, nor does what others say of it.
UNMOVING = {"mentioned", "blocked", "unblocked", "board_field", "board_archived", "board_unarchived"}
# What boards alone tell of.
UNTOLD = {"board_field", "board_archived", "board_unarchived"}
PLAN = {"typed", "parented", "blocked", "unblocked", "field"}
# An event of one issue, of which another tells: its type there, and the start of its id.
_ELSEWHERE = {"blocked": ("BlockingAddedEvent", "BLA"), "unblocked": ("BlockingRemovedEvent", "BLR")}
Items = list[tuple[datetime, Node]]


class IssuePlans:
    """Plans of all issues. `now` is what an issue is by now (None: nothing), `render` its node then."""

    def __init__(
        self,
        world: World,
        host: Host,
        now: Callable[[int], Issue | None],
        render: Callable[[Issue], Node],
    ) -> None:
        self._host = host
        self._now = now
        self._render = render
        self._types = {name: _type(number, name) for number, name in enumerate(world.issue_types, 1)}
        self._fields = IssueFields(world.issue_fields)
        self._milestones = {(one.repository, one.title): one for one in world.milestones}
        # By the id of an issue when it was created: those that ever were its sub-issues, or blocked by it.
        self._children: dict[int, dict[int, Issue]] = defaultdict(dict)
        self._blocked: dict[int, dict[int, Issue]] = defaultdict(dict)
        for issue in world.issues:
            for event in issue.events:
                others = self._children if event.kind == "parented" else self._blocked
                if event.kind in ("parented", "blocked") and event.subject is not None:
                    others[int(event.subject)][issue.id] = issue

    def node(self, first: int, past: list[IssueEvent], clock: datetime) -> Node:
        """The plan's part of an issue's node; `first` is its id when it was created."""
        kind = _last(past, "typed")
        values = self._fields.values(first, past)
        children, blocked = self._children[first].values(), self._blocked[first].values()
        sub_issues = [self._now(each.id) for each in children if _is_child(each, first, clock)]
        others = [self._now(each.id) for each in blocked if first in _blockers(each, clock)]
        return {
            "issueType": None if kind is None else self._types[kind],
            "parent": lambda _: self._other(_last(past, "parented")),
            "subIssuesSummary": lambda _: self._sub_issues_summary(sub_issues),
            "subIssues": lambda _, **given: self._connection(sub_issues, **given),
            "issueDependenciesSummary": lambda _: self._dependencies(past, others),
            "blockedBy": lambda _, orderBy=None, **given: self._connection(self._blocking(past), **given),
            "blocking": lambda _, orderBy=None, **given: self._connection(others, **given),
            "issueFieldValues": lambda _, **given: listed(values, **given),
        }

    def milestone(self, repository: int, title: str | None, clock: datetime) -> Node | None:
        if title is None:
            return None
        found = self._milestones.get((repository, title))
        closed_at = None if found is None else found.closed_at
        closed_at = None if closed_at is None or closed_at > clock else closed_at
        return {
            "__typename": "Milestone",
            "id": f"MI_{title}",
            "number": 1 if found is None else found.number,
            "title": title,
            "createdAt": FOUNDED_AT if found is None else zulu(found.created_at),
            "updatedAt": FOUNDED_AT if found is None else zulu(closed_at or found.created_at),
            "dueOn": None if found is None or found.due_at is None else zulu(found.due_at),
            "closed": closed_at is not None,
            "closedAt": None if closed_at is None else zulu(closed_at),
            "state": "OPEN" if closed_at is None else "CLOSED",
        }

    def milestones(self, repository: int, clock: datetime, **given: Any) -> Node:
        """A repository's milestones."""
        there = [one for one in self._milestones.values() if one.created_at <= clock]
        titles = [one.title for one in there if one.repository == repository]
        return listed([self.milestone(repository, title, clock) for title in titles], **given)

    def types(self, **given: Any) -> Node:
        return listed(list(self._types.values()), **given)

    def fields(self, **given: Any) -> Node:
        return listed(self._fields.definitions, **given)

    def own_items(self, past: list[IssueEvent], event: IssueEvent) -> list[Node]:
        """What an issue's timeline tells of an event of its plan: nothing, where it changes nothing."""
        before = past[: past.index(event)]
        match event.kind:
            case "typed":
                old = _last(before, "typed")
                if old == event.subject:
                    return []
                kind = "Removed" if event.subject is None else "Added" if old is None else "Changed"
                node = self._event(event, f"IssueType{kind}Event", "EV")
                node["issueType"] = self._types[event.subject or old or ""]
                return [node | {"prevIssueType": None if old is None else self._types[old]}]
            case "field":
                value = _last_value(before, event.field_name)
                if value == event.subject:
                    return []
                return [self._event(event, "", "EV") | self._fields.event_node(event, value)]
            case "parented":
                return [
                    self._event(event, f"ParentIssue{kind}Event", prefix) | {"parent": self._later(other)}
                    for kind, prefix, other in (
                        ("Removed", "PIR", _last(before, "parented")),
                        ("Added", "EV", event.subject),
                    )
                    if other is not None
                ]
        kind = "Added" if event.kind == "blocked" else "Removed"
        node = self._event(event, f"BlockedBy{kind}Event", "EV")
        return [node | {"blockingIssue": self._later(event.subject)}]

    def told_of_others(self, first: int, clock: datetime) -> Items:
        """What an issue's timeline tells of events of its sub-issues and of those that it blocks."""
        found: Items = []
        for child in self._children[first].values():
            parent = None
            for event in _of(child, clock, "parented"):
                if (parent == str(first)) != (event.subject == str(first)) and event.is_told:
                    kind, prefix = ("Added", "SIA") if event.subject == str(first) else ("Removed", "SIR")
                    node = self._event(event, f"SubIssue{kind}Event", prefix)
                    found.append((event.at, node | {"subIssue": self._later(str(child.id))}))
                parent = event.subject
        for issue in self._blocked[first].values():
            for event in _of(issue, clock, "blocked", "unblocked"):
                if event.subject == str(first) and event.is_told:
                    node = self._event(event, *_ELSEWHERE[event.kind])
                    found.append((event.at, node | {"blockedIssue": self._later(str(issue.id))}))
        return found

    def _event(self, event: IssueEvent, typename: str, prefix: str) -> Node:
        node: Node = {"__typename": typename, "id": node_id(prefix, event.id), "createdAt": zulu(event.at)}
        return node | {"actor": self._host.actor(event.actor)}

    def _later(self, id_: str | None) -> Callable[[Any], Node | None]:
        """Another issue, rendered when it is asked for: issues lead to one another."""
        return lambda _: self._other(id_)

    def _other(self, id_: str | None) -> Node | None:
        issue = None if id_ is None else self._now(int(id_))
        return None if issue is None else self._render(issue)

    def _blocking(self, past: list[IssueEvent]) -> list[Issue | None]:
        return [self._now(each) for each in _held_blockers(past)]

    def _connection(self, issues: list[Issue | None], **given: Any) -> Node:
        return listed([self._render(each) for each in issues if each is not None], **given)

    def _sub_issues_summary(self, children: list[Issue | None]) -> Node:
        there = [self._render(each) for each in children if each is not None]
        completed = sum(each["state"] == "CLOSED" for each in there)
        share = 100 * completed // len(there) if there else 0
        return {"total": len(there), "completed": completed, "percentCompleted": share}

    def _dependencies(self, past: list[IssueEvent], blocked: list[Issue | None]) -> Node:
        counts = {}
        for name, others in (("BlockedBy", self._blocking(past)), ("Blocking", blocked)):
            there = [self._render(each) for each in others if each is not None]
            counts[f"total{name}"] = len(there)
            counts[name[0].lower() + name[1:]] = sum(each["state"] == "OPEN" for each in there)
        return counts


def _type(number: int, name: str) -> Node:
    node: Node = {"__typename": "IssueType", "id": node_id("IT", number), "name": name}
    return node | {"description": None, "isEnabled": True, "color": "GRAY"}


def _of(issue: Issue, clock: datetime, *kinds: str) -> list[IssueEvent]:
    there = (event for event in issue.events if event.at <= clock and event.kind in kinds)
    return sorted(there, key=lambda event: (event.at, event.id))


def _last(past: list[IssueEvent], kind: str) -> str | None:
    return next((event.subject for event in reversed(past) if event.kind == kind), None)


def _last_value(past: list[IssueEvent], name: str | None) -> str | None:
    there = (each for each in reversed(past) if each.kind == "field" and each.field_name == name)
    return next((each.subject for each in there), None)


def _is_child(issue: Issue, parent: int, clock: datetime) -> bool:
    return _last(_of(issue, clock, "parented"), "parented") == str(parent)


def _blockers(issue: Issue, clock: datetime) -> list[int]:
    return _held_blockers(_of(issue, clock, "blocked", "unblocked"))


def _held_blockers(past: list[IssueEvent]) -> list[int]:
    found: dict[int, None] = {}
    for event in past:
        if event.kind == "blocked":
            found[int(event.subject or 0)] = None
        if event.kind == "unblocked":
            found.pop(int(event.subject or 0), None)
    return list(found)
