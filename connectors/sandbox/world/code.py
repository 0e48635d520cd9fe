"""What happened in the repositories of a planned organization: pull requests, issues, what was delivered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

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
    "board_field",
    "board_archived",
    "board_unarchived",
    "typed",
    "parented",
    "blocked",
    "unblocked",
    "field",
]


def commit_oid(*parts: object) -> str:
    return hashlib.sha1("/".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Repository:
    id: int
    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class PullEvent:
    """Something that happened on a pull request. `reviewer` is a person's key, `reviewer_team` a team's key
    (at most one is set): asked for review, or assigned; `state` is a review's APPROVED, CHANGES_REQUESTED or
    COMMENTED; `message` is the text of a commit or comment, a label or a branch; `co_authors` are who wrote a
    commit besides its author. What is not `is_told` left no trace on the
    timeline (a migration loses it). A deleted comment is shown no more, and `updatedAt` does not move."""

    id: int
    at: datetime
    kind: PullEventKind
    actor: str | None
    reviewer: str | None = None
    reviewer_team: str | None = None
    state: str | None = None
    message: str | None = None
    is_told: bool = field(default=True, repr=False)
    deleted_at: datetime | None = field(default=None, repr=False)
    co_authors: tuple[str, ...] = ()

    @property
    def merge_commit(self) -> str:
        """What a merge made."""
        return commit_oid("merge", self.id)


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
    base: str = field(default="main", repr=False)
    archived_at: datetime | None = field(default=None, repr=False)
    """Since when no list shows it."""
    is_shown_archived: bool = field(default=True, repr=False)
    """Whether whoever reads may triage here, and so gets it by its id when it is archived."""


@dataclass(frozen=True, slots=True)
class IssueEvent:
    """Something that happened on a GitHub issue. `subject` is who was assigned, a label, a milestone, the id
    of a pull request that mentions it, the repository it came from or a status on the project board with the
    id `board`; `reason` is why it was closed. What is not `is_told` happened without a trace on the issue. A
    comment can be deleted: then it is shown no more, and as with `mentioned`, `updatedAt` does not move.

    How an issue is planned, where no `subject` takes away what was there:
    - `typed`: the name of its issue type.
    - `parented`: the id of its parent, as it was created. The parent tells of a sub-issue, and does not move.
    - `blocked`, `unblocked`: the id of the issue that blocks it. Both tell of it, and neither moves.
    - `field`: what the issue field `field_name` holds.
    - `board_field`: what the field `field_name` of a project board holds: a number, an option, an iteration's
      id. As with `board_archived` and `board_unarchived`, issues do not tell of it: boards do."""

    id: int
    at: datetime
    kind: IssueEventKind
    actor: str | None
    subject: str | None = None
    reason: str | None = None
    board: int | None = None
    is_told: bool = True
    deleted_at: datetime | None = None
    field_name: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Transfer:
    """An issue goes to another `repository`, where it is another one, with an `id` and a `number` of its own;
    `event` is the id of the event that tells of it there. It loses labels that the other does not have."""

    at: datetime
    actor: str | None
    event: int
    id: int
    repository: int
    number: int
    loses: tuple[str, ...] = ()


@dataclass(slots=True)
class Issue:
    """One GitHub issue, where it was created; it can be deleted, which leaves no trace."""

    id: int
    repository: int
    number: int
    author: str | None
    created_at: datetime
    title: str
    events: list[IssueEvent] = field(default_factory=list)
    deleted_at: datetime | None = None
    transfers: tuple[Transfer, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Deployment:
    """A commit that went somewhere; `state` is GitHub's word for what became of it; a branch may be named."""

    id: int
    repository: int
    at: datetime
    environment: str
    commit: str
    creator: str | None
    state: str = "ACTIVE"
    branch: str | None = None


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
