"""What happened in an organization that does not exist, told without any vendor's words.

A World is planned whole, past and future; the servers show the part of it that lies at or before their clock.
All times are aware UTC datetimes with whole seconds. A field that is not set has the value None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from connectors.sandbox.world.code import (
    Deployment,
    Issue,
    OwnersFile,
    PullRequest,
    Release,
    Repository,
)
from connectors.sandbox.world.planning import IssueField, Milestone, ProjectBoard
from connectors.sandbox.world.tickets import Board, Project, Rename, Sprint, Status, Ticket


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or something, with an account: `kind` app is a bot, customer a user of the portal.

    Whose address is private commits under one that GitHub makes up. From `renamed_at` on GitHub calls it
    `new_login`.
    """

    key: str
    name: str
    email: str
    timezone: str
    account_id: str
    kind: Literal["human", "app", "customer"] = "human"
    login: str | None = None
    github_id: int | None = None
    left_at: datetime | None = None
    is_email_private: bool = False
    renamed_at: datetime | None = field(default=None, repr=False)
    new_login: str | None = field(default=None, repr=False)

    def login_at(self, clock: datetime) -> str | None:
        """What GitHub calls it at an instant, of the present and the past alike."""
        return self.login if self.renamed_at is None or clock < self.renamed_at else self.new_login


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's time in a team; half-open, `to_at` None while it lasts."""

    person: str
    from_at: datetime
    to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """A team as Jira's Team field (`uuid`, `name`) and as GitHub's (`github_id`, `slug`) know it."""

    key: str
    name: str
    slug: str
    uuid: str
    github_id: int
    stays: tuple[Stay, ...] = ()


@dataclass(slots=True)
class World:
    """An organization. `resolutions` are names; every key that tickets and events use is declared here.

    A World with `renames` is served after them all.
    """

    name: str
    jira_url: str
    github_organization: str
    people: list[Person]
    teams: list[Team]
    statuses: list[Status]
    projects: list[Project]
    repositories: list[Repository]
    resolutions: list[str]
    ticket_types: list[str]
    sprints: list[Sprint] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    pull_requests: list[PullRequest] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    owners_files: list[OwnersFile] = field(default_factory=list)
    boards: list[Board] = field(default_factory=list)
    project_boards: list[ProjectBoard] = field(default_factory=list)
    renames: list[Rename] = field(default_factory=list, repr=False)
    issue_types: list[str] = field(default_factory=list, repr=False)
    issue_fields: list[IssueField] = field(default_factory=list, repr=False)
    milestones: list[Milestone] = field(default_factory=list, repr=False)
