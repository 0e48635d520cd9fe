"""Pull requests that an agent opens, and what tells for whom: each kind of evidence by itself, and in pairs.

Of a pair, the one whose rung comes first names the principal, and the other somebody of another team.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from connectors.sandbox.planner.agents import Agent
from connectors.sandbox.planner.pull_requests import PullRequestPlan

Event = tuple[int, str, str | None, dict[str, Any]]
ASKED, READY = "review_requested", "ready_for_review"
# What a person does of what is planned for the author, whoever opened it.
_HUMAN = ("merged", "closed", "reopened")


@dataclass(slots=True)
class Opening:
    """A pull request in the conversion; `principal` was its author, `other` is in another team."""

    pull: PullRequestPlan
    rng: Random
    agent: Agent
    principal: str
    other: str
    known: int = 0

    def hand_over(self) -> None:
        """What the author did, the agent does; what ends it stays a person's."""
        pull = self.pull
        pull.author = self.agent.key
        pull.events = [
            (at, kind, self.agent.key if by == self.principal and kind not in _HUMAN else by, facts)
            for at, kind, by, facts in pull.events
        ]
        if not any(kind == "commit" for _, kind, _, _ in pull.events):
            self._add(pull.created - self.rng.randrange(600, 3000), "commit", self.agent.key)
        self.known = pull.created

    def assign(self, by: str, whom: str) -> None:
        at = self._soon()
        self._add(at, "assigned", by, reviewer=whom)

    def mention(self) -> None:
        """Asked in a comment, upon which it goes on."""
        self._add(self._soon(), "comment", self.principal, message=f"@{self.agent.login} please go on.")
        self._add(self._soon(), "commit", self.agent.key)

    def co_author(self, person: str) -> None:
        """A trailer of each commit names a person."""
        self.pull.events = [
            (at, kind, by, {**facts, "co_authors": (person,)} if kind == "commit" else facts)
            for at, kind, by, facts in self.pull.events
        ]

    def sign(self) -> None:
        """Commits are a person's, with a trailer that names the agent."""
        self.co_author(self.agent.key)
        self._by("commit", self.principal)

    def ready(self) -> None:
        self.known = self._by("ready_for_review", self.principal, only_first=True)

    def ask(self, by: str) -> None:
        """A person asks for the first review."""
        self.known = max(self.known, self._by("review_requested", by, only_first=True))

    def _by(self, kind: str, person: str, only_first: bool = False) -> int:
        """Has a person do what the agent would; when that was first."""
        first = min(at for at, what, _, _ in self.pull.events if what == kind)
        self.pull.events = [
            (at, what, person if what == kind and (at == first or not only_first) else by, facts)
            for at, what, by, facts in self.pull.events
        ]
        return first

    def _soon(self) -> int:
        """Right after the last of what makes it known for whom the agent works."""
        taken = {at for at, _, _, _ in self.pull.events}
        self.known += self.rng.randrange(2, 12)
        while self.known in taken:
            self.known += 1
        return self.known

    def _add(self, at: int, kind: str, by: str, **facts: Any) -> None:
        self.pull.events.append((at, kind, by, facts))
        self.pull.events.sort(key=lambda event: event[0])


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of evidence: its rung in the definition (None: it names nobody), and the event that it needs.

    `where`: what comes with the commits tells anywhere; what comes once the pull request is opened, where no
    commit of before shows a team's work on a ticket first; what a ticket's assignee would add to, alone.
    """

    rung: int | None
    plant: Callable[[Opening], None]
    where: Literal["anywhere", "opened", "alone"]
    needs: str | None = None

    def fits(self, pull: PullRequestPlan) -> bool:
        times = [at for at, what, _, _ in pull.events if what == self.needs]
        if self.needs is not None and not times:
            return False
        if self.needs == READY and any(handoff.released < times[0] for handoff in pull.handoffs):
            return False
        return {
            "anywhere": True,
            "opened": not pull.shows_work,
            "alone": pull.ticket is None,
        }[self.where]


def _assigned(one: Opening) -> None:
    one.assign(one.principal, one.agent.key)


def _beside(one: Opening) -> None:
    one.assign(one.agent.key, one.agent.key)
    one.assign(one.agent.key, one.principal)


def _assigned_and_co_author(one: Opening) -> None:
    one.co_author(one.other)
    _assigned(one)


def _assigned_and_beside(one: Opening) -> None:
    _assigned(one)
    one.assign(one.agent.key, one.other)


def _assigned_and_asked(one: Opening) -> None:
    _assigned(one)
    one.ask(one.other)


def _co_author_and_beside(one: Opening) -> None:
    one.co_author(one.principal)
    one.assign(one.agent.key, one.other)


def _co_author_and_asked(one: Opening) -> None:
    one.co_author(one.principal)
    one.ask(one.other)


def _beside_and_asked(one: Opening) -> None:
    _beside(one)
    one.ask(one.other)


def _two_beside(one: Opening) -> None:
    """Two assignees: either could be the one."""
    one.assign(one.agent.key, one.principal)
    one.assign(one.agent.key, one.other)


KINDS: dict[str, Kind] = {
    "assigned": Kind(1, _assigned, "opened"),
    "mentioned": Kind(1, Opening.mention, "opened"),
    "co_author": Kind(2, lambda one: one.co_author(one.principal), "anywhere"),
    "signed": Kind(2, Opening.sign, "anywhere"),
    "beside": Kind(3, _beside, "alone"),
    "ready": Kind(4, Opening.ready, "alone", READY),
    "asked": Kind(4, lambda one: one.ask(one.principal), "alone", ASKED),
    "assigned_and_co_author": Kind(1, _assigned_and_co_author, "opened"),
    "assigned_and_beside": Kind(1, _assigned_and_beside, "opened"),
    "assigned_and_asked": Kind(1, _assigned_and_asked, "opened", ASKED),
    "co_author_and_beside": Kind(2, _co_author_and_beside, "anywhere"),
    "co_author_and_asked": Kind(2, _co_author_and_asked, "anywhere", ASKED),
    "beside_and_asked": Kind(3, _beside_and_asked, "alone", ASKED),
    "two_beside": Kind(None, _two_beside, "alone"),
    "nothing": Kind(None, lambda one: None, "alone"),
}
