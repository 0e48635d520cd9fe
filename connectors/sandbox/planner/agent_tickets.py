"""Tickets that a team gives to an agent, which delivers them, and tickets that software closes for nobody."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from connectors.sandbox.planner.agents import ON_JIRA, SINCE
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.facts import DONE, STATUS_OWNERS, WORK
from connectors.sandbox.planner.handoffs import HandoffPlan
from connectors.sandbox.planner.people import AUTOMATION
from connectors.sandbox.planner.ticket_state import TicketState
from connectors.sandbox.world.tickets import Value

# What has somebody named: who has the ticket then is no longer a matter of one field.
NAMING = {"assignee", "team", "components", "project"}
# One person edits these in one minute.
BULKS = ("begun_in_bulk",)
# How long before the agent begins somebody assigns it, in seconds, and how long after the ticket came.
ASSIGNED_BEFORE, AFTER_ARRIVAL = (200, 1500), 60


@dataclass(frozen=True, slots=True)
class AgentWork:
    """A ticket of `team` that an agent was given at `assigned`, began or closed at `touched`, and closed."""

    ticket: TicketState
    team: str
    assigned: int
    touched: int
    closed: int


def deliver_by_agents(chronicle: Chronicle, rng: Random) -> list[AgentWork]:
    """Every other ticket that allows it: what a member of the owner did, an agent does that was asked to."""
    coded = {id(pull.ticket) for pull in chronicle.pull_requests} | {
        id(pull.also) for pull in chronicle.pull_requests
    }
    tickets = [ticket for ticket in chronicle.tickets if id(ticket) not in coded]
    fitting = [ticket for ticket in tickets if _began(ticket) is not None]
    return [work for ticket in fitting[::2] if (work := _deliver(ticket, rng)) is not None]


def close_by_software(chronicle: Chronicle) -> None:
    """Every other ticket that its giver closed while it waited for another team.

    Now a rule closes it, or an agent that nobody is known to have asked.
    """
    found = [
        (ticket, ended)
        for ticket in chronicle.tickets
        if ticket.story == "closed_by_giver" and not ticket.is_open
        for ended in [[one for one in _handoffs(ticket) if one.outcome == "cancelled"]]
        if ended
    ]
    for ticket, ended in found[::2]:
        closed = ended[0].ended
        assert closed is not None
        # A person who has it could be the one for whom an agent works.
        is_nobodys = closed >= SINCE and _fields_at(ticket, closed).get("assignee") is None
        closer = ON_JIRA[0].key if is_nobodys else AUTOMATION
        ticket.changes = [
            (at, closer if at == closed else actor, fields) for at, actor, fields in ticket.changes
        ]
        for handoff in ended:
            handoff.outcome = "closed_by_automation"


def _handoffs(ticket: TicketState) -> list[HandoffPlan]:
    return [*ticket.ownership.handoffs, *ticket.ownership.requests]


def _began(ticket: TicketState) -> int | None:
    """When the team that completed it first did something: a start or the close, by one of its members."""
    ownership, visit = ticket.ownership, ticket.ownership.visits[-1] if ticket.ownership.visits else None
    if visit is None or visit.touched is None or visit.left is None or len(ownership.completions) != 1:
        return None
    is_plain = not (ticket.is_open or ownership.was_relabelled or ticket.deleted or ticket.story in BULKS)
    came = max(visit.arrived, SINCE)
    changes = [change for change in ticket.changes if visit.arrived < change[0] <= visit.left]
    first = [change for change in changes if change[0] == visit.touched]
    if not is_plain or not first or visit.touched - came < ASSIGNED_BEFORE[1] + AFTER_ARRIVAL:
        return None
    was_asked = any(one.receiver == visit.team and one.touched == visit.touched for one in _handoffs(ticket))
    _, actor, fields = first[0]
    names = [NAMING & change[2].keys() for change in changes if change is not first[0]]
    is_theirs = ticket.cast.team_of(actor, visit.touched) == visit.team
    is_work = fields.get("status") in (*WORK, *DONE) and not NAMING - {"assignee"} & fields.keys()
    return visit.touched if was_asked and is_theirs and is_work and not any(names) else None


def _deliver(ticket: TicketState, rng: Random) -> AgentWork | None:
    visit = ticket.ownership.visits[-1]
    touched, closed = visit.touched, visit.left
    assert touched is not None and closed is not None
    agent = rng.choice(ON_JIRA).key
    assigned = touched - rng.randrange(*ASSIGNED_BEFORE)
    while assigned in ticket.seconds():
        assigned += 1
    lead = next(actor for at, actor, _ in ticket.changes if at == touched)
    is_lead = ticket.cast.team_of(lead, assigned) == visit.team
    if not (is_lead and _is_owned_without_assignee(ticket, visit.team, assigned)):
        return None
    changes = []
    for at, actor, fields in ticket.changes:
        is_step = at >= touched and ticket.cast.team_of(actor, at) == visit.team and "status" in fields
        rest = {name: value for name, value in fields.items() if at < touched or name != "assignee"}
        changes.append((at, agent if is_step else actor, rest))
    changes.append((assigned, lead, {"assignee": agent}))
    ticket.changes = sorted(changes, key=lambda change: change[0])
    return AgentWork(ticket, visit.team, assigned, touched, closed)


def _is_owned_without_assignee(ticket: TicketState, team: str, at: int) -> bool:
    """Whether it stays the team's when it is assigned to who is in no team."""
    fields = _fields_at(ticket, at)
    if fields["status"] in STATUS_OWNERS:
        return False
    before, ticket.fields = ticket.fields, {**fields, "assignee": None}
    found = ticket.ladder(at)
    ticket.fields = before
    return found == team


def _fields_at(ticket: TicketState, at: int) -> dict[str, Value]:
    fields = {**ticket.initial}
    for when, _, changed in ticket.changes:
        if when <= at:
            fields |= changed
    return fields
