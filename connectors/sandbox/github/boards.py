"""GitHub's project boards at the clock: which issues are on them, and in which status."""

from __future__ import annotations

from typing import Any

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
            "title": f"Board {board.id}",
            "updatedAt": zulu(max(times)) if times else FOUNDED_AT,
            "items": lambda _, **given: listed(self._items(board), **given),
        }

    def _items(self, board: ProjectBoard) -> list[Node]:
        found = []
        for issue, events in self._past(board):
            stay = [event for event in events if event.kind != "board_status"]
            now = self._issues.now(issue.id)
            if not stay or stay[-1].kind == "removed_from_board" or now is None:
                continue
            changes = [event for event in events if event.kind == "board_status" and event.at >= stay[-1].at]
            number = board.id * 1_000_000 + now.id
            item = {"__typename": "ProjectV2Item", "id": node_id("PVTI", number), "isArchived": False}
            item |= {"fullDatabaseId": str(number), "databaseId": short_id(number)}
            item["content"] = self._issues.render(now)
            found.append(item | {"fieldValueByName": _value(changes[-1]) if changes else None})
        return found

    def _past(self, board: ProjectBoard) -> list[tuple[Issue, list[IssueEvent]]]:
        """What happened on a board, by issue, in order."""
        clock = self._issues.clock
        return [
            (issue, [one for one in issue.events if one.board == board.id and one.at <= clock])
            for issue in self._world.issues
        ]

    def _is_deleted(self, issue: Issue) -> bool:
        return issue.deleted_at is not None and issue.deleted_at <= self._issues.clock


def _value(event: IssueEvent) -> Node:
    kind = "ProjectV2ItemFieldSingleSelectValue"
    value = {"__typename": kind, "id": node_id("PVTFSV", event.id), "name": event.subject}
    return value | {"optionId": event.subject, "updatedAt": zulu(event.at)}
