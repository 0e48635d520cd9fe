"""Histories (the vendor's changelog) as Jira Cloud writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.sandbox.jira.site import (
    FLAGGED_FIELD,
    POINTS_FIELD,
    SPRINT_FIELD,
    SYSTEM_FIELDS,
    TEAM_FIELD,
    Site,
)
from connectors.sandbox.jira.track import End, Entry, Track

Item = dict[str, Any]
# The one option that a flag has.
FLAG_ID = "10019"


def number_text(value: Any) -> str | None:
    """A number as Jira writes it in histories: 3, 2.5."""
    return None if value is None else f"{value:g}"


class Histories:
    """Renders entries of tickets; `tracks` are needed for the keys of parents and linked tickets."""

    def __init__(self, site: Site, tracks: dict[int, Track]) -> None:
        self._site = site
        self._tracks = tracks
        self._renderers: dict[str, Callable[[Entry, Any, Any], list[Item]]] = {
            "status": self._status,
            "assignee": self._person("assignee"),
            "reporter": self._person("reporter"),
            "team": self._team,
            "components": self._components,
            "points": self._points,
            "sprint": self._sprint,
            "flagged": self._flag,
            "project": self._project,
            "key": self._key,
            "labels": self._labels,
            "link": self._link,
            "parent": self._parent,
            "priority": self._named("priority", site.priority_id),
            "resolution": self._named("resolution", site.resolution_id),
            "type": self._named("issuetype", site.type_id),
        }

    def items(self, entry: Entry) -> list[Item]:
        items: list[Item] = []
        for name, before, after in entry.moves:
            if name in self._renderers:
                items += self._renderers[name](entry, before, after)
            else:
                items.append(self._text(name, before, after))
        return items if entry.telling == "whole" else [_by_name(item) for item in items]

    def render(self, entry: Entry, *, as_text: bool) -> dict[str, Any]:
        """One history. `created` is ISO text in the list of one ticket, epoch milliseconds in bulk."""
        history: dict[str, Any] = {"id": str(entry.id)}
        author = self._site.user_json(entry.author)
        if author is not None:
            history["author"] = author
        history["created"] = self._site.stamp(entry.ms) if as_text else entry.ms
        history["items"] = self.items(entry)
        return history

    def _status(self, entry: Entry, before: Any, after: Any) -> list[Item]:
        old, new = self._site.status(before), self._site.status(after)
        names = [self._site.names.then("status", status.name, entry.ms) for status in (old, new)]
        return [_item("status", "status", old.id, names[0], new.id, names[1])]

    def _person(self, field_id: str) -> Callable[[Entry, Any, Any], list[Item]]:
        def render(entry: Entry, before: Any, after: Any) -> list[Item]:
            sides = (*self._site.person_sides(before), *self._site.person_sides(after))
            return [_item(field_id, field_id, *sides)]

        return render

    def _team(self, entry: Entry, before: Any, after: Any) -> list[Item]:
        named = [None if key is None else self._site.teams[key].name for key in (before, after)]
        names = [name and self._site.names.then("team", name, entry.ms) for name in named]
        return [_item("Team", TEAM_FIELD, None, names[0], None, names[1])]

    def _components(self, entry: Entry, before: Any, after: Any) -> list[Item]:
        old, new = before or (), after or ()
        then = self._site.names.then
        gone = [
            (then("component", name, entry.ms), self._site.component_id(entry.project_before, name))
            for name in old
            if name not in new
        ]
        came = [
            (then("component", name, entry.ms), self._site.component_id(entry.project_after, name))
            for name in new
            if name not in old
        ]
        items = [_item("Component", "components", number, name, None, None) for name, number in gone]
        return items + [_item("Component", "components", None, None, number, name) for name, number in came]

    def _points(self, entry: Entry, before: Any, after: Any) -> list[Item]:
        name = self._site.custom_fields["points"][1]
        return [_item(name, POINTS_FIELD, None, number_text(before), None, number_text(after))]

    def _sprint(self, entry: Entry, before: Any, after: Any) -> list[Item]:
        sides: list[str] = []
        for keys in (before or (), after or ()):
            sprints = [self._site.sprint(key) for key in keys]
            sides.append(", ".join(str(sprint.id) for sprint in sprints))
            sides.append(", ".join(sprint.name for sprint in sprints))
        return [_item("Sprint", SPRINT_FIELD, *sides)]

    def _flag(self, entry: Entry, before: Any, after: Any) -> list[Item]:
        # A box that is not ticked has empty texts, and the ids of those that are stand in brackets.
        sides = [text for value in (before, after) for text in (f"[{FLAG_ID}]" if value else "", value or "")]
        return [_item("Flagged", FLAGGED_FIELD, *sides)]

    def _project(self, entry: Entry, before: Any, after: Any) -> list[Item]:
        old, new = self._site.projects[before], self._site.projects[after]
        return [_item("project", "project", old.id, old.name, new.id, new.name)]

    def _key(self, entry: Entry, before: Any, after: Any) -> list[Item]:
        # Sites write it both ways.
        then = self._site.names.key_then
        old = None if before is None else then(entry.project_before, before, entry.ms)
        new = None if after is None else then(entry.project_after, after, entry.ms)
        return [_item("Key", "issuekey" if entry.id % 2 else None, None, old, None, new)]

    def _labels(self, entry: Entry, before: Any, after: Any) -> list[Item]:
        return [_item("labels", "labels", None, " ".join(before or ()), None, " ".join(after or ()))]

    def _link(self, entry: Entry, before: Any, end: End) -> list[Item]:
        key = self._key_at(end.other, end.ms)
        return [_item("Link", None, None, None, key, f"This issue {end.name} {key}")]

    def _parent(self, entry: Entry, before: Any, after: Any) -> list[Item]:
        keys = [None if key is None else self._key_at(int(key), entry.ms) for key in (before, after)]
        return [_item("IssueParentAssociation", None, before, keys[0], after, keys[1])]

    def _key_at(self, ticket: int, ms: int) -> str:
        return self._site.names.key_then(*self._tracks[ticket].place(ms), ms)

    def _named(self, field_id: str, number: Callable[[str], str]) -> Callable[[Entry, Any, Any], list[Item]]:
        def render(entry: Entry, before: Any, after: Any) -> list[Item]:
            ids = [None if name is None else number(name) for name in (before, after)]
            return [_item(field_id, field_id, ids[0], before, ids[1], after)]

        return render

    def _text(self, name: str, before: Any, after: Any) -> Item:
        """Free text and custom text fields: what was written stands in the strings alone."""
        old, new = plain_text(before), plain_text(after)
        if name in SYSTEM_FIELDS:
            return _item(name, name, None, old, None, new)
        field_name, field_id = name, ""
        if name in self._site.custom_fields:
            field_id, field_name = self._site.custom_fields[name][:2]
        else:
            field_id = self._site.text_fields[name]
        return _item(field_name, field_id, None, old, None, new)


def _by_name(item: Item) -> Item:
    """What a migration leaves of an item that has texts; a link is known by its key alone."""
    return item if item["field"] == "Link" else item | {"from": None, "to": None}


def plain_text(value: Any) -> str | None:
    """What a text field holds."""
    if value is None or isinstance(value, str):
        return value
    return " ".join(value) if isinstance(value, tuple) else number_text(value)


def _item(
    name: str,
    field_id: str | None,
    old: str | None,
    old_text: str | None,
    new: str | None,
    new_text: str | None,
) -> Item:
    item: Item = {"field": name, "fieldtype": "jira"}
    if field_id is not None:
        item["fieldId"] = field_id
        if field_id.startswith("customfield_"):
            item["fieldtype"] = "custom"
    return item | {"from": old, "fromString": old_text, "to": new, "toString": new_text}
