"""Stories of tickets that pass from team to team directly, and of what becomes of them there."""

from __future__ import annotations

from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.coding import code
from connectors.sandbox.planner.company import share_of
from connectors.sandbox.planner.facts import NOT_COUNTED
from connectors.sandbox.planner.hours import DAY, MERGER
from connectors.sandbox.planner.lifecycle import carry_out, do, is_forgotten, open_ticket
from connectors.sandbox.planner.noise import chatter, wait_and_start
from connectors.sandbox.planner.tickets import TicketPlan
from connectors.sandbox.planner.transfers import Means, hand

PAIRS = (
    ("ml", "data"),
    ("ml", "backend"),
    ("backend", "frontend"),
    ("frontend", "backend"),
    ("mobile", "backend"),
    ("data", "backend"),
    ("analytics", "data"),
    ("backend", "data"),
    ("backend", "platform"),
    ("data", "platform"),
)

# These pass work to each other until they are merged.
ONCE_APART = (("analytics", "ml"), ("ml", "analytics"))
_SOON_ONE = share_of(MERGER - 60 * DAY)


def some_pair(c: Chronicle, rng: Random, u: float) -> tuple[str, str]:
    """Two teams of which one passes work to the other, at the share `u` of the planned span."""
    pairs = (*PAIRS, *ONCE_APART) if u < _SOON_ONE else PAIRS
    return rng.choice([pair for pair in pairs if c.cast.among(*pair) == pair])


def _begun(c: Chronicle, rng: Random, u: float, giver: str, *, shared: bool | None = None) -> TicketPlan:
    """A ticket its first team has in work."""
    s = open_ticket(c, rng, u, giver, shared=shared, teams=2)
    wait_and_start(s, 0.15)
    return s


def _pass_on(c: Chronicle, rng: Random, u: float, means: Means, pair: tuple[str, str], shared: bool) -> None:
    """Worked on, passed, and done there; or asked back, or returned when the receiver had done its part."""
    giver, to = pair
    s = _begun(c, rng, u, giver, shared=shared)
    hand(s, to, rng.uniform(2, 25), means, keep=rng.random() < 0.4)
    turn = rng.random()
    if turn < 0.15:
        chatter(s, 3)
        s.comment(s.queue_hours())
        hand(s, giver, rng.uniform(0.5, 3), means)
        s.comment(s.queue_hours() * 0.5)
        hand(s, to, rng.uniform(0.5, 4), means)
    wait_and_start(s)
    if 0.15 <= turn < 0.4:
        hand(s, giver, rng.uniform(3, 20), means)
        wait_and_start(s)
    carry_out(s, clears=means == "assignee" and rng.random() < 0.3)


def by_assignee(c: Chronicle, rng: Random, u: float) -> None:
    _pass_on(c, rng, u, "assignee", some_pair(c, rng, u), shared=False)


def by_team_field(c: Chronicle, rng: Random, u: float) -> None:
    _pass_on(c, rng, u, "team", some_pair(c, rng, u), shared=False)


def by_component(c: Chronicle, rng: Random, u: float) -> None:
    pairs = (("backend", "frontend"), ("frontend", "backend"), ("backend", "mobile"), ("mobile", "frontend"))
    _pass_on(c, rng, u, "component", rng.choice(pairs), shared=True)


def by_project(c: Chronicle, rng: Random, u: float) -> None:
    _pass_on(c, rng, u, "project", some_pair(c, rng, u), shared=rng.random() < 0.3)


def pulled(c: Chronicle, rng: Random, u: float) -> None:
    """A member of the receiver takes it over into work, in one entry."""
    giver, to = some_pair(c, rng, u)
    s = _begun(c, rng, u, giver)
    hand(s, to, s.queue_hours(), pull=True)
    carry_out(s)


def forwarded(c: Chronicle, rng: Random, u: float) -> None:
    """The receiver sends it on to a third team untouched."""
    giver, to = some_pair(c, rng, u)
    s = _begun(c, rng, u, giver)
    hand(s, to, rng.uniform(2, 20))
    hand(s, c.some_team(rng, giver, to, "ai"), chatter(s, s.queue_hours() + 1))
    do(s)


