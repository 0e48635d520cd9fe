"""What happened in an organization that does not exist, told without any vendor's words.

A World is planned whole, past and future; the servers show the part of it that lies at or before their clock.
All times are aware UTC datetimes with whole seconds. A field that is not set has the value None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

# What a ticket's field can hold: a status, person, team, project or sprint by its key, components and
# labels by name, points as a number, a key or any other field as text.
Value = str | float | tuple[str, ...] | None

PullEventKind = Literal[
    "commit",
    "ready_for_review",
    "convert_to_draft",
    "review_requested",
    "review_request_removed",
    "review",
    "review_comment",
    "comment",
    "merged",
    "closed",
    "reopened",
    "force_pushed",
    "base_changed",
    "labeled",
    "unlabeled",
    "assigned",
    "unassigned",
    "auto_merge_enabled",
    "auto_merge_disabled",
    "added_to_merge_queue",
    "removed_from_merge_queue",
]
IssueEventKind = Literal[
    "comment",
    "assigned",
    "unassigned",
    "labeled",
    "unlabeled",
    "milestoned",
    "demilestoned",
    "closed",
    "reopened",
    "mentioned",
    "transferred",
    "converted_to_discussion",
    "added_to_board",
    "removed_from_board",
    "board_status",
]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or something, with an account: `kind` app is a bot, customer a user of the portal.

    Whose address is private commits under one that GitHub makes up.
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


@dataclass(frozen=True, slots=True)
class Repository:
    id: int
    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class ProjectBoard:
    """A project board on GitHub; what is on it, issues tell by their events."""

    id: int
    owner: str
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


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    at: datetime
    author: str | None
    is_internal: bool = False


@dataclass(frozen=True, slots=True)
class Worklog:
    """Time that somebody says to have worked: `seconds` from `started_at` on, written down at `at`."""

    id: int
    at: datetime
    author: str | None
    started_at: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Link:
    """An issue link as seen from the ticket that has it: `name` is the vendor's outward or inward text."""

    id: int
    at: datetime
    name: Literal["is blocked by", "blocks"]
    ticket: int


@dataclass(slots=True)
class Ticket:
    """One ticket. `initial` holds the fields at creation: key, project, status, summary always; and of
    assignee, team, components, points, sprint, priority, resolution, labels, parent (a ticket id as text),
    request_type what is set."""

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


@dataclass(frozen=True, slots=True)
class PullEvent:
    """Something that happened on a pull request. `reviewer` is a person's key, `reviewer_team` a team's key
    (at most one is set): asked for review, or assigned; `state` is a review's APPROVED, CHANGES_REQUESTED or
    COMMENTED; `message` is a commit's text, a label or a branch."""

    id: int
    at: datetime
    kind: PullEventKind
    actor: str | None
    reviewer: str | None = None
    reviewer_team: str | None = None
    state: str | None = None
    message: str | None = None


@dataclass(slots=True)
class PullRequest:
    """One pull request; commits that were made before it was opened are events before `created_at`."""

    id: int
    repository: int
    number: int
    author: str | None
    created_at: datetime
    title: str
    branch: str
    is_draft: bool = False
    additions: int = 0
    deletions: int = 0
    changed_files: int = 1
    events: list[PullEvent] = field(default_factory=list)
    body: str = ""
    closes: tuple[int, ...] = ()
    """Ids of the issues that merging it closes."""


@dataclass(frozen=True, slots=True)
class IssueEvent:
    """Something that happened on a GitHub issue. `subject` is who was assigned, a label, a milestone, the id
    of a pull request that mentions it, the repository it came from or a status on the project board with the
    id `board`; `reason` is why it was closed. What is not `is_told` happened without a trace on the issue."""

    id: int
    at: datetime
    kind: IssueEventKind
    actor: str | None
    subject: str | None = None
    reason: str | None = None
    board: int | None = None
    is_told: bool = True


@dataclass(slots=True)
class Issue:
    """One GitHub issue; it can be deleted, which leaves no trace."""

    id: int
    repository: int
    number: int
    author: str | None
    created_at: datetime
    title: str
    events: list[IssueEvent] = field(default_factory=list)
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """A commit that went somewhere; `state` is GitHub's word for what became of it."""

    id: int
    repository: int
    at: datetime
    environment: str
    commit: str
    creator: str | None
    state: str = "ACTIVE"


@dataclass(frozen=True, slots=True)
class Release:
    id: int
    repository: int
    at: datetime
    tag: str
    commit: str
    author: str | None


@dataclass(frozen=True, slots=True)
class OwnersFile:
    """CODEOWNERS of a repository from an instant on."""

    repository: int
    at: datetime
    text: str


@dataclass(slots=True)
class World:
    """An organization. `resolutions` are names; every key that tickets and events use is declared here."""

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
