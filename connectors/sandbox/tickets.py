"""One ticket in the planning: its fields, its clock, and the verbs that write both what happened and what it means.

The caller says who gets the ball and how; the small ladder here only asserts that the fields agree.
"""

from __future__ import annotations

from random import Random
from typing import Any

from connectors.sandbox.ball import CUSTOMER, PSEUDO, UNOWNED, Ball
from connectors.sandbox.company import (
    COMPONENTS,
    COUNTED,
    DONE,
    EXCLUDED_TYPES,
    PROJECT_OWNER,
    STATUS_OWNERS,
    WORK,
    Company,
    Ended,
)
from connectors.sandbox.hours import ENDS, HOUR
from connectors.sandbox.world import Value

# No owner has a ticket for a shorter time than this, except by mistake: shorter intervals count as noise.
SHORTEST = 1000


class TicketPlan:
    """A ticket from its creation on. `at` is its clock in UTC seconds; every verb happens at `at` or moves it."""

    def __init__(
        self,
        company: Company,
        rng: Random,
        project: str,
        reporter: str,
        at: int,
        *,
        owner: str,
        type: str = "Task",
        status: str = "To Do",
        parent: TicketPlan | None = None,
        **fields: Value,
    ) -> None:
        self.company, self.cast, self.rng = company, company.cast, rng
        self.type, self.reporter, self.created, self.at = type, reporter, at, at
        self.reporter_team = self.cast.team_of(reporter, at)
        self.places: list[tuple[int, str]] = [(at, project)]
        self.keys: list[str] = []
        self.id = 0
        self.parent = parent
        self.fields: dict[str, Any] = {"project": project, "status": status, **fields}
        self.initial: dict[str, Value] = dict(self.fields)
        self.changes: list[tuple[int, str | None, dict[str, Value]]] = []
        self.comments: list[tuple[int, str | None, bool]] = []
        self.links: list[tuple[int, TicketPlan]] = []
        self.deleted: int | None = None
        self.ball = Ball()
        self._last = at
        assert self.ladder() == owner, (self.ladder(), owner)
        self.ball.arrive(at, owner, self.reporter_team)
        company.tickets.append(self)

    # What the fields say.

    @property
    def is_counted(self) -> bool:
        return self.type not in EXCLUDED_TYPES

    @property
    def owner(self) -> str:
        assert self.ball.owner is not None, "a closed ticket is nobody's"
        return self.ball.owner

    @property
    def is_open(self) -> bool:
        return self.ball.owner is not None

    def ladder(self, at: int | None = None) -> str:
        """Who owns a ticket with these fields at an instant. For assertions only."""
        status = STATUS_OWNERS.get(self.fields["status"])
        if status is not None:
            return {"requester": self.reporter_team or CUSTOMER, "customer": CUSTOMER}.get(status, status)
        if self.fields.get("team"):
            return self.fields["team"]
        team = self.cast.team_of(self.fields.get("assignee"), self.at if at is None else at)
        if team is not None:
            return team
        for component in self.fields.get("components") or ():
            return COMPONENTS[component]
        return PROJECT_OWNER.get(self.fields["project"], UNOWNED)

    # Time.

    def advance(self, at: int) -> None:
        """Moves the clock. A holder whose team changes on the way takes the ticket along."""
        assert at > self.at or at == self._last == self.created, (at, self.at)
        holder = self.fields.get("assignee")
        if holder is not None and self.ball.owner is not None:
            for stay in self.cast.stays(holder):
                for edge in (stay.since, stay.until):
                    if self.at < edge <= at:
                        self._relabel(edge)
        if at > ENDS:
            raise Ended
        self.at = at

    def _relabel(self, edge: int) -> None:
        owner = self.ladder(edge)
        if owner != self.ball.owner:
            if edge > ENDS or self.ball.is_touched_only:
                raise Ended
            self.ball.relabel(edge, owner)

    def rest(self, at: int) -> None:
        """Something happened at `at` beside the ticket's own events: nothing of its own in that second."""
        self._last = max(self._last, at)

    def seconds(self) -> set[int]:
        """Every second in which something happens to the ticket."""
        return {self.created, *[change[0] for change in self.changes], *[comment[0] for comment in self.comments]}

    def wait(self, hours: float, person: str) -> int:
        """The instant after so many hours of somebody's working time from now; seldom an evening. Moves nothing."""
        clock = self.cast.hours(person)
        at = clock.after(self.at, int(hours * HOUR) + self.rng.randrange(60))
        if self.rng.random() < 0.02:
            at = clock.evening(at, self.rng.randrange(900, 4 * HOUR))
        return self.company.clear(max(at, self.at + 61 + self.rng.randrange(60)))

    def turn(
        self, hours: float, team: str | None = None, *, person: str | None = None, settled: bool = False
    ) -> str:
        """Waits until somebody of `team` (the owner's if None), or `person`, acts; returns who.

        `settled`: not before the present owner has had the ticket long enough to count.
        """
        actor = person or self.somebody(team or self.owner)
        self.company.check_here(actor, self.at)
        at = self.wait(hours, actor)
        if settled:
            at = self.company.clear(max(at, self.ball.since + SHORTEST + self.rng.randrange(300)))
        self.advance(at)
        if person is None and self.cast.team_of(actor, self.at) != (team or self.owner):
            return self.turn(0.3, team, settled=settled)
        return actor

    def somebody(self, team: str) -> str:
        """The assignee if in that team now, else any member."""
        holder = self.fields.get("assignee")
        if holder is not None and self.cast.team_of(holder, self.at) == team and self.rng.random() < 0.8:
            return holder
        members = self.cast.members(team, self.at)
        return self.rng.choice(members)

    def newcomer(self, team: str, *, settled: bool = False) -> str:
        """A member of a team to assign; `settled`: one who never leaves it."""
        members = self.cast.members(team, self.at)
        if settled:
            members = tuple(person for person in members if self.cast.is_settled(person))
        return self.rng.choice(members)

    # What happens.

    def change(self, actor: str | None, **fields: Value) -> None:
        """One history entry, now. Not for anything that moves the ball: see `give` and its kin."""
        self._write(actor, fields)
        assert self.ball.owner is None or self.ladder() == self.ball.owner, (self.ladder(), self.ball.owner)

    def _write(self, actor: str | None, fields: dict[str, Value]) -> None:
        assert self.at > self._last, "two events in one second"
        if "project" in fields:
            self.places.append((self.at, str(fields["project"])))
        self._last = self.at
        self.fields.update(fields)
        self.changes.append((self.at, actor, fields))

    def note(self, author: str | None, *, internal: bool = False) -> None:
        """A comment, now, that is no touch: by the giver, a bot, a customer, anybody while nobody has the ticket."""
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

    def give(self, to: str, actor: str | None, *, work: bool = False, **fields: Value) -> None:
        """The ball passes to `to`, now, by these fields; `work`: taken into work by a member of `to` in the same entry."""
        if work:
            fields = {**fields, "status": self.next_work()}
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

    def _expect(self, owner: str, fields: dict[str, Value]) -> None:
        """Asserts that these fields give the ticket to `owner`; the holder may have changed teams meanwhile."""
        before, self.fields = self.fields, {**self.fields, **fields}
        found, self.fields = self.ladder(), before
        if found != owner:
            stays = self.cast.stays(before.get("assignee") or "")
            if any(self.created < edge <= self.at for stay in stays for edge in (stay.since, stay.until)):
                raise Ended
            raise AssertionError(f"the fields say {found}, the story says {owner}: {before} {fields}")

    def slip(self, actor: str, wrong: dict[str, Value], back: dict[str, Value], seconds: int) -> None:
        """A mistake undone within minutes by the one who made it: noise, the ball never moved."""
        self._write(actor, wrong)
        assert self.ladder() != self.ball.owner, "that would be no mistake"
        self.ball.changes.append(self.at)
        self.advance(self.at + seconds)
        self._write(actor, back)
        self.ball.changes.append(self.at)
        assert self.ladder() == self.ball.owner

    def finish(self, hours: float, resolution: str = "Done", **fields: Value) -> None:
        """A member of the owner closes the ticket."""
        self.close(self.turn(hours, settled=True), resolution, **fields)

    def close(self, actor: str | None, resolution: str, **fields: Value) -> None:
        """Closed, now, by anybody. Owner and estimate are those before, except an estimate the entry sets."""
        assert self.at - self.ball.since >= SHORTEST - 100, "too short to be no noise"
        by_member = actor is not None and self.cast.team_of(actor, self.at) == self.ball.owner
        counted = resolution in COUNTED
        if counted and by_member and self.ball.is_touched_only:
            raise Ended
        points = fields.get("points", self.fields.get("points"))
        assert points is None or isinstance(points, int | float)
        status = DONE[0] if counted else DONE[self.rng.random() < 0.5]
        self._write(actor, {"status": status, "resolution": resolution, **fields})
        self.ball.close(self.at, counted=counted, by_member=by_member, points=points)

    def reopen(
        self, hours: float, actor: str, *, to: str | None = None, work: bool = False, **fields: Value
    ) -> None:
        """Open again; `to` another team than the last one if the entry also changes hands."""
        at = self.wait(max(hours, 0.5), actor)
        self.advance(self.company.clear(max(at, self._last + SHORTEST)))
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