def sent_back(c: Chronicle, rng: Random, u: float) -> None:
    """Returned as it came; sometimes it comes again."""
    giver, to = some_pair(c, rng, u)
    s = _begun(c, rng, u, giver)
    hand(s, to, rng.uniform(2, 20))
    hand(s, giver, chatter(s, s.queue_hours() + 1))
    if rng.random() < 0.5:
        hand(s, to, s.queue_hours() + 0.5)
        if rng.random() < 0.3:
            hand(s, giver, s.queue_hours() + 1)
    do(s)


def cancelled_in_queue(c: Chronicle, rng: Random, u: float) -> None:
    giver, to = some_pair(c, rng, u)
    s = _begun(c, rng, u, giver)
    hand(s, to, rng.uniform(2, 20))
    s.finish(chatter(s, s.queue_hours() + 2), rng.choice(NOT_COUNTED))


def closed_at_once(c: Chronicle, rng: Random, u: float) -> None:
    """Done by the receiver without ever being in a work status there."""
    giver, to = some_pair(c, rng, u)
    s = _begun(c, rng, u, giver)
    hand(s, to, rng.uniform(2, 20))
    s.finish(chatter(s, s.queue_hours() + 1))


def closed_by_giver(c: Chronicle, rng: Random, u: float) -> None:
    """Done after all by who had passed it: for the receiver it was cancelled."""
    giver, to = some_pair(c, rng, u)
    s = _begun(c, rng, u, giver)
    hand(s, to, rng.uniform(2, 20), "team" if rng.random() < 0.5 else None)
    closer = s.wait_for(chatter(s, s.queue_hours() + 1), giver, settled=True)
    s.close(closer, "Done")


def passed_and_waiting(c: Chronicle, rng: Random, u: float) -> None:
    """Passed on and not picked up for weeks, whatever others say; the old assignee stays in the field."""
    giver, to = some_pair(c, rng, u)
    s = _begun(c, rng, u, giver, shared=False)
    hand(s, to, rng.uniform(2, 20), "team", keep=True)
    for _ in range(3):
        chatter(s, rng.uniform(10, 50), 0.8)
    if is_forgotten(c):
        return
    if rng.random() < 0.3:
        s.finish(rng.uniform(5, 60), rng.choice(NOT_COUNTED))
    else:
        do(s)


def commented_first(c: Chronicle, rng: Random, u: float) -> None:
    """The receiver answers long before it begins."""
    giver, to = some_pair(c, rng, u)
    s = _begun(c, rng, u, giver)
    hand(s, to, rng.uniform(2, 20))
    s.comment(chatter(s, s.queue_hours()))
    s.start(s.queue_hours() + 2)
    carry_out(s)


def code_first(c: Chronicle, rng: Random, u: float) -> None:
    """The receiver's first sign of life is a commit."""
    giver, to = rng.choice(
        (("ml", "backend"), ("backend", "frontend"), ("ml", "data"), ("frontend", "mobile"))
    )
    s = _begun(c, rng, u, giver)
    hand(s, to, rng.uniform(2, 20))
    code(s, chatter(s, s.queue_hours() + 0.5))
    s.finish(rng.uniform(1, 12))


def platform_request(c: Chronicle, rng: Random, u: float) -> None:
    """Every team needs something of the platform."""
    s = open_ticket(c, rng, u, "platform", by=c.some_team(rng, "platform"), type="Task")
    wait_and_start(s)
    carry_out(s, pull=0.3)
    if rng.random() < 0.1:
        s.reopen(rng.uniform(3, 40), rng.choice(s.cast.members("platform", s.at)))
        wait_and_start(s)
        s.finish(rng.uniform(2, 10))


def data_review(c: Chronicle, rng: Random, u: float) -> None:
    """The status alone gives the ticket to the data team, and back."""
    giver = rng.choice(c.cast.among("ml", "analytics"))
    s = _begun(c, rng, u, giver, shared=False)
    s.give("data", s.wait_for(rng.uniform(3, 20), settled=True), {"status": "In data review"})
    s.comment(chatter(s, s.queue_hours()))
    back = s.ownership.last_team or giver
    if rng.random() < 0.5:
        s.give(back, s.wait_for(rng.uniform(0.5, 4), settled=True), {"status": "Selected"})
        wait_and_start(s)
    else:
        s.give(back, s.wait_for(rng.uniform(0.5, 8), back, settled=True), work=True)
    carry_out(s)
