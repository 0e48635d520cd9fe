"""Stories without a handoff: work inside a team, and what looks like a handoff and is none."""

from __future__ import annotations

from functools import partial
from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.coding import code
from connectors.sandbox.planner.company import share_of
from connectors.sandbox.planner.facts import NOT_COUNTED
from connectors.sandbox.planner.hours import CLOCK, DAY
from connectors.sandbox.planner.lifecycle import carry_out, do, is_forgotten, open_ticket
from connectors.sandbox.planner.noise import chatter, ghost, wait_and_start
from connectors.sandbox.planner.people import CONTRACTORS
from connectors.sandbox.planner.tickets import TicketPlan
from connectors.sandbox.planner.transfers import fields_for, hand


def plain(c: Chronicle, rng: Random, u: float) -> None:
    s = open_ticket(c, rng, u, c.some_team(rng, "ai"))
    do(s, pull=0.4, chance=0.2)


def dropped(c: Chronicle, rng: Random, u: float) -> None:
    """Given up inside the team, before or after work began."""
    s = open_ticket(c, rng, u, c.some_team(rng))
    hours = chatter(s, s.queue_hours() + 4)
    if rng.random() < 0.4:
        s.start(hours)
        hours = rng.uniform(2, 20)
    s.finish(hours, rng.choice(("Won't Do", "Duplicate", "Cannot Reproduce")))


def left_waiting(c: Chronicle, rng: Random, u: float) -> None:
    """For weeks nobody begins: it is assigned, planned, estimated, talked about; few are forgotten."""
    s = open_ticket(c, rng, u, c.some_team(rng, "ai"), by=c.some_team(rng))
    for _ in range(3):
        chatter(s, rng.uniform(10, 60), 0.8)
    if is_forgotten(c):
        return
    if rng.random() < 0.6:
        s.finish(rng.uniform(5, 60), rng.choice(NOT_COUNTED))
    else:
        do(s)


def reopened(c: Chronicle, rng: Random, u: float) -> None:
    s = open_ticket(c, rng, u, c.some_team(rng))
    do(s)
    for _ in range(rng.choice((1, 1, 2))):
        actor = s.cast.members(s.ownership.last_team or "backend", s.at)[0]
        s.reopen(rng.uniform(2, 80), actor, work=rng.random() < 0.3)
        if not s.ownership.is_touched:
            wait_and_start(s)
        carry_out(s, pull=0.3)


def reopened_elsewhere(c: Chronicle, rng: Random, u: float) -> None:
    """Reopened for another team: the handoff is at that instant."""
    giver, to = rng.choice((("backend", "frontend"), ("frontend", "mobile"), ("mobile", "backend")))
    s = open_ticket(c, rng, u, giver, shared=True)
    do(s, pull=0.3)
    actor = rng.choice(s.cast.members(giver, s.at))
    s.reopen(rng.uniform(4, 60), actor, fields_for(s, to, "component"), to=to)
    do(s)


def deleted(c: Chronicle, rng: Random, u: float) -> None:
    """Deleted after it was seen: untouched, in work, or on its way to another team."""
    s = open_ticket(c, rng, u, c.some_team(rng, "ai"))
    how = rng.randrange(3)
    if how > 0:
        wait_and_start(s)
    if how == 2:
        hand(s, c.some_team(rng, s.owner, "ai"), rng.uniform(4, 20))
    s.delete(rng.uniform(30, 120))


def deleted_lately(c: Chronicle, rng: Random, u: float) -> None:
    """Seen in the weeks before the default clock, and gone at it."""
    s = open_ticket(c, rng, share_of(CLOCK - rng.randrange(24 * DAY, 30 * DAY)), c.some_team(rng, "ai"))
    if rng.random() < 0.5:
        s.start(1)
    s.delete((CLOCK - 2 * DAY - rng.randrange(9 * DAY) - s.at) / DAY * 5 / 7 * 9)


def epic(c: Chronicle, rng: Random, u: float) -> None:
    """An Epic with children and a Sub-task, both of which change hands too: types that are not counted."""
    owner, other = rng.choice(
        (("ml", "data"), ("backend", "frontend"), ("platform", "backend"), ("data", "ml"))
    )
    top = open_ticket(c, rng, u, owner, type="Epic", shared=False)
    children: list[TicketPlan] = []
    for n in range(3):
        child = open_ticket(c, rng, min(u + 0.002 * (n + 1), 0.999), owner, parent=top, type="Story")
        children.append(child)
    task = open_ticket(
        c, rng, min(u + 0.008, 0.999), owner, parent=children[0], type="Sub-task", shared=False
    )
    c.tell(lambda: _sub_task(task, other))
    c.tell(lambda: _epic(top, other))
    c.tell(lambda: _with_sub_task(children[0], task))
    for child in children[1:]:
        c.tell(partial(do, child))


def _sub_task(task: TicketPlan, other: str) -> None:
    wait_and_start(task)
    hand(task, other, 5, "team")
    wait_and_start(task)
    task.finish(6)


def _epic(top: TicketPlan, other: str) -> None:
    top.start(20)
    hand(top, other, 60, "team")
    top.start(30, take=False)
    top.finish(200)


def _with_sub_task(child: TicketPlan, task: TicketPlan) -> None:
    wait_and_start(child)
    code(child, 4, also=task)
    child.finish(3)


def contractor(c: Chronicle, rng: Random, u: float) -> None:
    """Held by somebody without a team: the project's team has it, and only its members can touch it."""
    s = open_ticket(c, rng, u, c.some_team(rng, "ai"), shared=False)
    helper = rng.choice(CONTRACTORS)
    lead = s.wait_for(chatter(s, s.queue_hours()))
    s.change(lead, assignee=helper)
    s.wait_for(rng.uniform(1, 10), person=helper)
    s.change(helper, status="In Progress")
    s.wait_for(rng.uniform(4, 30), person=helper)
    s.note(helper)
    if rng.random() < 0.5:
        s.comment(rng.uniform(2, 10))
        s.start(rng.uniform(0.5, 3), take=False)
    s.finish(rng.uniform(2, 12))


def ghosts(c: Chronicle, rng: Random, u: float) -> None:
    """Histories and a close by an account that is gone."""
    s = open_ticket(c, rng, u, c.some_team(rng, "ai"))
    ghost(s, 3)
    if rng.random() < 0.5:
        do(s)
    else:
        s.wait_for(s.queue_hours() + 2)
        s.close(None, "Done")


def misclick(c: Chronicle, rng: Random, u: float) -> None:
    """Passed to the wrong team and taken back within minutes: no handoff."""
    s = open_ticket(c, rng, u, c.some_team(rng, "ai"))
    if rng.random() < 0.6:
        wait_and_start(s)
    wrong = c.some_team(rng, s.owner, "ai")
    actor = s.wait_for(rng.uniform(2, 10), settled=True)
    holder = s.fields.get("assignee")
    if rng.random() < 0.5:
        s.slip(actor, {"assignee": s.newcomer(wrong)}, {"assignee": holder}, rng.randrange(120, 480))
    else:
        s.slip(actor, {"team": wrong}, {"team": None}, rng.randrange(120, 480))
    if s.ownership.is_touched:
        carry_out(s)
    else:
        do(s)
