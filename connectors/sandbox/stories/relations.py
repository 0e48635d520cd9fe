"""Stories of tickets that wait for other teams' tickets, standing still, or turn out to be something else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.company import Ended
from connectors.sandbox.planner.dependencies import deliver, depend
from connectors.sandbox.planner.facts import NOT_COUNTED
from connectors.sandbox.planner.hours import HOUR
from connectors.sandbox.planner.lifecycle import carry_out, do, open_ticket
from connectors.sandbox.planner.noise import chatter, wait_and_start
from connectors.sandbox.planner.people import TEAMS
from connectors.sandbox.planner.tickets import TicketPlan
from connectors.sandbox.planner.transfers import hand
from connectors.sandbox.stories.passing import some_pair

# Before a ticket is begun, as a share of the planned span, others plan what it will wait for.
_AHEAD = 0.006
Answer = Callable[[TicketPlan], None]


def _planned(c: Chronicle, rng: Random, u: float, team: str, by: str | None = None) -> TicketPlan:
    return open_ticket(c, rng, u, team, by=by, type="Task", shared=False)


def _waiting(
    c: Chronicle, rng: Random, u: float, asker: str, blockers: list[TicketPlan], answers: list[Answer]
) -> TicketPlan:
    """Begun, and then found to be blocked; goes on when all that blocked it is closed."""
    s = open_ticket(c, rng, min(u + _AHEAD, 0.999), asker, shared=False, teams=2)
    wait_and_start(s, 0.1)
    s.wait_for(rng.uniform(1, 8), settled=True)
    if any(blocker.at >= s.at for blocker in blockers):
        raise Ended
    if any(not _is_no_request_of_today(s, blocker) for blocker in blockers):
        raise Ended
    for blocker in blockers:
        s.advance(s.at + 61)
        blocker.advance(s.at)
        depend(s, blocker)
        blocker.rest(s.at)
    s.change(s.wait_for(0.1), status="Blocked")
    for blocker, answer in zip(blockers, answers, strict=True):
        blocker.advance(s.at)
        blocker.rest(s.at)
        c.tell(partial(answer, blocker))
    return s


def _is_no_request_of_today(s: TicketPlan, blocker: TicketPlan) -> bool:
    """Whether nobody could say that the blocker was written for this: well over a business day ago."""
    calendars = {TEAMS[team].calendar for team in (s.owner, blocker.owner)}
    hours = [s.cast.business_hours[calendar] for calendar in calendars]
    return min(clock.between(blocker.created, s.at) for clock in hours) > 10 * HOUR


def _go_on(s: TicketPlan, blockers: list[TicketPlan]) -> None:
    """The owner of what waited takes it up again, once nothing is in its way."""
    if any(blocker.is_open for blocker in blockers):
        return
    s.advance(max(blocker.ownership.since for blocker in blockers))
    deliver(s, *blockers)
    s.rest(s.at)
    s.start(s.rng.uniform(0.5, 16), take=False)
    carry_out(s)


def waits_for_planned(c: Chronicle, rng: Random, u: float) -> None:
    """For what the other team had planned by itself."""
    asker, to = some_pair(c, rng, u)
    blockers = [_planned(c, rng, u, to)]
    _go_on(_waiting(c, rng, u, asker, blockers, [do]), blockers)


def waits_for_asked(c: Chronicle, rng: Random, u: float) -> None:
    """For what it had asked the other team for days before."""
    asker, to = some_pair(c, rng, u)
    blockers = [_planned(c, rng, u, to, by=asker)]
    _go_on(_waiting(c, rng, u, asker, blockers, [do]), blockers)


def waits_for_two(c: Chronicle, rng: Random, u: float) -> None:
    """For two teams: the later one delivers."""
    asker, to = some_pair(c, rng, u)
    other = c.some_team(rng, asker, to)
    blockers = [_planned(c, rng, u, to), _planned(c, rng, u, other)]
    _go_on(_waiting(c, rng, u, asker, blockers, [do, do]), blockers)


def waits_in_vain(c: Chronicle, rng: Random, u: float) -> None:
    """For what the other team then drops: nothing is delivered."""
    asker, to = some_pair(c, rng, u)
    blockers = [_planned(c, rng, u, to)]
    _go_on(_waiting(c, rng, u, asker, blockers, [_drop]), blockers)


def waits_for_forwarded(c: Chronicle, rng: Random, u: float) -> None:
    """For what the other team passes on to a third one, which delivers."""
    asker, to = some_pair(c, rng, u)
    third = c.some_team(rng, asker, to)
    blockers = [_planned(c, rng, u, to)]
    _go_on(_waiting(c, rng, u, asker, blockers, [partial(_forward, to=third)]), blockers)


def waits_no_more(c: Chronicle, rng: Random, u: float) -> None:
    """It turns out to be possible without: the link is taken away, and nobody delivers."""
    asker, to = some_pair(c, rng, u)
    blocker = _planned(c, rng, u, to)
    s = _waiting(c, rng, u, asker, [blocker], [lambda _: None])
    s.wait_for(rng.uniform(2, 20))
    s.unlinks.append((s.at, blocker))
    s.rest(s.at)
    s.start(rng.uniform(0.1, 1), take=False)
    blocker.advance(s.at)
    blocker.rest(s.at)
    c.tell(partial(do, blocker))
    carry_out(s)


def retyped(c: Chronicle, rng: Random, u: float) -> None:
    """A task turns out to be a fault: the same team has it."""
    s = open_ticket(c, rng, u, c.some_team(rng), type="Task", shared=False)
    s.change(s.wait_for(rng.uniform(0.5, 10)), type="Bug")
    do(s)


def _drop(blocker: TicketPlan) -> None:
    blocker.finish(chatter(blocker, blocker.queue_hours() + 2), blocker.rng.choice(NOT_COUNTED))


def _forward(blocker: TicketPlan, to: str) -> None:
    hand(blocker, to, chatter(blocker, blocker.queue_hours() + 1))
    do(blocker)
