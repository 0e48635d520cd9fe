"""Which tickets of a snapshot a JQL query finds."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from connectors.sandbox.jira.jql import UNBOUNDED, Clause, Group, JqlError, parse
from connectors.sandbox.jira.site import Site
from connectors.sandbox.jira.snapshot import Row, Snapshot

Condition = Callable[[Row], bool]
COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
SORTS: dict[str, Callable[[Row], tuple[str, int]]] = {
    "id": lambda row: ("", row.id),
    "key": lambda row: key_order(row.key),
    "issuekey": lambda row: key_order(row.key),
    "created": lambda row: ("", row.created_ms),
    "updated": lambda row: ("", row.updated_ms),
}


def key_order(key: str) -> tuple[str, int]:
    project, _, number = key.rpartition("-")
    return project, int(number)


def search(jql: str, snapshot: Snapshot, site: Site, *, is_checked: bool = True) -> list[Row]:
    """The tickets that match, in the order asked for (newest first when none is). Raises JqlError.

    A query that is not `is_checked` may name projects and tickets that there are none of.
    """
    query = parse(jql)
    if query.where is None:
        raise JqlError(UNBOUNDED)
    judge = _Judge(snapshot, site, is_checked)
    condition = judge.condition(query.where)
    rows = [row for row in judge.candidates(query.where) if condition(row)]
    rows.sort(key=lambda row: row.id, reverse=not query.order)
    for name, is_descending in reversed(query.order):
        rows.sort(key=SORTS[name], reverse=is_descending)
    return rows


@dataclass(frozen=True, slots=True)
class _Judge:
    snapshot: Snapshot
    site: Site
    is_checked: bool

    def candidates(self, where: Clause | Group) -> Iterable[Row]:
        """All tickets, or few where the query can only find these."""
        parts = where.parts if isinstance(where, Group) and where.kind == "and" else (where,)
        for part in parts:
            if isinstance(part, Clause) and part.sign == "=" and part.name == "ticket":
                found = {row.id: row for row in map(self.snapshot.find, part.values) if row is not None}
                return found.values()
        for part in parts:
            if isinstance(part, Clause) and part.sign == "=" and part.name == "project":
                keys = dict.fromkeys(filter(None, map(self._project, part.values)))
                return [row for key in keys for row in self.snapshot.by_project.get(key, [])]
        return self.snapshot.rows.values()

    def condition(self, where: Clause | Group) -> Condition:
        if isinstance(where, Clause):
            return self._compared(where)
        parts = [self.condition(part) for part in where.parts]
        if where.kind == "not":
            return lambda row: not parts[0](row)
        if where.kind == "and":
            return lambda row: all(part(row) for part in parts)
        return lambda row: any(part(row) for part in parts)

    def _compared(self, clause: Clause) -> Condition:
        if clause.sign in COMPARE:
            compare, ms, is_created = COMPARE[clause.sign], int(clause.values[0]), clause.name == "created"
            return lambda row: compare(row.created_ms if is_created else row.updated_ms, ms)
        holds = self._held(clause)
        return holds if clause.sign == "=" else lambda row: not holds(row)

    def _held(self, clause: Clause) -> Condition:
        if clause.name == "project":
            keys = {self._project(name) for name in clause.values}
            return lambda row: row.project in keys
        if clause.name == "ticket":
            ids = {self._ticket(name) for name in clause.values}
            return lambda row: row.id in ids
        wanted = {value.lower() for value in clause.values}
        if self.is_checked and clause.name == "component":
            known = {
                self.site.names.now("component", name).lower()
                for project in self.site.projects.values()
                for name in project.components
            }
            for value in clause.values:
                if value.lower() not in known:
                    raise JqlError(f"The value '{value}' does not exist for the field 'component'.")
        return lambda row: bool(wanted.intersection(self._texts(row, clause.name)))

    def _project(self, name: str) -> str | None:
        for project in self.site.projects_at(self.snapshot.clock):
            keys = [key.upper() for key in self.site.names.every("project", project.key)]
            if name.upper() in (*keys, project.name.upper(), project.id):
                return project.key
        if self.is_checked:
            raise JqlError(f"The value '{name}' does not exist for the field 'project'.")
        return None

    def _ticket(self, name: str) -> int | None:
        found = self.snapshot.find(name)
        if found is None and self.is_checked:
            raise JqlError(f"Issue does not exist or you do not have permission to see it: {name}")
        return None if found is None else found.id

    def _texts(self, row: Row, name: str) -> list[str]:
        state: dict[str, Any] = self.snapshot.state(row)
        if name == "status":
            status = self.site.status(state["status"])
            return [self.site.names.now("status", status.name).lower(), status.id]
        if name == "type":
            return [str(state["type"]).lower()]
        if name == "labels":
            return [text.lower() for text in state.get("labels") or ()]
        names = self.site.names
        return [names.now("component", text).lower() for text in state.get("components") or ()]
