"""One pull request in the planning: the verbs of its life, which also write the truth of reviews."""

from __future__ import annotations

from random import Random
from typing import Any

from connectors.sandbox.planner.company import Company, Ended
from connectors.sandbox.planner.facts import REPOSITORY_OF
from connectors.sandbox.planner.handoffs import HandoffPlan
from connectors.sandbox.planner.hours import ENDS, HOUR
from connectors.sandbox.planner.people import BOTS, TEAMS, team_at
from connectors.sandbox.planner.ticket_state import TicketState

# Where people put the ticket's key: branch, title, or commits alone.
STYLES = 5


class PullRequestPlan:
    """A pull request; `at` is its clock in UTC seconds. `ticket` is whose key it names somewhere.

    `principal` is whose work it is: who opened it, or for whom an agent did; None where nobody can tell.
    `shows_work`: a commit of it is the first that others see of its owner's work on the ticket. `evidence` is
    what tells of an agent's principal, from `known` on; None where a person opened it.
    """

    def __init__(
        self,
        company: Company,
        rng: Random,
        author: str | None,
        team: str,
        at: int,
        *,
        draft: bool = False,
        ticket: TicketState | None = None,
        also: TicketState | None = None,
        commits: tuple[int, ...] = (),
    ) -> None:
        self.company, self.cast, self.rng = company, company.cast, rng
        self.repository = REPOSITORY_OF[TEAMS[team].repository]
        self.author, self.created, self.at = author, at, at
        self.principal, self.shows_work = author, False
        self.evidence: str | None = None
        self.known = at
        self.is_draft = self.was_draft = draft
        self.ticket, self.also = ticket, also
        self.place = 0 if ticket is None else len(ticket.places) - 1
        self.style, self.story = rng.randrange(STYLES), company.telling
        self.events: list[tuple[int, str, str | None, dict[str, Any]]] = []
        for commit in commits:
            self.events.append((commit, "commit", author, {}))
        self.handoffs: list[HandoffPlan] = []
        self.reviewers: dict[str, str] = {}
        self.merged: int | None = None
        self._unanswered: dict[str, list[HandoffPlan]] = {}
        self._until_ready: list[HandoffPlan] = []
        self._asked: set[str] = set()
        self._last = at

    def team_of(self, person: str | None) -> str | None:
        """A human's team now; None for bots and ghosts."""
        return None if person in BOTS else self.cast.team_of(person, self.at)

    def team_then(self, at: int) -> str | None:
        """The team whose work it was at an instant."""
        return None if self.principal in BOTS else self.cast.team_of(self.principal, at)

    # Time.

    def wait_for(self, person: str, hours: float) -> str:
        """Waits until so many hours of somebody's working time have passed."""
        self.company.check_here(person, self.at)
        clock = self.cast.hours(person)
        at = clock.after(self.at, int(hours * HOUR) + self.rng.randrange(60))
        self.jump(max(at, self.at + 61 + self.rng.randrange(60)))
        return person

    def jump(self, at: int) -> None:
        at = self.company.clear(at)
        if at > ENDS:
            raise Ended
        self.at = at

    # What happens, always now.

    def _write(self, kind: str, actor: str | None, **facts: str) -> None:
        assert self.at > self._last, "two events in one second"
        self._last = self.at
        self.events.append((self.at, kind, actor, facts))

    def in_the_same_second(self) -> PullRequestPlan:
        """What is told next happens in the second of what was told last."""
        self._last -= 1
        return self

    def disown(self) -> None:
        """The author's account is gone: nobody is named for what it did, before and after."""
        gone, self.author, self.principal = self.author, None, None
        self.events = [(at, kind, None if by == gone else by, facts) for at, kind, by, facts in self.events]

    def commit(self) -> None:
        self._write("commit", self.author)

    def comment(self, author: str | None) -> None:
        self._write("comment", author)

    def ready(self) -> None:
        """Ready for review; requests made on the draft begin to count."""
        assert self.is_draft
        self.is_draft = False
        self._write("ready_for_review", self.author)
        for handoff in self._until_ready:
            handoff.released = handoff.routed = handoff.known = self.at
            self._count(handoff)
        self._until_ready = []

    def back_to_draft(self) -> None:
        assert not self.is_draft and not self._unanswered, (
            "requests on a draft made again are a matter of reading"
        )
        self.is_draft = True
        self._write("convert_to_draft", self.author)

    def ask(self, *, person: str | None = None, team: str | None = None, codeowners: bool = False) -> None:
        """A review is requested of a person or a team; or, as code owners, of a team and a member at once."""
        by = self.author
        if team is not None:
            self._write("review_requested", by, reviewer_team=team)
        if person is not None:
            if codeowners:
                self.events.append((self.at, "review_requested", by, {"reviewer": person}))
            else:
                self._write("review_requested", by, reviewer=person)
        receiver = team if team is not None else self.team_of(person)
        giver = self.team_of(by)
        if person is not None and receiver is not None:
            self.reviewers[receiver] = person
        if giver is None or receiver is None or receiver == giver:
            return
        if codeowners:
            assert self.team_of(person) == receiver
        if self._is_same_request(receiver):
            return
        handoff = HandoffPlan("D6", "review", giver, self.at, receiver, self.at, known=self.at)
        if self.is_draft:
            assert receiver not in [other.receiver for other in self._until_ready]
            self._until_ready.append(handoff)
        else:
            self._count(handoff)

    def delegate(self, team: str, person: str, seconds: int) -> None:
        """GitHub's code review assignment: a team is asked, withdrawn, and a member is asked in its place.

        Each so many seconds after the other; the team has the ball from the first on.
        """
        self.ask(team=team)
        for kind, of_whom in (
            ("review_request_removed", {"reviewer_team": team}),
            ("review_requested", {"reviewer": person}),
        ):
            self.at += seconds
            self.events.append((self.at, kind, self.author, of_whom))
        self.reviewers[team] = person
        self._last = self.at

    def _is_same_request(self, receiver: str) -> bool:
        """Asked again within a business hour while the first request is unanswered: still that one."""
        waiting = self._unanswered.get(receiver)
        if not waiting:
            return False
        passed = self.cast.business_hours[TEAMS[receiver].calendar].between(waiting[-1].released, self.at)
        assert not 3000 <= passed <= 4200, "too near to one business hour"
        return passed <= HOUR

    def _count(self, handoff: HandoffPlan) -> None:
        assert handoff.receiver is not None
        if handoff.receiver in self._asked:
            handoff.role = "review_again"
        self._asked.add(handoff.receiver)
        self.handoffs.append(handoff)
        self._unanswered.setdefault(handoff.receiver, []).append(handoff)

    def withdraw(self, *, person: str | None = None, team: str | None = None) -> None:
        """A request is removed before anybody reviewed."""
        receiver = team if team is not None else self.team_of(person)
        facts = {"reviewer_team": team} if team is not None else {"reviewer": person or ""}
        self._write("review_request_removed", self.author, **facts)
        for handoff in self._unanswered.pop(receiver or "", []):
            handoff.end("returned_unpicked", self.at, self.at)

    def review(self, reviewer: str | None, state: str = "COMMENTED") -> None:
        self._write("review", reviewer, state=state)
        team = self.team_of(reviewer)
        for asked in [asked for asked in self._unanswered if team_at(asked, self.at) == team]:
            for handoff in self._unanswered.pop(asked):
                handoff.touch(self.at, self.at)
                handoff.started = handoff.start_known = self.at

    def merge(self, actor: str | None) -> None:
        self._write("merged", actor)
        self.merged = self.at
        merger = self.team_of(actor)
        for receiver, handoffs in self._unanswered.items():
            for handoff in handoffs:
                if team_at(receiver, self.at) == merger:
                    handoff.touch(self.at, self.at)
                    handoff.started = handoff.start_known = self.at
                else:
                    handoff.end("cancelled", self.at, self.at)
        self._unanswered = {}

    def close(self, actor: str | None) -> None:
        """Closed without merging."""
        self._write("closed", actor)
        for handoffs in self._unanswered.values():
            for handoff in handoffs:
                handoff.end("cancelled", self.at, self.at)
        self._unanswered = {}

    def reopen(self) -> None:
        self._write("reopened", self.author)
