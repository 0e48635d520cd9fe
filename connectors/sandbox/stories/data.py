"""Stories of the data team's queue, whose arrivals outgrow it month by month."""

from __future__ import annotations

from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.dependencies import deliver, depend
from connectors.sandbox.planner.handoffs import CUSTOMER
from connectors.sandbox.planner.lifecycle import carry_out, details, open_ticket
from connectors.sandbox.planner.noise import chatter, wait_and_start
from connectors.sandbox.planner.people import CONTRACTORS
from connectors.sandbox.planner.tickets import TicketPlan
from connectors.sandbox.world.tickets import Value

REQUESTERS = ("ml", "ml", "ml", "analytics", "analytics", "backend", "frontend", "mobile", "ai")


def _later(u: float) -> float:
    """More requests come the later it is."""
    return u**0.75


def _request(c: Chronicle, rng: Random, u: float, by: str | None = None) -> TicketPlan:
    requester = by or rng.choice(c.cast.among(*REQUESTERS))
    return open_ticket(
        c, rng, _later(u), "data", by=requester, type=rng.choice(("Task", "Story")), shared=False, teams=2
    )


def data_request(c: Chronicle, rng: Random, u: float) -> None:
    s = _request(c, rng, u)
    wait_and_start(s, 0.5)
    carry_out(s, pull=0.4)


def data_request_dropped(c: Chronicle, rng: Random, u: float) -> None:
    """It waited until nobody needed it any more."""
    s = _request(c, rng, u)
    hours = chatter(s, 2.5 * s.queue_hours() + 4, 0.5)
    if rng.random() < 0.5:
        s.finish(hours, "Won't Do")
    else:
        requester = s.reporter_team or "ml"
        s.close(s.wait_for(hours, requester, settled=True), rng.choice(("Won't Do", "Duplicate")))


def data_bounce(c: Chronicle, rng: Random, u: float) -> None:
    """Returned with a question by the Team field, answered, sent again; sometimes twice."""
    s = _request(c, rng, u)
    requester = s.reporter_team or "ml"
    for _ in range(rng.choice((1, 1, 2))):
        s.comment(chatter(s, s.queue_hours()))
        s.give(requester, s.wait_for(rng.uniform(0.3, 3), settled=True), {"team": requester})
        answered = rng.random()
        if answered < 0.6:
            s.comment(s.queue_hours())
        s.give("data", s.wait_for(s.queue_hours() * 0.6 + 0.5, requester, settled=True), {"team": "data"})
    wait_and_start(s)
    carry_out(s, pull=0.3)


def data_question(c: Chronicle, rng: Random, u: float) -> None:
    """Asked back by status: "Waiting for requester" gives the ticket to the requester's team."""
    s = _request(c, rng, u)
    requester = s.reporter_team or "ml"
    s.comment(chatter(s, s.queue_hours()))
    s.give(requester, s.wait_for(rng.uniform(0.2, 2), settled=True), {"status": "Waiting for requester"})
    how = rng.random()
    if how < 0.6:
        s.comment(s.queue_hours())
        s.give("data", s.wait_for(rng.uniform(0.3, 4), requester, settled=True), {"status": "To Do"})
    elif how < 0.8:
        # Sent back without a word: the question was never picked up.
        s.give("data", s.wait_for(s.queue_hours() + 0.3, requester, settled=True), {"status": "To Do"})
    else:
        # The data team stops waiting and begins.
        s.give("data", s.wait_for(s.queue_hours() + 8, "data", settled=True), work=True)
    if not s.ownership.is_touched:
        wait_and_start(s)
    carry_out(s, pull=0.3)


def outsider_question(c: Chronicle, rng: Random, u: float) -> None:
    """Asked back to a contractor, who has no team: it waits for the customer, a detour."""
    reporter = rng.choice(CONTRACTORS)
    fields = details(rng, "Task")
    at = c.moment(reporter, u)
    s = TicketPlan(c, rng, "DATA", reporter, at, owner="data", type="Task", fields=fields)
    wait_and_start(s)
    s.give(CUSTOMER, s.wait_for(rng.uniform(0.2, 4), settled=True), {"status": "Waiting for requester"})
    s.note(s.wait_for(rng.uniform(1, 20), person=reporter))
    s.give("data", s.wait_for(0.3, person=reporter, settled=True), {"status": "To Do"})
    s.start()
    carry_out(s, pull=0.3)


def blocked_by_data(c: Chronicle, rng: Random, u: float) -> None:
    """A ticket of another team waits, blocked, for a request to the data team."""
    asker = rng.choice(c.cast.among("ml", "ml", "analytics", "backend"))
    s = open_ticket(c, rng, _later(u), asker, teams=2)
    wait_and_start(s, 0.1)
    asked = s.wait_for(rng.uniform(1, 8), settled=True)
    fields: dict[str, Value] = {"summary": "Data for a feature"}
    request = TicketPlan(c, rng, "DATA", asked, s.at, owner="data", type="Task", fields=fields)
    s.rest(s.at)
    s.advance(s.at + 61)
    depend(s, request, was_just_asked=True)
    request.advance(s.at)
    request.rest(s.at)
    s.change(s.wait_for(0.1), status="Blocked")

    def answer() -> None:
        wait_and_start(request)
        carry_out(request, pull=0.3)

    c.tell(answer)
    if not request.is_open:
        if request.at > s.at:
            s.advance(request.at)
        deliver(s, request)
        s.start(rng.uniform(0.5, 16), take=False)
        carry_out(s)
