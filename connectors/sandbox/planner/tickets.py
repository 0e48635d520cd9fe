"""The verbs of a ticket's story: each writes both what happened and what it means.

The caller says who gets the ball and how.
"""

from __future__ import annotations

from connectors.sandbox.planner.company import COUNTED, DONE, STATUS_OWNERS, WORK, Ended
from connectors.sandbox.planner.handoffs import PSEUDO
from connectors.sandbox.planner.ticket_state import SHORTEST, TicketState
from connectors.sandbox.world.tickets import Value


class TicketPlan(TicketState):
    """A ticket whose story is told: every verb happens at `at`, or moves it first."""

    def change(self, actor: str | None, **fields: Value) -> None:
        """One history entry, now. Not for anything that moves the ball: see `give` and its kin."""
        self._write(actor, fields)
        assert self.ball.owner is None or self.ladder() == self.ball.owner, (self.ladder(), self.ball.owner)

    def note(self, author: str | None, *, internal: bool = False) -> None:
        """A comment, now, that is no touch: by the giver, a bot, a customer, anybody while it is nobody's."""
        assert self.at > self._last, "two events in one second"
        assert self.ball.owner in (None, *PSEUDO) or self.cast.team_of(author, self.at) != self.ball.owner
        self._last = self.at
        self.comments.append((self.at, author, internal))

    def comment(self, hours: float) -> None:
        """A member of the owner comments: a touch."""
        author = self.turn(hours)
        self._last = self.at
        self.comments.append((self.at, author, self.rng.random() < 0.3))
        self.ball.touch(self.at, start=False)

    def start(self, hours: float | None = None, *, take: bool = True) -> None:
        """A member of the owner enters a work status; by default after a wait in the queue."""
        actor = self.turn(self.queue_hours() if hours is None else hours)
        self.enter_work(actor, take=take)

    def queue_hours(self) -> float:
        return self.company.queue_hours(self.rng, self.owner, self.at)

    def enter_work(self, actor: str, status: str | None = None, *, take: bool = True) -> None:
        """Now, by a member of the owner: In Progress, or the next work status if that is where it is."""
        assert self.cast.team_of(actor, self.at) == self.owner
        fields: dict[str, Value] = {"status": status or self.next_work()}
        if (
            take
            and self.cast.team_of(self.fields.get("assignee"), self.at) != self.owner
            and not self.fields.get("team")
        ):
            fields["assignee"] = actor
        self.change(actor, **fields)
        self.ball.work(self.at)

    def next_work(self) -> str:
        now = self.fields["status"]
        return WORK[(WORK.index(now) + 1) % 3] if now in WORK else WORK[0]

    def give(
        self, to: str, actor: str | None, fields: dict[str, Value] | None = None, *, work: bool = False
    ) -> None:
        """The ball passes to `to`, now, by these fields.

        `work`: a member of `to` takes it into work in the same entry.
        """
        fields = dict(fields or {})
        if work:
            fields["status"] = self.next_work()
            assert self.cast.team_of(actor, self.at) == to
        self._refuse_unclear(to, fields)
        self._write(actor, fields)
        by_status = self.fields["status"] in STATUS_OWNERS
        self.ball.give(self.at, to, by_status=by_status)
        if work:
            self.ball.work(self.at)

    def _refuse_unclear(self, to: str, fields: dict[str, Value]) -> None:
        """Ends the story where a change of teams has made the next step a matter of reading."""
        ball = self.ball
        assert self.at - ball.since >= SHORTEST - 100, "too short to be no noise"
        if to == ball.owner or (ball.was_relabelled and (to in PSEUDO or to in ball.owned)):
            raise Ended
        if to in PSEUDO and ball.is_touched_only:
            raise Ended
        self._expect(to, fields)

    def slip(self, actor: str, wrong: dict[str, Value], back: dict[str, Value], seconds: int) -> None:
        """A mistake undone within minutes by the one who made it: noise, the ball never moved."""
        self._write(actor, wrong)
        assert self.ladder() != self.ball.owner, "that would be no mistake"
        self.ball.changes.append(self.at)
        self.advance(self.at + seconds)
        self._write(actor, back)
        self.ball.changes.append(self.at)
        assert self.ladder() == self.ball.owner

    def finish(self, hours: float, resolution: str = "Done", fields: dict[str, Value] | None = None) -> None:
        """A member of the owner closes the ticket."""
        self.close(self.turn(hours, settled=True), resolution, fields)

    def close(self, actor: str | None, resolution: str, fields: dict[str, Value] | None = None) -> None:
        """Closed, now, by anybody. Owner and estimate are those before, except an estimate the entry sets."""
        assert self.at - self.ball.since >= SHORTEST - 100, "too short to be no noise"
        by_member = actor is not None and self.cast.team_of(actor, self.at) == self.ball.owner
        counted = resolution in COUNTED
        if counted and by_member and self.ball.is_touched_only:
            raise Ended
        fields = fields or {}
        points = fields.get("points", self.fields.get("points"))
        assert points is None or isinstance(points, int | float)
        status = DONE[0] if counted else DONE[self.rng.random() < 0.5]
        self._write(actor, {"status": status, "resolution": resolution, **fields})
        self.ball.close(self.at, counted=counted, by_member=by_member, points=points)

    def reopen(
        self,
        hours: float,
        actor: str,
        fields: dict[str, Value] | None = None,
        *,
        to: str | None = None,
        work: bool = False,
    ) -> None:
        """Open again; `to` another team than the last one if the entry also changes hands."""
        at = self.wait(max(hours, 0.5), actor)
        self.advance(self.company.clear(max(at, self._last + SHORTEST)))
        fields = fields or {}
        owner = to or self.ball.last_team
        assert owner is not None
        if self.ball.was_relabelled:
            raise Ended
        self._expect(owner, {**fields, "status": "To Do"})
        work = work and self.cast.team_of(actor, self.at) == owner
        self._write(actor, {"status": WORK[0] if work else "To Do", "resolution": None, **fields})
        self.ball.reopen(self.at, owner)
        if work:
            self.ball.work(self.at)

    def delete(self, hours: float) -> None:
        """Gone for good; from then on the vendor answers as if it had never been."""
        actor = self.cast.members("platform", self.at)[0]
        self.advance(self.wait(hours, actor))
        self.deleted = self.at
        raise Ended
