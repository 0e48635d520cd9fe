"""GitHub's project boards at the clock: which issues are on them, and where they stand there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.sandbox.github.board_fields import BoardFields
from connectors.sandbox.github.connection import Connection, listed
from connectors.sandbox.github.host import FOUNDED_AT, Node, node_id, short_id, zulu
from connectors.sandbox.github.issues import Issues, board_node
from connectors.sandbox.world.code import Issue, IssueEvent
from connectors.sandbox.world.planning import ProjectBoard
from connectors.sandbox.world.world import World


class Boards:
    def __init__(self, world: World, issues: Issues) -> None:
        self._world = world
        self._issues = issues
        self._owners = {repository.id: repository.owner for repository in world.repositories}
        issues.board_items = self._of_issue
        self._by_node = {node_id("PVT", board.id): board for board in world.project_boards}

    def node(self, global_id: str) -> Node | None:
        board = self._by_node.get(global_id)
        return None if board is None or not self._is_there(board) else self._render(board)

    def of(self, owner: str, orderBy: dict[str, str] | None = None, **given: Any) -> Connection:
        """An owner's boards, by their last change, newest first, as they are asked for."""
        there = filter(self._is_there, self._world.project_boards)
        owned = [self._render(each) for each in there if each.owner.lower() == owner.lower()]
        nodes = sorted(owned, key=lambda node: str(node["updatedAt"]), reverse=True)
        return listed(nodes, **given)

    def _is_there(self, board: ProjectBoard) -> bool:
        return board.deleted_at is None or board.deleted_at > self._issues.clock

    def _render(self, board: ProjectBoard) -> Node:
        past = self._past(board)
        times = [event.at for _, events in past for event in events]
        ends = [issue.deleted_at for issue, events in past if events and self._is_deleted(issue)]
        times += [end for end in ends if end is not None]
        return {
            **(board_node(board.id) or {}),
            "number": board.id,
            "title": board.title or f"Board {board.id}",
            "closed": False,
            "updatedAt": zulu(max(times)) if times else FOUNDED_AT,
            "fields": lambda _, orderBy=None, **given: listed(self._fields(board).nodes(), **given),
            "items": lambda _, **given: self._connection(board, **given),
        }

    def _connection(
        self, board: ProjectBoard, archivedStates: list[str] | None = None, **given: Any
    ) -> Connection:
        """What is archived comes only when it is asked for."""
        states = archivedStates or ["NOT_ARCHIVED"]
        items = [item for _, item in self._items(board)]
        wanted = [each for each in items if ("ARCHIVED" if each["isArchived"] else "NOT_ARCHIVED") in states]
        return listed(wanted, **given)

    def _fields(self, board: ProjectBoard) -> BoardFields:
        statuses = [
            event.subject
            for _, events in self._past(board)
            for event in events
            if event.kind == "board_status"
        ]
        return BoardFields(board, [each for each in statuses if each], self._issues.clock)

    def _of_issue(self, issue: Issue) -> list[Node] | None:
        """An issue's items on all boards of its owner; None where its owner has none."""
        owner = self._owners[issue.repository].lower()
        boards = [each for each in self._world.project_boards if each.owner.lower() == owner]
        there = [each for each in boards if self._is_there(each)]
        found = [item for board in there for id_, item in self._items(board) if id_ == issue.id]
        return found if there else None

    def _items(self, board: ProjectBoard) -> list[tuple[int, Node]]:
        """With the id of the issue that each is."""
        found = []
        fields = self._fields(board)
        for issue, events in self._past(board):
            stay = [event for event in events if event.kind in ("added_to_board", "removed_from_board")]
            now = self._issues.now(issue.id)
            if not stay or stay[-1].kind == "removed_from_board" or now is None:
                continue
            since = [event for event in events if event.at >= stay[-1].at]
            archived = [event.kind for event in since if event.kind in ("board_archived", "board_unarchived")]
            number = board.id * 1_000_000 + now.id
            values = fields.values(number, since)
            item: Node = {"__typename": "ProjectV2Item", "id": node_id("PVTI", number), "type": "ISSUE"}
            item |= {"fullDatabaseId": str(number), "databaseId": short_id(number)}
            item |= {"isArchived": archived[-1:] == ["board_archived"], "project": self._later(board)}
            item |= {"createdAt": zulu(stay[-1].at), "updatedAt": zulu(since[-1].at)}
            item["content"] = self._content(now)
            item["fieldValues"] = _listing(list(values.values()))
            found.append((now.id, item | {"fieldValueByName": _named(values)}))
        return found

    def _later(self, board: ProjectBoard) -> Callable[[Any], Node]:
        return lambda _: self._render(board)

    def _content(self, issue: Issue) -> Callable[[Any], Node]:
        return lambda _: self._issues.render(issue)

    def _past(self, board: ProjectBoard) -> list[tuple[Issue, list[IssueEvent]]]:
        """What happened on a board, by issue, in order."""
        clock = self._issues.clock
        return [
            (issue, [one for one in issue.events if one.board == board.id and one.at <= clock])
            for issue in self._world.issues
        ]

    def _is_deleted(self, issue: Issue) -> bool:
        return issue.deleted_at is not None and issue.deleted_at <= self._issues.clock


def _listing(values: list[Node]) -> Callable[..., Connection]:
    return lambda _, orderBy=None, **given: listed(values, **given)


def _named(values: dict[str, Node]) -> Callable[..., Node | None]:
    return lambda _, name: values.get(name)
