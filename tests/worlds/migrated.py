"""A plan as a migration leaves it: histories that are empty, begin late, have holes, or know names alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from connectors.sandbox.plan import Plan
from connectors.sandbox.world.code import PullEvent, PullRequest
from connectors.sandbox.world.tickets import Change, Link, Telling, Ticket

# How a history of a ticket is told, by the ticket's id and the change or link.
Left = Callable[[int, Change | Link], Telling]


def empty(ticket: int, history: Change | Link) -> Telling:
    return "nothing"


def names(ticket: int, history: Change | Link) -> Telling:
    return "names"


def since(cut: datetime) -> Left:
    """What happened before the migration was not brought along."""
    return lambda ticket, history: "nothing" if history.at < cut else "whole"


def holes(seed: int) -> Left:
    """Whole histories of some tickets, and one in three of the others: gone, or known by names alone."""

    def left(ticket: int, history: Change | Link) -> Telling:
        if (ticket + seed) % 5 == 0:
            return ("nothing", "names")[ticket % 2]
        ways: tuple[Telling, ...] = ("nothing", "names", "whole", "whole", "whole", "whole")
        return ways[(history.id * 7919 + seed) % len(ways)]

    return left


def migrated(
    planned: Plan, left: Left, loses: Callable[[PullRequest, PullEvent], bool] | None = None
) -> Plan:
    """The same plan, its tickets' histories told as `left` says; events of pull requests may be lost, too."""
    world = planned.world
    tickets = [_ticket(ticket, left) for ticket in world.tickets]
    pulls = world.pull_requests
    if loses is not None:
        pulls = [
            replace(pull, events=[replace(event, is_told=not loses(pull, event)) for event in pull.events])
            for pull in pulls
        ]
    return replace(planned, world=replace(world, tickets=tickets, pull_requests=pulls))


def _ticket(ticket: Ticket, left: Left) -> Ticket:
    return replace(
        ticket,
        changes=[replace(change, telling=left(ticket.id, change)) for change in ticket.changes],
        links=[replace(link, telling=left(ticket.id, link)) for link in ticket.links],
    )
