"""Which kind of account opened each work item and first acted where a team was waited for, as planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from connectors.sandbox.planner.agents import AGENTS
from connectors.sandbox.planner.build_world import FIRST_PULL, instant
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.people import BOTS
from connectors.sandbox.planner.pull_requests import PullRequestPlan
from connectors.sandbox.planner.ticket_state import TicketState
from connectors.sandbox.world.agents import PlantedOpening, PlantedTouch

_AGENTS = {agent.key for agent in AGENTS}
# What others see of a pull request as work on its ticket, beside its opening.
_SHOWN = ("commit", "comment", "review")


def rows(chronicle: Chronicle) -> dict[str, Any]:
    """The rows of the truth, by their names there."""
    return {"openings": tuple(_openings(chronicle)), "touches": tuple(_touches(chronicle))}


def kind(actor: str | None) -> str | None:
    """Human, agent or bot; None where the account is gone."""
    if actor is None:
        return None
    return "agent" if actor in _AGENTS else "bot" if actor in BOTS else "human"


def _openings(chronicle: Chronicle) -> Iterator[PlantedOpening]:
    for plan in chronicle.tickets:
        yield PlantedOpening(f"ticket:{plan.id}", kind(plan.reporter), instant(plan.created))
    for id_, pull in enumerate(chronicle.pull_requests, FIRST_PULL):
        yield PlantedOpening(f"pull_request:{id_}", kind(pull.author), instant(pull.created))


def _touches(chronicle: Chronicle) -> Iterator[PlantedTouch]:
    pulls: dict[int, list[PullRequestPlan]] = defaultdict(list)
    for pull in chronicle.pull_requests:
        for ticket in (pull.ticket, pull.also):
            if ticket is not None:
                pulls[ticket.id].append(pull)
    for plan in chronicle.tickets:
        ownership = plan.ownership
        waits = [*ownership.visits, *ownership.handoffs, *ownership.requests, *ownership.relations]
        yield from _of(f"ticket:{plan.id}", waits, _actors(plan, pulls[plan.id]))
    for id_, pull in enumerate(chronicle.pull_requests, FIRST_PULL):
        ends = [(at, by) for at, what, by, _ in pull.events if what in ("review", "merged")]
        yield from _of(f"pull_request:{id_}", pull.handoffs, ends)


def _actors(plan: TicketState, pulls: list[PullRequestPlan]) -> list[tuple[int, str | None]]:
    """Who did what when on a ticket and its pull requests."""
    return [
        *((at, by) for at, by, _ in plan.changes),
        *((at, by) for at, by, _ in plan.comments),
        *((pull.created, pull.author) for pull in pulls),
        *((at, by) for pull in pulls for at, what, by, _ in pull.events if what in _SHOWN),
    ]


def _of(item: str, waits: list[Any], acts: list[tuple[int, str | None]]) -> Iterator[PlantedTouch]:
    known = {wait.touched: wait.touch_known for wait in waits if wait.touched is not None}
    for at in sorted(known):
        [by] = {kind(actor) for when, actor in acts if when == at}
        assert by in ("human", "agent"), f"{item} is touched by {by} at {at}"
        yield PlantedTouch(item, instant(at), by, instant(known[at]))
