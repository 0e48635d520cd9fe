"""The tickets that exist at the clock, indexed by id, key and project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.sandbox.jira.site import Site, milliseconds
from connectors.sandbox.jira.track import Track


@dataclass(slots=True)
class Row:
    """A ticket at the clock."""

    track: Track
    id: int
    project: str
    key: str
    created_ms: int
    updated_ms: int
    _state: dict[str, Any] | None = None

    def state(self, ms: int) -> dict[str, Any]:
        if self._state is None:
            self._state = self.track.state(ms)
        return self._state


class Snapshot:
    """What is at or before `clock`, computed once; the states of tickets are folded when first shown.

    `rows` are the tickets of projects that may be browsed; those that are archived stand in `archived` alone.
    """

    def __init__(self, site: Site, tracks: dict[int, Track], clock: datetime) -> None:
        self.clock = clock
        self.ms = milliseconds(clock)
        self.rows: dict[int, Row] = {}
        self.archived: dict[int, Row] = {}
        open_projects = {project.key for project in site.projects_at(clock)}
        self.by_project: dict[str, list[Row]] = {}
        self._by_key: dict[str, Row] = {}
        former: dict[str, Row] = {}
        for track in tracks.values():
            if not track.exists(self.ms):
                continue
            project, key = track.place(self.ms)
            if project not in open_projects:
                continue
            key = site.names.key_now(project, key)
            row = Row(track, track.ticket.id, project, key, track.created_ms, track.updated(self.ms))
            if track.is_archived(self.ms):
                self.archived[row.id] = row
                continue
            self.rows[row.id] = row
            self.by_project.setdefault(project, []).append(row)
            self._by_key[key.upper()] = row
            for at, _, old in track.places:
                if at <= self.ms:
                    former[old.upper()] = row
        self._by_key = former | self._by_key

    def find(self, id_or_key: str) -> Row | None:
        """A ticket by its id, its key or a key it had."""
        if id_or_key.isdecimal():
            return self.rows.get(int(id_or_key))
        return self._by_key.get(id_or_key.upper())

    def state(self, row: Row) -> dict[str, Any]:
        return row.state(self.ms)
