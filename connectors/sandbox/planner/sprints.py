"""What teams plan for their sprints, once all stories are told: before the activation, and in mid-sprint.

It has a random stream of its own and moves nothing but sprints, so that owners, handoffs and times stay.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.handoffs import VisitPlan
from connectors.sandbox.planner.hours import DAY, ENDS, FAR, HOUR
from connectors.sandbox.planner.sprint_history import UNCLEAR, SprintHistory, without_sprints
from connectors.sandbox.world.tickets import Sprint

FORTNIGHT = 14 * DAY


@dataclass(frozen=True, slots=True)
class SprintPlan:
    """A sprint as it ran, with the tickets that were ever put into it."""

    id: int
    began: int
    ended: int
    tickets: tuple[SprintHistory, ...]


def plan_sprints(chronicle: Chronicle, rng: Random) -> list[SprintPlan]:
    """Fills all sprints that end within the planned span."""
    for plan in chronicle.tickets:
        without_sprints(plan)
    for team, board in chronicle.sprints.items():
        chronicle.sprints[team] = [_as_it_ran(rng, sprint) for sprint in board]
    planning = _Planning(chronicle, rng)
    for number in range(len(next(iter(chronicle.sprints.values())))):
        for team in chronicle.sprints:
            planning.fill(team, number)
    return [
        SprintPlan(sprint.id, *_span(sprint), tuple(planning.inside[sprint.id])) for sprint in planning.filled
    ]


def _as_it_ran(rng: Random, sprint: Sprint) -> Sprint:
    """Begun some hours after the planned start, ended within an hour of the planned end."""
    began = sprint.start_at + timedelta(seconds=rng.randrange(60, 3 * HOUR))
    ended = sprint.end_at + timedelta(seconds=rng.randrange(-HOUR, HOUR // 2))
    return replace(sprint, activated_at=began, completed_at=ended)


def _span(sprint: Sprint) -> tuple[int, int]:
    return int(sprint.began_at.timestamp()), int(sprint.ended_at.timestamp())


class _Planning:
    """Goes through the sprints in the order of time. `inside` are the tickets that were put into each."""

    def __init__(self, chronicle: Chronicle, rng: Random) -> None:
        self.cast, self.boards, self.rng = chronicle.cast, chronicle.sprints, rng
        self.filled: list[Sprint] = []
        self.inside: dict[int, list[SprintHistory]] = defaultdict(list)
        self.visits: dict[tuple[str, int], list[tuple[VisitPlan, SprintHistory]]] = defaultdict(list)
        self.first = _span(next(iter(self.boards.values()))[0])[0]
        self.ended = {sprint.id: _span(sprint)[1] for board in self.boards.values() for sprint in board}
        # Of deleted tickets nobody would know, and after a relabel the owner is a matter of reading.
        self.tickets = [
            SprintHistory(plan)
            for plan in chronicle.tickets
            if plan.is_counted and plan.deleted is None and not plan.ownership.was_relabelled
        ]
        for ticket in self.tickets:
            for visit in ticket.plan.ownership.visits:
                until = min(ENDS, visit.left or ENDS)
                for number in range(self._number(visit.arrived), self._number(until) + 2):
                    self.visits[visit.team, number].append((visit, ticket))

    def _number(self, at: int) -> int:
        return max(0, (at - self.first) // FORTNIGHT)

    def fill(self, team: str, number: int) -> None:
        sprint = self.boards[team][number]
        began, ended = _span(sprint)
        if ended > ENDS or number + 1 >= len(self.boards[team]):
            return
        following = self.boards[team][number + 1]
        self.filled.append(sprint)
        unended = {sprint.id for board in self.boards.values() for sprint in board[number:]}
        for visit, ticket in self.visits[team, number]:
            is_free = ticket.sprint is None or ticket.sprint not in unended
            if is_free and not self._commit(team, sprint, visit, ticket):
                self._add(team, sprint, visit, ticket)
        for ticket in self.inside[sprint.id]:
            if ticket.is_open(max(began, ticket.stays[-1].since) + 1) and self.rng.random() < 0.125:
                self._take_out(team, sprint, following, ticket)
        for ticket in self.inside[sprint.id]:
            if ticket.sprint == sprint.id and ticket.is_open(ended) and self.rng.random() < 0.7:
                self._move(team, ended + 60, _span(following)[0] - 60, ticket, following)

    def _commit(self, team: str, sprint: Sprint, visit: VisitPlan, ticket: SprintHistory) -> bool:
        """Planned in the hours before the activation; now and then it is closed before that comes."""
        began, ended = _span(sprint)
        latest = min(began - 60, (visit.left or FAR) - 60)
        soon = visit.left is not None and visit.left < ended
        at = self._second(ticket, max(visit.arrived + UNCLEAR, began - 4 * HOUR, self._free(ticket)), latest)
        if at is None or self.rng.random() > (0.75 if soon else 0.03):
            return False
        if ticket.is_open(began) and (ticket.owner(began) != team or not ticket.is_clear(began)):
            return False
        return self._put(team, at, ticket, sprint)

    def _add(self, team: str, sprint: Sprint, visit: VisitPlan, ticket: SprintHistory) -> bool:
        """Came to the team in mid-sprint and goes into the sprint at once, or later."""
        began, ended = _span(sprint)
        if not began < visit.arrived < ended or self.rng.random() > 0.2:
            return False
        created = ticket.plan.created
        is_first = visit.arrived == created and not ticket.stays
        if is_first and self.rng.random() < 0.5 and ticket.is_clear(created + UNCLEAR + 1):
            ticket.create_in(sprint.id)
            self.inside[sprint.id].append(ticket)
            return True
        latest = min(visit.left or ended, ended) - UNCLEAR
        at = self._second(ticket, max(visit.arrived + UNCLEAR, self._free(ticket)), latest)
        return at is not None and ticket.is_clear(at) and self._put(team, at, ticket, sprint)

    def _take_out(self, team: str, sprint: Sprint, following: Sprint, ticket: SprintHistory) -> None:
        """For good, until later, or into the next sprint."""
        began, ended = _span(sprint)
        since = max(began, ticket.stays[-1].since)
        latest = min(ended, ticket.next_closing(since)) - HOUR
        at = self._second(ticket, since + HOUR, latest)
        if at is None:
            return
        fate = self.rng.random()
        if fate < 0.3:
            self._move(team, at, at, ticket, following)
            return
        ticket.stays[-1].until = at
        ticket.put(at, self._actor(team, at), None)
        back = self._second(ticket, at + HOUR, latest)
        if fate < 0.6 and back is not None:
            self._put(team, back, ticket, sprint)

    def _move(self, team: str, earliest: int, latest: int, ticket: SprintHistory, to: Sprint) -> None:
        """Into the next sprint, if it is clear whose it will be when that one begins."""
        at = earliest if earliest == latest else self._second(ticket, earliest, latest)
        began = _span(to)[0]
        is_settled = not ticket.is_open(began) or (ticket.owner(began) and ticket.is_clear(began))
        if at is None or not ticket.is_open(at) or not is_settled or self.ended[to.id] > ENDS:
            return
        if at < self.ended[ticket.stays[-1].sprint]:
            ticket.stays[-1].until = at
        self._put(team, at, ticket, to)

    def _put(self, team: str, at: int, ticket: SprintHistory, sprint: Sprint) -> bool:
        ticket.put(at, self._actor(team, at), sprint.id)
        if ticket not in self.inside[sprint.id]:
            self.inside[sprint.id].append(ticket)
        return True

    def _free(self, ticket: SprintHistory) -> int:
        """From when on it can be planned anew: after what is planned, and taken from no sprint that runs."""
        return max(ticket.planned, 0 if ticket.sprint is None else self.ended[ticket.sprint]) + 60

    def _actor(self, team: str, at: int) -> str:
        return self.rng.choice(self.cast.members(team, at))

    def _second(self, ticket: SprintHistory, earliest: int, latest: int) -> int | None:
        """A second in which nothing else happens to the ticket."""
        if latest <= earliest:
            return None
        at = self.rng.randrange(earliest, latest)
        return None if at in ticket.plan.seconds() else at
