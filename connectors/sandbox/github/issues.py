"""GitHub issues at the clock, as GraphQL nodes with their timelines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.github.connection import EMPTY, Connection, bounds, listed, page, position
from connectors.sandbox.github.host import WEB, Host, Node, node_id, short_id, zulu
from connectors.sandbox.github.issue_plans import PLAN, UNMOVING, UNTOLD, IssuePlans
from connectors.sandbox.github.transferred import stops
from connectors.sandbox.world.code import Issue, IssueEvent
from connectors.sandbox.world.world import World

EVENT_TYPES = {
    "comment": "IssueComment",
    "assigned": "AssignedEvent",
    "unassigned": "UnassignedEvent",
    "labeled": "LabeledEvent",
    "unlabeled": "UnlabeledEvent",
    "milestoned": "MilestonedEvent",
    "demilestoned": "DemilestonedEvent",
    "closed": "ClosedEvent",
    "reopened": "ReopenedEvent",
    "mentioned": "CrossReferencedEvent",
    "transferred": "TransferredEvent",
    "converted_to_discussion": "ConvertedToDiscussionEvent",
    "added_to_board": "AddedToProjectV2Event",
    "removed_from_board": "RemovedFromProjectV2Event",
    "board_status": "ProjectV2ItemStatusChangedEvent",
}


class Issues:
    """All issues, cut at the clock: those that were deleted or transferred by then are not there."""

    def __init__(self, world: World, host: Host, clock: datetime) -> None:
        self._host = host
        self._of: dict[int, list[Issue]] = {repository.id: [] for repository in world.repositories}
        self._by_node: dict[str, Issue] = {}
        self._from_at: dict[int, datetime] = {}
        # The issues that one was after the other, by the id of the first and of each.
        self._same: dict[int, list[Issue]] = {}
        for first in world.issues:
            same = stops(first, host)
            for issue in (stop.issue for stop in same):
                issue.events.sort(key=lambda event: (event.at, event.id))
                self._of[issue.repository].append(issue)
                self._by_node[node_id("I", issue.id)] = issue
                self._same[issue.id] = [stop.issue for stop in same]
            self._from_at |= {stop.issue.id: stop.from_at for stop in same}
        self.plans = IssuePlans(world, host, self.now, self.render)
        # A board's items of an issue, once there are boards; None: there are none.
        self.board_items: Callable[[Issue], list[Node] | None] = lambda _: None
        self.move_to(clock)

    def move_to(self, clock: datetime) -> None:
        self.clock = clock

    def node(self, global_id: str) -> Node | None:
        issue = self._by_node.get(global_id)
        return self.render(issue) if issue is not None and self._is_there(issue) else None

    def now(self, id_: int) -> Issue | None:
        """The issue that one is by now, wherever it was transferred; None for what is not there."""
        return next((issue for issue in self._same.get(id_, []) if self._is_there(issue)), None)

    def numbered(self, repository: int, number: int) -> Issue | None:
        """What an issue with this number is by now; None where none has had it yet, or it is deleted."""
        had = (each for each in self._of[repository] if each.number == number)
        there = next((each for each in had if self._from_at[each.id] <= self.clock), None)
        return None if there is None else self.now(there.id)

    def referred(self, ids: tuple[int, ...]) -> list[Node]:
        return [self.render(issue) for id_ in ids if (issue := self.now(id_)) is not None]

    def present(self, repository: int) -> list[Issue]:
        return [issue for issue in self._of[repository] if self._is_there(issue)]

    def connection(self, repository: int, arguments: dict[str, Any]) -> Connection:
        """Repository.issues. A cursor is a place in the order, so it holds when the clock moves."""
        order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
        since = (arguments.get("filterBy") or {}).get("since")
        placed = [(self._place(issue, order["field"]), issue) for issue in self.present(repository)]
        if since is not None:
            begin = datetime.fromisoformat(str(since).replace("Z", "+00:00")).astimezone(UTC)
            placed = [pair for pair in placed if self._updated_at(pair[1]) >= begin]
        is_descending = order["direction"] == "DESC"
        placed.sort(key=lambda pair: pair[0], reverse=is_descending)
        keys = [_key(place, is_descending) for place, _ in placed]
        after = arguments.get("after")
        start = 0 if after is None else bisect_right(keys, _key(tuple(position(after)), is_descending))
        start, stop = bounds(len(placed), start, len(placed), arguments.get("first"), arguments.get("last"))
        nodes = [self.render(issue) for _, issue in placed[start:stop]]
        return page(nodes, start, len(placed), lambda n: placed[n][0])

    def render(self, issue: Issue) -> Node:
        host, events = self._host, self._past(issue)
        repository = host.repository_nodes[issue.repository]
        ends = [each for each in events if each.kind in ("closed", "reopened", "converted_to_discussion")]
        closed = ends[-1] if ends and ends[-1].kind != "reopened" else None
        milestones = [each for each in events if each.kind in ("milestoned", "demilestoned")]
        milestone = milestones[-1].subject if milestones and milestones[-1].kind == "milestoned" else None
        assignees = [host.actor(key) for key in _held(events, "assigned", "unassigned")]
        labels = [{"id": f"LA_{name}", "name": name} for name in _held(events, "labeled", "unlabeled")]
        first = self._same[issue.id][0].id
        reason = None if closed is None or closed.kind != "closed" else closed.reason or "COMPLETED"
        return {
            "__typename": "Issue",
            "id": node_id("I", issue.id),
            "fullDatabaseId": str(issue.id),
            "databaseId": short_id(issue.id),
            "number": issue.number,
            "title": issue.title,
            "url": f"{WEB}/{repository['nameWithOwner']}/issues/{issue.number}",
            "state": "OPEN" if closed is None else "CLOSED",
            "stateReason": reason if closed is not None else "REOPENED" if ends else None,
            "createdAt": zulu(issue.created_at),
            "updatedAt": zulu(self._updated_at(issue)),
            "closedAt": None if closed is None else zulu(closed.at),
            "author": host.actor(issue.author),
            "milestone": self.plans.milestone(issue.repository, milestone, self.clock),
            **self.plans.node(first, events, self.clock),
            "repository": repository,
            "projectItems": lambda _, **given: self._project_items(issue, **given),
            "closedByPullRequestsReferences": EMPTY,
            "comments": lambda _, **given: listed(_of_types(self._items(issue), ["ISSUE_COMMENT"]), **given),
            "labels": lambda _, **given: listed(labels, **given),
            "assignees": lambda _, **given: listed([each for each in assignees if each], **given),
            "timelineItems": lambda _, itemTypes=None, **given: listed(
                _of_types(self._items(issue), itemTypes), **given
            ),
        }

    def comments(self, issue: Issue) -> int:
        return sum(each.kind == "comment" and not self._is_deleted(each) for each in self._past(issue))

    def _is_there(self, issue: Issue) -> bool:
        is_gone = issue.deleted_at is not None and issue.deleted_at <= self.clock
        return self._from_at[issue.id] <= self.clock and not is_gone

    def _past(self, issue: Issue) -> list[IssueEvent]:
        return [event for event in issue.events if event.at <= self.clock]

    def _is_deleted(self, event: IssueEvent) -> bool:
        return event.deleted_at is not None and event.deleted_at <= self.clock

    def _updated_at(self, issue: Issue) -> datetime:
        """It moves neither for what happens elsewhere, such as a reference, nor for a comment's deletion."""
        times = (each.at for each in self._past(issue) if each.is_told and each.kind not in UNMOVING)
        return max([issue.created_at, *times])

    def _place(self, issue: Issue, field: str) -> tuple[int, int]:
        at = issue.created_at if field == "CREATED_AT" else self._updated_at(issue)
        return int(at.timestamp()), issue.number

    def _project_items(self, issue: Issue, includeArchived: bool = True, **given: Any) -> Connection | None:
        items = self.board_items(issue)
        if items is None:
            return None
        return listed([each for each in items if includeArchived or not each["isArchived"]], **given)

    def _items(self, issue: Issue) -> list[Node]:
        """The timeline, oldest first: of what happened here, and of what happened to others."""
        events = self._past(issue)
        traces = [each for each in events if each.is_told and each.kind not in UNTOLD]
        items = [
            (each.at, node)
            for each in traces
            if not self._is_deleted(each)
            for node in (
                self.plans.own_items(events, each) if each.kind in PLAN else [self._item(issue, each)]
            )
        ]
        items += self.plans.told_of_others(self._same[issue.id][0].id, self.clock)
        return [node for _, node in sorted(items, key=lambda pair: pair[0])]

    def _item(self, issue: Issue, event: IssueEvent) -> Node:
        at, actor = zulu(event.at), self._host.actor(event.actor)
        node: Node = {"__typename": EVENT_TYPES[event.kind], "id": node_id("EV", event.id), "createdAt": at}
        if event.kind == "comment":
            written = {"updatedAt": at, "author": actor, "body": ""}
            return node | {"fullDatabaseId": str(event.id), "databaseId": short_id(event.id), **written}
        node["actor"] = actor
        match event.kind:
            case "assigned" | "unassigned":
                node["assignee"] = self._host.actor(event.subject)
            case "labeled" | "unlabeled":
                node["label"] = {"id": f"LA_{event.subject}", "name": event.subject}
            case "milestoned" | "demilestoned":
                node["milestoneTitle"] = event.subject
            case "closed":
                node |= {"stateReason": event.reason or "COMPLETED", "closer": None}
            case "mentioned":
                number = int(event.subject or 0)
                source: Node = {"__typename": "PullRequest", "fullDatabaseId": str(number)}
                source["databaseId"] = short_id(number)
                node |= {"willCloseTarget": False, "source": source}
            case "added_to_board" | "removed_from_board" | "board_status":
                node |= {"project": board_node(event.board), "wasAutomated": False}
                # The schema has no null there: GitHub writes what was not set as an empty text.
                node |= {"previousStatus": "", "status": event.subject or ""}
            case "transferred":
                owner, _, name = str(event.subject).partition("/")
                left = self._host.repository_named(owner, name)
                hidden: Node = {"nameWithOwner": event.subject, "databaseId": None}
                node["fromRepository"] = hidden if left is None else self._host.repository_nodes[left.id]
        return node


def board_node(board: int | None) -> Node | None:
    """What a project board is wherever it is told of."""
    if board is None:
        return None
    ids = {"id": node_id("PVT", board), "fullDatabaseId": str(board), "databaseId": short_id(board)}
    return {"__typename": "ProjectV2", **ids}


def _held(events: list[IssueEvent], gets: str, loses: str) -> list[str]:
    """What was given and not taken away again, in the order of giving."""
    assigned: dict[str, None] = {}
    for event in events:
        if event.kind == gets:
            assigned[str(event.subject)] = None
        if event.kind == loses:
            assigned.pop(str(event.subject), None)
    return list(assigned)


def _of_types(items: list[Node], types: list[str] | None) -> list[Node]:
    if types is None:
        return items
    wanted = {"".join(word.capitalize() for word in name.split("_")) for name in types}
    return [item for item in items if item["__typename"] in wanted]


def _key(place: tuple[int, ...], is_descending: bool) -> tuple[int, ...]:
    return tuple(-part for part in place) if is_descending else tuple(place)
