"""What an organization plans its issues with: milestones, fields, and project boards with their fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Milestone:
    """What issues of a repository are planned for; issues name it by its title."""

    id: int
    repository: int
    number: int
    title: str
    created_at: datetime
    due_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IssueField:
    """A field that an organization's issues have. A single select has `options`; several of one event's
    values of a multi select are parted by commas."""

    id: int
    name: str
    kind: Literal["date", "multi_select", "number", "single_select", "text"]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Iteration:
    """A stretch of a project board's iteration field; it is completed once it is over."""

    id: str
    title: str
    start: date
    days: int


@dataclass(frozen=True, slots=True)
class BoardField:
    """A field of a project board beside its status: it has `options` or `iterations`, or holds numbers."""

    id: int
    name: str
    kind: Literal["iteration", "number", "single_select"]
    options: tuple[str, ...] = ()
    iterations: tuple[Iteration, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectBoard:
    """A project board on GitHub; what is on it, issues tell by their events."""

    id: int
    owner: str
    deleted_at: datetime | None = None
    title: str | None = field(default=None, repr=False)
    fields: tuple[BoardField, ...] = field(default=(), repr=False)
