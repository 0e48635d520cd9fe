"""One ticket's whole life in order, prepared once; the clock decides how much of it is shown."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from connectors.sandbox.jira.site import Site, milliseconds
from connectors.sandbox.world.tickets import Comment, Link, Telling, Ticket, Value, Worklog
from connectors.sandbox.world.world import World

INVERSE = {
    "is blocked by": "blocks",
    "blocks": "is blocked by",
    "is caused by": "causes",
    "causes": "is caused by",
}
# Histories of links have no Change in a World; their ids start where no World's ids are.
FIRST_LINK_HISTORY = 2_000_000_000


@dataclass(frozen=True, slots=True)
class End:
    """One side of a link: what this ticket is to the `other` one."""

    id: int
    ms: int
    name: str
    other: int
    history_id: int
    telling: Telling


@dataclass(frozen=True, slots=True)
class Entry:
    """One history: `moves` are (field, before, after); the projects are those before and after the entry."""

    id: int
    ms: int
    author: str | None
    moves: tuple[tuple[str, Any, Any], ...]
    project_before: str
    project_after: str
    telling: Telling


@dataclass
class Track:
    """A ticket with everything that bears on it, in order; instants are epoch milliseconds."""

    ticket: Ticket
    site: Site
    ends: list[End] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.created_ms = milliseconds(self.ticket.created_at)
        deleted_at = self.ticket.deleted_at
        self.deleted_ms = None if deleted_at is None else milliseconds(deleted_at)
        self.changes = sorted(self.ticket.changes, key=lambda change: (change.at, change.id))
        self.comments: list[Comment] = sorted(
            self.ticket.comments, key=lambda comment: (comment.at, comment.id)
        )
        self.worklogs: list[Worklog] = sorted(
            self.ticket.worklogs, key=lambda worklog: (worklog.at, worklog.id)
        )
        self.places = [
            (self.created_ms, str(self.ticket.initial["project"]), str(self.ticket.initial["key"]))
        ]
        for change in self.changes:
            new = dict(change.fields)
            if "key" in new or "project" in new:
                _, project, key = self.places[-1]
                place = (milliseconds(change.at), str(new.get("project", project)), str(new.get("key", key)))
                self.places.append(place)

    def exists(self, ms: int) -> bool:
        return self.created_ms <= ms and (self.deleted_ms is None or ms < self.deleted_ms)

    def is_archived(self, ms: int) -> bool:
        return self.ticket.archived_at is not None and milliseconds(self.ticket.archived_at) <= ms

    def place(self, ms: int) -> tuple[str, str]:
        """The project and key that hold at an instant."""
        found = [place for place in self.places if place[0] <= ms] or self.places[:1]
        return found[-1][1], found[-1][2]

    @cached_property
    def update_ms(self) -> list[int]:
        """Every instant at which the ticket's `updated` moves, in order."""
        belongings: list[Comment | Worklog] = [*self.comments, *self.worklogs]
        moments = [one.at for one in belongings] + [change.at for change in self.changes]
        moments += [one.deleted_at for one in belongings if one.deleted_at is not None]
        return sorted([self.created_ms, *[end.ms for end in self.ends], *map(milliseconds, moments)])

    def updated(self, ms: int) -> int:
        return self.update_ms[max(0, bisect_right(self.update_ms, ms) - 1)]

    @cached_property
    def initial(self) -> dict[str, Any]:
        state = {"type": self.ticket.type, "reporter": self.ticket.reporter}
        for name, value in self.ticket.initial.items():
            state[name] = self._settle(name, None, value, self.created_ms)
        return state

    @cached_property
    def entries(self) -> list[Entry]:
        """All histories, oldest first, with what each field was before."""
        state = dict(self.initial)
        entries = []
        for change in self.changes:
            ms = milliseconds(change.at)
            before = state["project"]
            moves = []
            for name, value in change.fields:
                old = state.get(name)
                new = self._settle(name, old, value, ms)
                moves.append((name, old, new))
                state[name] = new
            after = state["project"]
            entries.append(Entry(change.id, ms, change.actor, tuple(moves), before, after, change.telling))
        for end in self.ends:
            project, _ = self.place(end.ms)
            link = (("link", None, end),)
            entries.append(Entry(end.history_id, end.ms, None, link, project, project, end.telling))
        return sorted(entries, key=lambda entry: (entry.ms, entry.id))

    @cached_property
    def entry_ms(self) -> list[int]:
        return [entry.ms for entry in self.entries]

    def entries_until(self, ms: int) -> list[Entry]:
        return self.entries[: bisect_right(self.entry_ms, ms)]

    def told_until(self, ms: int) -> list[Entry]:
        """The histories that the ticket shows: a migration may have left some behind."""
        return [entry for entry in self.entries_until(ms) if entry.telling != "nothing"]

    def comments_until(self, ms: int) -> list[Comment]:
        return [comment for comment in self.comments if _is_there(comment, ms)]

    def worklogs_until(self, ms: int) -> list[Worklog]:
        return [worklog for worklog in self.worklogs if _is_there(worklog, ms)]

    def state(self, ms: int) -> dict[str, Any]:
        """Every field at an instant; `resolved_ms` and `category_ms` say since when those two hold."""
        state = dict(self.initial)
        resolved = self.created_ms if state.get("resolution") is not None else None
        category_since = self.created_ms
        for entry in self.entries_until(ms):
            for name, old, new in entry.moves:
                if name == "link":
                    continue
                state[name] = new
                if name == "resolution":
                    resolved = None if new is None else entry.ms
                elif name == "status" and self.site.status(old).category != self.site.status(new).category:
                    category_since = entry.ms
        state["resolved_ms"] = resolved
        state["category_ms"] = category_since
        return state

    def _settle(self, name: str, old: Any, value: Value, ms: int) -> Any:
        """A value as the vendor keeps it: sprints that ended stay in the field when the next one is set."""
        if name != "sprint":
            return value
        if isinstance(value, tuple):
            return tuple(str(key) for key in value)
        ended = [key for key in old or () if milliseconds(self.site.sprint(key).ended_at) <= ms]
        if value is None:
            return tuple(ended)
        return (*[key for key in ended if key != str(value)], str(value))


def _is_there(belonging: Comment | Worklog, ms: int) -> bool:
    deleted_at = belonging.deleted_at
    return milliseconds(belonging.at) <= ms and (deleted_at is None or ms < milliseconds(deleted_at))


def tracks(world: World, site: Site) -> dict[int, Track]:
    """All tickets by id, each with both its own links and those that others have to it."""
    found = {ticket.id: Track(ticket, site) for ticket in sorted(world.tickets, key=lambda ticket: ticket.id)}
    for ticket in world.tickets:
        for link in ticket.links:
            near, far = _ends(ticket.id, link)
            found[ticket.id].ends.append(near)
            if link.ticket in found:
                found[link.ticket].ends.append(far)
    return found


def _ends(owner: int, link: Link) -> tuple[End, End]:
    ms = milliseconds(link.at)
    number = FIRST_LINK_HISTORY + 2 * link.id
    near = End(link.id, ms, link.name, link.ticket, number, link.telling)
    return near, End(link.id, ms, INVERSE[link.name], owner, number + 1, link.telling)
