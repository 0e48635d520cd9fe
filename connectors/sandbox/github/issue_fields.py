"""The fields that an organization gives its issues, what they hold, and what timelines tell of them."""

from __future__ import annotations

from connectors.sandbox.github.host import FOUNDED_AT, Node, node_id
from connectors.sandbox.world.code import IssueEvent
from connectors.sandbox.world.planning import IssueField

_TYPES = {
    "date": "IssueFieldDate",
    "multi_select": "IssueFieldMultiSelect",
    "number": "IssueFieldNumber",
    "single_select": "IssueFieldSingleSelect",
    "text": "IssueFieldText",
}


class IssueFields:
    def __init__(self, fields: list[IssueField]) -> None:
        self._fields = {each.name: each for each in fields}
        self._nodes = {each.name: _definition(each) for each in fields}

    @property
    def definitions(self) -> list[Node]:
        return list(self._nodes.values())

    def values(self, issue: int, past: list[IssueEvent]) -> list[Node]:
        """What an issue's fields hold after its past; what was taken away holds nothing."""
        latest = {str(each.field_name): each.subject for each in past if each.kind == "field"}
        return [self._value(issue, name, text) for name, text in latest.items() if text is not None]

    def event_node(self, event: IssueEvent, before: str | None) -> Node:
        """What a timeline tells of an event, by what the field held before."""
        name = str(event.field_name)
        field = self._nodes[name]
        if event.subject is None:
            gone: Node = {"__typename": "IssueFieldRemovedEvent", "issueField": field}
            return gone | {"options": self._options(name, before)}
        if before is None:
            added: Node = {"__typename": "IssueFieldAddedEvent", "issueField": field, "value": event.subject}
            return added | {"options": self._options(name, event.subject)}
        changed: Node = {"__typename": "IssueFieldChangedEvent", "issueField": field}
        changed |= {"newValue": event.subject, "newOptions": self._options(name, event.subject)}
        return changed | {"previousValue": before, "previousOptions": self._options(name, before)}

    def _options(self, name: str, text: str | None) -> list[Node] | None:
        """Which options a value is; other fields have none."""
        if text is None or not self._fields[name].options:
            return None
        return [{"name": each, "color": "GRAY"} for each in self._chosen(name, text)]

    def _chosen(self, name: str, text: str) -> list[str]:
        return text.split(",") if self._fields[name].kind == "multi_select" else [text]

    def _value(self, issue: int, name: str, text: str) -> Node:
        field = self._fields[name]
        node: Node = {"__typename": f"{_TYPES[field.kind]}Value", "field": self._nodes[name], "value": text}
        node["id"] = node_id("IFV", issue * 1_000 + field.id % 1_000)
        if field.kind == "number":
            return node | {"value": float(text)}
        options = {each["name"]: each for each in self._nodes[name].get("options", ())}
        if field.kind == "single_select":
            chosen = options[text]
            return node | {"name": text, "optionId": chosen["id"], "color": "GRAY", "description": None}
        if field.kind == "multi_select":
            return node | {"options": [options[each] for each in self._chosen(name, text)]}
        return node


def _definition(field: IssueField) -> Node:
    node: Node = {
        "__typename": _TYPES[field.kind],
        "id": node_id("IF", field.id),
        "fullDatabaseId": str(field.id),
        "name": field.name,
        "dataType": field.kind.upper(),
        "description": None,
        "visibility": "ALL",
        "createdAt": FOUNDED_AT,
    }
    if field.options:
        node["options"] = [_option(field, number, name) for number, name in enumerate(field.options)]
    return node


def _option(field: IssueField, number: int, name: str) -> Node:
    id_ = field.id * 100 + number
    node = {"id": node_id("IFO", id_), "databaseId": id_, "fullDatabaseId": str(id_), "name": name}
    return node | {"color": "GRAY", "description": None, "priority": number}
