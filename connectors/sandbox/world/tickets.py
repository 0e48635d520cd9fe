"""What happened to tickets in a planned organization, told without any vendor's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

# What a ticket's field can hold: a status, person, team, project or sprint by its key, components and
# labels by name, points as a number, a key or any other field as text.
Value = str | float | tuple[str, ...] | None
# What a history says of a change: all of it, only names (as some migrations leave them), or nothing.
Telling = Literal["whole", "names", "nothing"]


@dataclass(frozen=True, slots=True)
class Status:
    id: str
    name: str
    category: Literal["new", "indeterminate", "done"]


@dataclass(frozen=True, slots=True)
class Project:
    """A project; archived ones and those in the trash (`deleted_at`) are listed only for who asks for them.

    From `hidden_at` on the account of whoever reads may not browse it.
    """

    id: str
    key: str
    name: str
    components: tuple[str, ...] = ()
    archived_at: datetime | None = None
    deleted_at: datetime | None = None
    hidden_at: datetime | None = None

    def state(self, clock: datetime) -> str:
        """What it is at an instant: live, archived, deleted (in the trash) or hidden."""
        for state, since in (
            ("hidden", self.hidden_at),
            ("deleted", self.deleted_at),
            ("archived", self.archived_at),
        ):
            if since is not None and since <= clock:
                return state
        return "live"


@dataclass(frozen=True, slots=True)
class Rename:
    """A project's key, a status, a component (of any project) or a value of the Team field that got another
    name. The World says `before` at all times; what a server shows of the time from `at` on says `now`."""

    kind: Literal["project", "status", "component", "team"]
    before: str
    now: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sprint:
    """A sprint as planned (`start_at`, `end_at`) and as it was; without `activated_at` and `completed_at` it
    began and ended as planned."""

    id: int
    name: str
    board_id: int
    start_at: datetime
    end_at: datetime
    activated_at: datetime | None = None
    completed_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def began_at(self) -> datetime:
        return self.activated_at or self.start_at

    @property
    def ended_at(self) -> datetime:
        return self.completed_at or self.end_at


@dataclass(frozen=True, slots=True)
class Board:
    """A board of a project, by its key."""

    id: int
    name: str
    project: str
    kind: Literal["scrum", "kanban", "simple"] = "scrum"
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One history entry: all of its fields change at once. `actor` None is a history without an author.

    `fields` are pairs of field and new value, in the order of the vendor's items. A move to another project
    changes both `project` and `key`.
    """

    id: int
    at: datetime
    actor: str | None
    fields: tuple[tuple[str, Value], ...]
    telling: Telling = field(default="whole", repr=False)


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    at: datetime
    author: str | None
    is_internal: bool = False
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Worklog:
    """Time that somebody says to have worked: `seconds` from `started_at` on, written down at `at`."""

    id: int
    at: datetime
    author: str | None
    started_at: datetime
    seconds: int
    deleted_at: datetime | None = None


LinkName = Literal["is blocked by", "blocks", "is caused by", "causes"]


@dataclass(frozen=True, slots=True)
class Link:
    """An issue link as seen from the ticket that has it: `name` is the vendor's outward or inward text."""

    id: int
    at: datetime
    name: LinkName
    ticket: int
    telling: Telling = field(default="whole", repr=False)


@dataclass(slots=True)
class Ticket:
    """One ticket. `initial` holds the fields at creation: key, project, status, summary always; and of
    assignee, team, components, points, sprint, priority, resolution, labels, flagged ("Impediment"), parent
    (a ticket id as text), request_type what is set."""

    id: int
    type: str
    reporter: str | None
    created_at: datetime
    initial: dict[str, Value]
    changes: list[Change] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    deleted_at: datetime | None = None
    worklogs: list[Worklog] = field(default_factory=list)
    archived_at: datetime | None = None
