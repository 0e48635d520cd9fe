"""The fields of a project board at the clock, and what they hold of something on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from connectors.sandbox.github.host import FOUNDED_AT, Node, node_id, zulu
from connectors.sandbox.world.code import IssueEvent
from connectors.sandbox.world.planning import BoardField, Iteration, ProjectBoard

_STATUS = "Status"


class BoardFields:
    """A board's fields: the status, whose options are all that there ever were, and those declared."""

    def __init__(self, board: ProjectBoard, statuses: list[str], clock: datetime) -> None:
        self._clock = clock
        self._board = board.id
        status = BoardField(0, _STATUS, "single_select", tuple(dict.fromkeys(statuses)))
        self._fields = {each.name: each for each in (status, *board.fields)}
        self._nodes = {each.name: self._node(each) for each in self._fields.values()}

    def nodes(self) -> list[Node]:
        return list(self._nodes.values())

    def values(self, item: int, events: list[IssueEvent]) -> dict[str, Node]:
        """What the fields hold of an item, by name, after what happened to it since it came."""
        latest: dict[str, IssueEvent] = {}
        for event in events:
            if event.kind == "board_status":
                latest[_STATUS] = event
            if event.kind == "board_field":
                latest[str(event.field_name)] = event
        there = {name: event for name, event in latest.items() if event.subject is not None}
        return {name: self._value(name, item, event) for name, event in there.items()}

    def _value(self, name: str, item: int, event: IssueEvent) -> Node:
        field, at, text = self._fields[name], zulu(event.at), str(event.subject)
        node: Node = {"id": node_id("PVTFV", event.id), "field": self._nodes[name], "creator": None}
        node |= {"createdAt": at, "updatedAt": at}
        if field.kind == "number":
            return node | {"__typename": "ProjectV2ItemFieldNumberValue", "number": float(text)}
        if field.kind == "single_select":
            # What an option is called stands for its id.
            return node | {
                "__typename": "ProjectV2ItemFieldSingleSelectValue",
                "name": text,
                "optionId": text,
            }
        found = next(each for each in field.iterations if each.id == text)
        node |= {"__typename": "ProjectV2ItemFieldIterationValue", "iterationId": found.id}
        return node | {"title": found.title, "startDate": found.start.isoformat(), "duration": found.days}

    def _node(self, field: BoardField) -> Node:
        node: Node = {
            "id": node_id("PVTF", self._board * 1_000 + field.id),
            "databaseId": self._board * 1_000 + field.id,
            "name": field.name,
            "dataType": field.kind.upper(),
            "createdAt": FOUNDED_AT,
            "updatedAt": FOUNDED_AT,
            "isIssueField": False,
        }
        if field.kind == "number":
            return node | {"__typename": "ProjectV2Field"}
        if field.kind == "single_select":
            options = [
                {"id": each, "name": each, "color": "GRAY", "description": ""} for each in field.options
            ]
            return node | {"__typename": "ProjectV2SingleSelectField", "options": lambda _: options}
        configuration = {
            "duration": max((each.days for each in field.iterations), default=14),
            "startDay": 1,
            "iterations": [_iteration(each) for each in field.iterations if not self._is_over(each)],
            "completedIterations": [_iteration(each) for each in field.iterations if self._is_over(each)],
        }
        return node | {"__typename": "ProjectV2IterationField", "configuration": configuration}

    def _is_over(self, iteration: Iteration) -> bool:
        return iteration.start + timedelta(days=iteration.days) <= self._clock.date()


def _iteration(iteration: Iteration) -> Node:
    node = {"id": iteration.id, "title": iteration.title}
    return node | {"startDate": iteration.start.isoformat(), "duration": iteration.days}
