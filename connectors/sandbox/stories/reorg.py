"""Stories around the reorganization, and edits of many tickets at once."""

from __future__ import annotations

from functools import partial
from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.company import REORG_SHARE, share_of
from connectors.sandbox.planner.hours import DAY, HOUR, REORG, STARTS
from connectors.sandbox.planner.lifecycle import carry_out, do, open_ticket
from connectors.sandbox.planner.noise import wait_and_start
from connectors.sandbox.planner.people import TRIAGE_LEAD
from connectors.sandbox.planner.tickets import TicketPlan
from connectors.sandbox.planner.transfers import hand

BULK = 26
DAY_SHARE = share_of(STARTS + DAY)


def _mover(c: Chronicle, rng: Random) -> tuple[str, str]:
    person = rng.choice(c.cast.movers)
    team = c.cast.team_of(person, REORG - DAY)
    assert team is not None
    return person, team


def _shortly_before(rng: Random) -> float:
    return REORG_SHARE - rng.uniform(9, 16) * DAY_SHARE


def _after(s: TicketPlan, person: str, hours: float) -> float:
    """So many working hours of somebody as lie between now and `hours` after the reorganization."""
    return s.cast.hours(person).between(s.at, REORG) / HOUR + hours


def held_over(c: Chronicle, rng: Random, u: float) -> None:
    """In the hands of somebody who moves team: the ticket goes along, and that is no handoff."""
    mover, team = _mover(c, rng)
    s = open_ticket(c, rng, _shortly_before(rng), team, shared=False)
    lead = s.wait_for(rng.uniform(1, 6))
    s.change(lead, assignee=mover)
    if rng.random() < 0.7:
        s.wait_for(rng.uniform(1, 8), person=mover)
        s.enter_work(mover)
    s.wait_for(_after(s, mover, rng.uniform(1, 20)), person=mover)
    s.enter_work(mover)
    carry_out(s)


def passed_over(c: Chronicle, rng: Random, u: float) -> None:
    """On its way to somebody who moves before picking it up: the handoff goes on, the new team answers it."""
    mover, team = _mover(c, rng)
    giver = "mobile" if team != "backend" else "analytics"
    s = open_ticket(c, rng, _shortly_before(rng), giver, shared=False)
    s.start(rng.uniform(1, 5))
    s.give(team, s.wait_for(rng.uniform(1, 5), settled=True), {"assignee": mover})
    if rng.random() < 0.5:
        s.wait_for(_after(s, mover, rng.uniform(2, 30)), person=mover)
        s.enter_work(mover)
        carry_out(s)
    else:
        hand(s, "platform", _after(s, mover, rng.uniform(2, 30)))
        do(s)


def dissolved(c: Chronicle, rng: Random, u: float) -> None:
    """The integrated team passes it to somebody who then joins it: the handoff dissolves."""
    mover, team = _mover(c, rng)
    s = open_ticket(c, rng, _shortly_before(rng), "ai")
    s.start(rng.uniform(1, 5))
    s.give(team, s.wait_for(rng.uniform(1, 5), settled=True), {"assignee": mover})
    s.wait_for(_after(s, mover, rng.uniform(1, 20)), person=mover)
    s.enter_work(mover)
    carry_out(s)


def begun_in_bulk(c: Chronicle, rng: Random, u: float) -> None:
    """One person starts a sprint for a whole team in one minute: entering work so is no touch."""
    team, giver = rng.choice(
        (("backend", "ml"), ("frontend", "backend"), ("platform", "data"), ("mobile", "frontend"))
    )
    u = 0.1 + 0.65 * u
    lead = next(person for person in c.cast.members(team, STARTS) if c.cast.is_settled(person))
    minute = c.moment(lead, u) // 60 * 60 + 120
    waiting: list[TicketPlan] = []
    for n in range(BULK):
        early = u - rng.uniform(6, 14) * DAY_SHARE
        s = open_ticket(
            c, rng, early, giver if n % 3 == 0 else team, by=giver if n % 3 == 1 else None, shared=False
        )
        if n % 3 == 0:
            s.start(0.5)
            hand(s, team, 1, "team")
        if s.at > minute - HOUR:
            continue
        s.advance(minute + 2 * len(waiting))
        s.change(lead, status="In Progress")
        waiting.append(s)
    assert len(waiting) >= 20, "too few for a bulk edit"
    for s in waiting:
        c.tell(partial(_go_on, s))


def _go_on(s: TicketPlan) -> None:
    if s.rng.random() < 0.3:
        s.comment(s.queue_hours())
    wait_and_start(s)
    carry_out(s, pull=0.4)


def label_in_bulk(c: Chronicle, rng: Random, count: int) -> None:
    """After all else is planned: the triage lead labels thirty tickets in one minute, `count` times."""
    for n in range(count):
        minute = c.moment(TRIAGE_LEAD, (n + 0.5 + 0.4 * rng.random()) / count) // 60 * 60 + 120
        there = [
            s for s in c.tickets if s.created < minute - DAY and not (s.deleted and s.deleted < minute + 60)
        ]
        second = minute
        for s in rng.sample(there, min(30, len(there))):
            if second not in s.seconds():
                s.changes.append((second, TRIAGE_LEAD, {"labels": (f"fy26-{n}",)}))
            second += 1
        c.counts["label_in_bulk"] += 1
