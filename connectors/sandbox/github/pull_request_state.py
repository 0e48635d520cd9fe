"""What a pull request is at an instant, after all that happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from connectors.sandbox.github.host import Host
from connectors.sandbox.world.code import PullEvent


@dataclass
class State:
    """A pull request at an instant, after every event up to it."""

    is_draft: bool
    updated_at: datetime
    is_open: bool = True
    merged: PullEvent | None = None
    closed_at: datetime | None = None
    head: PullEvent | None = None
    comments: int = 0
    commits: int = 0
    # (kind, key) of those whose review is asked for and pending, in the order of asking
    requested: dict[tuple[str, str], PullEvent] = field(default_factory=dict)
    # in the order of assigning
    assigned: dict[str, None] = field(default_factory=dict)
    verdicts: dict[str | None, str] = field(default_factory=dict)

    @property
    def word(self) -> str:
        return "MERGED" if self.merged is not None else "OPEN" if self.is_open else "CLOSED"

    @property
    def decision(self) -> str | None:
        if "CHANGES_REQUESTED" in self.verdicts.values():
            return "CHANGES_REQUESTED"
        if "APPROVED" in self.verdicts.values():
            return "APPROVED"
        return "REVIEW_REQUIRED" if self.requested else None

    def apply(self, event: PullEvent, host: Host) -> None:
        match event.kind:
            case "commit":
                self.head = event
                self.commits += 1
            case "ready_for_review":
                self.is_draft = False
            case "convert_to_draft":
                self.is_draft = True
            case "review_requested":
                self.requested[_reviewer(event)] = event
            case "review_request_removed":
                self.requested.pop(_reviewer(event), None)
            case "assigned":
                self.assigned[str(event.reviewer)] = None
            case "unassigned":
                self.assigned.pop(str(event.reviewer), None)
            case "review":
                self._answer(event, host)
            case "comment" | "review_comment":
                self.comments += 1
            case "merged":
                self.merged, self.closed_at, self.is_open = event, event.at, False
            case "closed":
                self.closed_at, self.is_open = event.at, False
            case "reopened":
                self.closed_at, self.is_open = None, True

    def _answer(self, event: PullEvent, host: Host) -> None:
        """A review answers the requests to its author and to the teams that its author is in."""
        for kind, key in list(self.requested):
            in_team = kind == "team" and host.is_member(event.actor, key, event.at)
            if in_team or (kind == "person" and key == event.actor):
                del self.requested[kind, key]
        if event.state in ("APPROVED", "CHANGES_REQUESTED"):
            self.verdicts[event.actor] = event.state


def _reviewer(event: PullEvent) -> tuple[str, str]:
    if event.reviewer_team is not None:
        return "team", event.reviewer_team
    return "person", str(event.reviewer)
