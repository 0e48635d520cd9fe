"""The verbs of a ticket's story: each writes both what happened and what it means.

The caller says who becomes the owner and how.
"""

from __future__ import annotations

from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.company import Ended
from connectors.sandbox.planner.facts import COUNTED, DONE, STATUS_OWNERS, WORK
from connectors.sandbox.planner.handoffs import PSEUDO
from connectors.sandbox.planner.people import team_at
from connectors.sandbox.planner.ticket_state import SHORTEST, TicketState
from connectors.sandbox.world.tickets import Value


class TicketPlan(TicketState):
    """A ticket whose story is told: every verb happens at `at`, or moves it first."""

    def __init__(
        self,
        chronicle: Chronicle,
        rng: Random,
        project: str,
        reporter: str,
        at: int,
        *,
        owner: str,
        type: str = "Task",
        status: str = "To Do",
        parent: TicketState | None = None,
        fields: dict[str, Value] | None = None,
    ) -> None:
        super().__init__(
            chronicle,
            rng,
            project,
            reporter,
            at,
            owner=owner,
            type=type,
            status=status,
            parent=parent,
            fields=fields,
        )
        self.chronicle = chronicle
        chronicle.tickets.append(self)

    def change(self, actor: str | None, **fields: Value) -> None:
        """One history entry, now. Not for anything that changes the owner: see `give` and its kin."""
        self._write(actor, fields)
        assert self.ownership.owner is None or self.ladder() == self.ownership.owner, (
            self.ladder(),
            self.ownership.owner,
        )

    def flag(self, hours: float) -> None:
        """A member of the owner marks it: something is in the way."""
        self.change(self.wait_for(hours), flagged="Impediment")

    def unflag(self, hours: float) -> None:
        self.change(self.wait_for(hours), flagged=None)

    def note(self, author: str | None, *, internal: bool = False) -> None:
        """A comment, now, that is no touch: by the giver, a bot, a customer, anybody while it is nobody's."""
        assert self.at > self._last, "two events in one second"
        assert (
            self.ownership.owner in (None, *PSEUDO)
            or self.cast.team_of(author, self.at) != self.ownership.owner
        )
        self._last = self.at
        self.comments.append((self.at, author, internal))

    def comment(self, hours: float) -> None:
        """A member of the owner comments: a touch."""
        author = self.wait_for(hours)
        self._last = self.at
        self.comments.append((self.at, author, self.rng.random() < 0.3))
        self.ownership.touch(self.at, start=False)

    def start(self, hours: float | None = None, *, take: bool = True) -> None:
        """A member of the owner enters a work status; by default after a wait in the queue."""
        actor = self.wait_for(self.queue_hours() if hours is None else hours)
        self.enter_work(actor, take=take)

    def queue_hours(self) -> float:
        return self.pace * self.company.queue_hours(self.rng, self.owner, self.at)

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
        self.ownership.work(self.at)

    def next_work(self) -> str:
        now = self.fields["status"]
        return WORK[(WORK.index(now) + 1) % 3] if now in WORK else WORK[0]

    def give(
        self, to: str, actor: str | None, fields: dict[str, Value] | None = None, *, work: bool = False
    ) -> None:
        """The ticket passes to `to`, now, by these fields.

        `work`: a member of `to` takes it into work in the same entry.
        """
        fields, to = dict(fields or {}), team_at(to, self.at)
        if work:
            fields["status"] = self.next_work()
            assert self.cast.team_of(actor, self.at) == to
        self._refuse_unclear(to, fields)
        self._write(actor, fields)
        by_status = self.fields["status"] in STATUS_OWNERS
        self.ownership.give(self.at, to, by_status=by_status)
        if work:
            self.ownership.work(self.at)

    def _refuse_unclear(self, to: str, fields: dict[str, Value]) -> None:
        """Ends the story where a change of teams has made the next step a matter of reading."""
        ownership = self.ownership
        assert self.at - ownership.since >= SHORTEST - 100, "too short to be no noise"
        if to == ownership.owner or (ownership.was_relabelled and (to in PSEUDO or to in ownership.owned)):
            raise Ended
        if to in PSEUDO and ownership.is_touched_only:
            raise Ended
        self._refuse_merged_requester(str(fields.get("status")), self.at)
        self._expect(to, fields)

    def slip(self, actor: str, wrong: dict[str, Value], back: dict[str, Value], seconds: int) -> None:
        """A mistake undone within minutes by the one who made it: noise, the owner never changed."""
        self._write(actor, wrong)
        assert self.ladder() != self.ownership.owner, "that would be no mistake"
        self.ownership.changes.append(self.at)
        self.advance(self.at + seconds)
        self._write(actor, back)
        self.ownership.changes.append(self.at)
        assert self.ladder() == self.ownership.owner

    def finish(self, hours: float, resolution: str = "Done", fields: dict[str, Value] | None = None) -> None:
        """A member of the owner closes the ticket."""
        self.close(self.wait_for(hours, settled=True), resolution, fields)

    def close(self, actor: str | None, resolution: str, fields: dict[str, Value] | None = None) -> None:
        """Closed, now, by anybody. Owner and estimate are those before, except an estimate the entry sets."""
        assert self.at - self.ownership.since >= SHORTEST - 100, "too short to be no noise"
        by_member = actor is not None and self.cast.team_of(actor, self.at) == self.ownership.owner
        counted = resolution in COUNTED
        if counted and by_member and self.ownership.is_touched_only:
            raise Ended
        fields = fields or {}
        points = fields.get("points", self.fields.get("points"))
        assert points is None or isinstance(points, int | float)
        status = DONE[0] if counted else DONE[self.rng.random() < 0.5]
        self._write(actor, {"status": status, "resolution": resolution, **fields})
        self.ownership.close(self.at, counted=counted, by_member=by_member, points=points)

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
        owner = to or self.ownership.last_team
        assert owner is not None
        owner = team_at(owner, self.at)
        if self.ownership.was_relabelled:
            raise Ended
        status = self.status_when_open if self.company.stands_again else "To Do"
        if status in STATUS_OWNERS:
            raise Ended
        self._expect(owner, {**fields, "status": status})
        work = (work or status in WORK) and self.cast.team_of(actor, self.at) == owner
        if work and status not in WORK:
            status = WORK[0]
        self._write(actor, {"status": status, "resolution": None, **fields})
        self.ownership.reopen(self.at, owner)
        if work:
            self.ownership.work(self.at)

    def delete(self, hours: float) -> None:
        """Gone for good; from then on the vendor answers as if it had never been."""
        actor = self.cast.members("platform", self.at)[0]
        self.advance(self.wait(hours, actor))
        self.deleted = self.at
        raise Ended
