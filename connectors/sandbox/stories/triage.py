"""Stories of triage and of the service desk: time in which nobody, or the customer, has the ticket."""

from __future__ import annotations

from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.company import Ended
from connectors.sandbox.planner.facts import NOT_COUNTED, SUPPORT_PROJECT, TRIAGE_PROJECT
from connectors.sandbox.planner.lifecycle import carry_out, details, do, is_forgotten, open_ticket
from connectors.sandbox.planner.noise import chatter, wait_and_start
from connectors.sandbox.planner.people import AUTOMATION, CUSTOMERS, SUPPORT_LEAD, TRIAGE_LEAD
from connectors.sandbox.planner.tickets import TicketPlan
from connectors.sandbox.planner.transfers import hand, route, to_triage
from connectors.sandbox.stories.passing import some_pair


def unowned_hours(rng: Random) -> float:
    """Hours in triage, of the lead's working time."""
    return max(0.5, min(120.0, rng.lognormvariate(1.9, 1.0)))


def _released(c: Chronicle, rng: Random, u: float, giver: str) -> TicketPlan:
    s = open_ticket(c, rng, u, giver)
    wait_and_start(s, 0.15)
    to_triage(s, rng.uniform(1, 20))
    return s


def _intake(c: Chronicle, rng: Random, u: float) -> TicketPlan:
    """Created in triage, by whoever found it."""
    reporter, at = c.member(rng, c.some_team(rng), u)
    kind = rng.choice(("Bug", "Bug", "Task"))
    fields = details(rng, kind)
    return TicketPlan(
        c, rng, TRIAGE_PROJECT, reporter, at, owner="UNOWNED", type=kind, status="Triage", fields=fields
    )


def triage_intake(c: Chronicle, rng: Random, u: float) -> None:
    s = _intake(c, rng, u)
    if rng.random() < 0.4:
        # The lead looks into it: still nobody's.
        s.wait_for(0.4, person=TRIAGE_LEAD)
        s.change(TRIAGE_LEAD, assignee=TRIAGE_LEAD)
    route(s, c.some_team(rng), chatter(s, unowned_hours(rng)), TRIAGE_LEAD)
    do(s)


def triage_routed(c: Chronicle, rng: Random, u: float) -> None:
    """Let go by one team, routed to another hours or days later."""
    giver, to = some_pair(c, rng, u)
    s = _released(c, rng, u, giver)
    if s.ownership.last_team == to:
        raise Ended
    if rng.random() < 0.2:
        # The receiver finds it there and takes it.
        actor = s.wait_for(unowned_hours(rng), to, settled=True)
        s.give(to, actor, {"team": to}, work=True)
    else:
        route(s, to, chatter(s, unowned_hours(rng)), TRIAGE_LEAD)
        wait_and_start(s)
    carry_out(s)


def triage_lost(c: Chronicle, rng: Random, u: float) -> None:
    """Not routed by anybody for weeks."""
    s = _released(c, rng, u, some_pair(c, rng, u)[0]) if rng.random() < 0.7 else _intake(c, rng, u)
    for _ in range(2):
        chatter(s, rng.uniform(10, 80), 0.7)
    if is_forgotten(c):
        return
    if rng.random() < 0.5:
        s.wait_for(rng.uniform(5, 60), person=TRIAGE_LEAD, settled=True)
        s.close(TRIAGE_LEAD, rng.choice(NOT_COUNTED))
    else:
        route(s, c.some_team(rng, "ai"), rng.uniform(5, 60), TRIAGE_LEAD)
        do(s)


def triage_cancelled(c: Chronicle, rng: Random, u: float) -> None:
    """Closed while nobody had it."""
    s = _released(c, rng, u, some_pair(c, rng, u)[0]) if rng.random() < 0.7 else _intake(c, rng, u)
    s.wait_for(chatter(s, 2 * unowned_hours(rng)), person=TRIAGE_LEAD, settled=True)
    s.close(TRIAGE_LEAD, rng.choice(("Won't Do", "Duplicate", "Cannot Reproduce")))


def triage_detour(c: Chronicle, rng: Random, u: float) -> None:
    """Let go and given back: no handoff."""
    s = _released(c, rng, u, c.some_team(rng, "ai"))
    route(s, s.ownership.last_team or "backend", chatter(s, unowned_hours(rng)), TRIAGE_LEAD)
    do(s)


def triage_reversed(c: Chronicle, rng: Random, u: float) -> None:
    """The receiver lets go of it untouched; triage gives it back to either, or to a third team."""
    giver, to = some_pair(c, rng, u)
    s = open_ticket(c, rng, u, giver)
    wait_and_start(s, 0.1)
    hand(s, to, rng.uniform(2, 20))
    to_triage(s, s.queue_hours() + 1)
    route(s, rng.choice((giver, to, c.some_team(rng, giver, to, "ai"))), unowned_hours(rng), TRIAGE_LEAD)
    do(s)


def reported(c: Chronicle, rng: Random, u: float) -> TicketPlan:
    """A customer writes to the service desk."""
    customer = rng.choice(CUSTOMERS)
    fields = details(rng, "Bug") | {"request_type": rng.choice(("Report a problem", "Ask a question"))}
    return TicketPlan(
        c,
        rng,
        SUPPORT_PROJECT,
        customer,
        c.moment(customer, u),
        owner="UNOWNED",
        type="Support",
        status="Triage",
        fields=fields,
    )


def to_team(s: TicketPlan, to: str) -> None:
    """The support lead names a team; the ticket stays at the service desk."""
    s.wait_for(chatter(s, unowned_hours(s.rng) * 0.5), person=SUPPORT_LEAD, settled=True)
    s.give(to, SUPPORT_LEAD, {"team": to, "status": "To Do"})


def support(c: Chronicle, rng: Random, u: float) -> None:
    s = reported(c, rng, u)
    to_team(s, c.some_team(rng, "data", "platform"))
    do(s, pull=0.3)


def support_waiting(c: Chronicle, rng: Random, u: float) -> None:
    """The team asks the customer, who answers, or never does."""
    s = reported(c, rng, u)
    to_team(s, c.some_team(rng, "data", "platform"))
    wait_and_start(s)
    s.give("CUSTOMER", s.wait_for(rng.uniform(0.5, 6), settled=True), {"status": "Waiting for customer"})
    if rng.random() < 0.25:
        s.wait_for(80, person=AUTOMATION, settled=True)
        s.close(AUTOMATION, "Cannot Reproduce")
        return
    s.note(s.wait_for(rng.uniform(1, 30), person=s.reporter))
    again = s.ownership.last_team or "backend"
    s.wait_for(0.3, person=AUTOMATION, settled=True)
    s.give(again, AUTOMATION, {"status": "To Do"})
    s.start(s.queue_hours())
    carry_out(s, pull=0.3)


def support_escalated(c: Chronicle, rng: Random, u: float) -> None:
    """The customer's answer shows that it is another team's: the ticket passes through the customer."""
    s = reported(c, rng, u)
    first = rng.choice(("frontend", "mobile"))
    to_team(s, first)
    wait_and_start(s)
    s.give("CUSTOMER", s.wait_for(rng.uniform(0.5, 6), settled=True), {"status": "Waiting for customer"})
    s.note(s.wait_for(rng.uniform(1, 30), person=s.reporter))
    s.wait_for(rng.uniform(0.5, 5), person=SUPPORT_LEAD, settled=True)
    s.give("backend", SUPPORT_LEAD, {"status": "To Do", "team": "backend"})
    do(s, pull=0.3)
