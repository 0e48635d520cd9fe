"""A ticket in the planning: its fields, its clock, and who has it.

The little ladder here only asserts that the fields agree with what a story says.
"""

from __future__ import annotations

from random import Random
from typing import Any

from connectors.sandbox.planner.company import Company, Ended
from connectors.sandbox.planner.facts import (
    COMPONENTS,
    DONE,
    EXCLUDED_TYPES,
    MERGER_FACTOR,
    PROJECT_OWNER,
    STATUS_OWNERS,
)
from connectors.sandbox.planner.handoffs import CUSTOMER, UNOWNED, ObstaclePlan
from connectors.sandbox.planner.hours import DAY, ENDS, HOUR, MERGER
from connectors.sandbox.planner.ownership import Ownership
from connectors.sandbox.planner.people import MERGED_INTO, team_at
from connectors.sandbox.world.tickets import Value

# No owner has a ticket for a shorter time than this, except by mistake: shorter intervals count as noise.
SHORTEST = 1000
FRIDAY = 4


class TicketState:
    """A ticket from its creation on. `at` is its clock in UTC seconds."""

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
        parent: TicketState | None = None,
        fields: dict[str, Value] | None = None,
    ) -> None:
        self.company, self.cast, self.rng = company, company.cast, rng
        self.type, self.reporter, self.created, self.at = type, reporter, at, at
        self.reporter_team = self.cast.team_of(reporter, at)
        self.places: list[tuple[int, str]] = [(at, project)]
        self.keys: list[str] = []
        self.id = 0
        self.parent, self.story = parent, company.telling
        self.fields: dict[str, Any] = {"project": project, "status": status, **(fields or {})}
        self.initial: dict[str, Value] = dict(self.fields)
        self.changes: list[tuple[int, str | None, dict[str, Value]]] = []
        self.comments: list[tuple[int, str | None, bool]] = []
        self.links: list[tuple[int, TicketState]] = []
        self.unlinks: list[tuple[int, TicketState]] = []
        self.deleted: int | None = None
        self.obstacles: list[ObstaclePlan] = []
        self.ownership = Ownership(counts_requests=company.counts_requests)
        self._last = at
        assert self.ladder() == owner, (self.ladder(), owner)
        self.ownership.arrive(at, owner, self.reporter_team)

    # What the fields say.

    @property
    def is_counted(self) -> bool:
        return self.type not in EXCLUDED_TYPES

    @property
    def owner(self) -> str:
        assert self.ownership.owner is not None, "a closed ticket is nobody's"
        return self.ownership.owner

    @property
    def is_open(self) -> bool:
        return self.ownership.owner is not None

    @property
    def status_when_open(self) -> str:
        """The status that it has, or had when it was last open."""
        past = (fields["status"] for _, _, fields in reversed(self.changes) if "status" in fields)
        return next((str(status) for status in past if status not in DONE), str(self.initial["status"]))

    def ladder(self, at: int | None = None) -> str:
        """Who owns a ticket with these fields at an instant. For assertions only."""
        status = STATUS_OWNERS.get(self.fields["status"])
        if status is not None:
            return {"requester": self.reporter_team or CUSTOMER, "customer": CUSTOMER}.get(status, status)
        at = self.at if at is None else at
        if self.fields.get("team"):
            return team_at(self.fields["team"], at)
        team = self.cast.team_of(self.fields.get("assignee"), at)
        if team is not None:
            return team
        for component in self.fields.get("components") or ():
            return team_at(COMPONENTS[component], at)
        return team_at(PROJECT_OWNER.get(self.fields["project"], UNOWNED), at)

    @property
    def pace(self) -> float:
        """How long its owner takes, as a share of what it else would: the merger makes two teams faster."""
        heirs = [MERGED_INTO[team] for team in self.cast.among(*MERGED_INTO)]
        is_theirs = self.ownership.owner in heirs
        return MERGER_FACTOR if is_theirs and self.created >= MERGER else 1.0

    # Time.

    def advance(self, at: int) -> None:
        """Moves the clock. A holder whose team changes on the way takes the ticket along."""
        assert at > self.at or at == self._last == self.created, (at, self.at)
        stays = self.cast.stays(self.fields.get("assignee") or "")
        for edge in sorted({MERGER, *[edge for stay in stays for edge in (stay.since, stay.until)]}):
            if self.at < edge <= at:
                if edge == MERGER:
                    self._outlive_merger()
                if self.ownership.owner is not None:
                    self._relabel(edge)
        if at > ENDS:
            raise Ended
        self.at = at

    def _outlive_merger(self) -> None:
        """What the merged team had to do with it, the other one had from now on."""
        if self.ownership.owned & MERGED_INTO.keys():
            self.ownership.outlive(MERGED_INTO)
        self._refuse_merged_requester(self.fields["status"], MERGER)

    def _refuse_merged_requester(self, status: str, at: int) -> None:
        """Ends the story where it waits for a requester whose team is no more: a matter of reading."""
        team = self.reporter_team
        if STATUS_OWNERS.get(status) == "requester" and team is not None and team_at(team, at) != team:
            raise Ended

    def _relabel(self, edge: int) -> None:
        owner = self.ladder(edge)
        if owner != self.ownership.owner:
            if edge > ENDS or self.ownership.is_touched_only:
                raise Ended
            self.ownership.relabel(edge, owner)

    def rest(self, at: int) -> None:
        """Something happened at `at` beside the ticket's own events: nothing of its own in that second."""
        self._last = max(self._last, at)

    def seconds(self) -> set[int]:
        """Every second in which something happens to the ticket."""
        return {
            self.created,
            *[change[0] for change in self.changes],
            *[comment[0] for comment in self.comments],
        }

    def wait(self, hours: float, person: str) -> int:
        """The instant after so many hours of somebody's working time; seldom an evening or a weekend."""
        clock = self.cast.hours(person)
        at = clock.after(self.at, int(hours * HOUR) + self.rng.randrange(60))
        odd = self.rng.random()
        if odd < 0.02:
            at = clock.evening(at, self.rng.randrange(900, 4 * HOUR))
        elif odd < 0.05 and (at // DAY + 3) % 7 == FRIDAY:
            at += self.rng.choice((DAY, 2 * DAY))
        return self.company.clear(max(at, self.at + 61 + self.rng.randrange(60)))

    def wait_for(
        self, hours: float, team: str | None = None, *, person: str | None = None, settled: bool = False
    ) -> str:
        """Waits until somebody of `team` (the owner's if None), or `person`, acts; returns who.

        `settled`: not before the present owner has had the ticket long enough to count.
        """
        actor = person or self.somebody(team_at(team or self.owner, self.at))
        self.company.check_here(actor, self.at)
        at = self.wait(hours, actor)
        if settled:
            at = self.company.clear(max(at, self.ownership.since + SHORTEST + self.rng.randrange(300)))
        self.advance(at)
        if person is None and self.cast.team_of(actor, self.at) != team_at(team or self.owner, self.at):
            return self.wait_for(0.3, team, settled=settled)
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

    # Fields.

    def _write(self, actor: str | None, fields: dict[str, Value]) -> None:
        assert self.at > self._last, "two events in one second"
        if "project" in fields:
            self.places.append((self.at, str(fields["project"])))
        self._last = self.at
        self.fields.update(fields)
        self.changes.append((self.at, actor, fields))
        self._meet_obstacles()

    def _meet_obstacles(self) -> None:
        """What is in the way of an open ticket from this entry on, and what no longer is."""
        is_open = self.fields["status"] not in DONE
        now = {"status": self.fields["status"] == "Blocked", "flag": self.fields.get("flagged") is not None}
        for cause, is_there in now.items():
            standing = [found for found in self.obstacles if found.cause == cause and found.until is None]
            if is_open and is_there and not standing:
                self.obstacles.append(ObstaclePlan(cause, self.at))
            for obstacle in standing:
                if not (is_open and is_there):
                    obstacle.until = self.at

    def _expect(self, owner: str, fields: dict[str, Value]) -> None:
        """Asserts that these fields give the ticket to `owner`, unless its holder changed teams."""
        before, self.fields = self.fields, {**self.fields, **fields}
        found, self.fields = self.ladder(), before
        if found != owner:
            stays = self.cast.stays(before.get("assignee") or "")
            if any(self.created < edge <= self.at for stay in stays for edge in (stay.since, stay.until)):
                raise Ended
            raise AssertionError(f"the fields say {found}, the story says {owner}: {before} {fields}")
