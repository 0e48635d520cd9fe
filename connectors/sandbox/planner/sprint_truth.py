"""What was promised in each sprint and what became of it, by what was planned and what the stories tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connectors.sandbox.planner.build_world import instant
from connectors.sandbox.planner.sprint_history import Closing, SprintHistory, SprintStay
from connectors.sandbox.planner.sprints import SprintPlan
from connectors.sandbox.world.story import PlantedSprint, PlantedSprintItem


def sprint_items(plans: Iterable[SprintPlan]) -> Iterator[PlantedSprintItem]:
    """The tickets that were in a sprint and open while it ran."""
    for sprint in plans:
        for ticket in sprint.tickets:
            stays = [stay for stay in ticket.stays if stay.sprint == sprint.id]
            live = [
                (max(stay.since, since), min(stay.until, until))
                for stay in stays
                for since, until in ticket.times
                if max(stay.since, since) < min(stay.until, until, sprint.ended)
                and min(stay.until, until) >= sprint.began
            ]
            if live:
                yield _item(sprint, ticket, stays, live)


def _item(
    sprint: SprintPlan, ticket: SprintHistory, stays: list[SprintStay], live: list[tuple[int, int]]
) -> PlantedSprintItem:
    is_committed = any(since < sprint.began <= until for since, until in live)
    # What was added is looked at just after it came.
    looked = sprint.began if is_committed else min(since for since, _ in live) + 1
    closing = _closing(sprint, ticket, stays)
    if closing is not None:
        outcome, last = "completed" if closing.counted else "cancelled", closing.at + 1
    else:
        is_in = any(stay.has(sprint.ended) for stay in stays)
        outcome = "unfinished" if is_in else "removed"
        last = min(sprint.ended, max(until for _, until in live))
    team = ticket.owner(looked)
    assert team is not None, "nobody plans what is nobody's"
    return PlantedSprintItem(
        sprint=str(sprint.id),
        work_item=f"ticket:{ticket.plan.id}",
        team=team,
        is_committed=is_committed,
        points=ticket.points(looked),
        outcome=outcome,
        last_points=ticket.points(last),
        activated_at=instant(sprint.began),
        completed_at=instant(sprint.ended),
    )


def _closing(sprint: SprintPlan, ticket: SprintHistory, stays: list[SprintStay]) -> Closing | None:
    for closing in ticket.closings:
        is_in = any(stay.has(closing.at) for stay in stays)
        if is_in and sprint.began <= closing.at < sprint.ended <= closing.undone:
            return closing
    return None


def planted_sprints(
    plans: Iterable[SprintPlan], items: Iterable[PlantedSprintItem]
) -> Iterator[PlantedSprint]:
    """Say/do of every sprint, over all teams."""
    promised: dict[str, list[PlantedSprintItem]] = {}
    for item in items:
        if item.is_committed:
            promised.setdefault(item.sprint, []).append(item)
    for sprint in plans:
        committed = promised.get(str(sprint.id), [])
        kept = [item for item in committed if item.outcome == "completed"]
        points = sum(item.points or 0 for item in committed)
        yield PlantedSprint(
            sprint=str(sprint.id),
            activated_at=instant(sprint.began),
            completed_at=instant(sprint.ended),
            committed_count=len(committed),
            kept_count=len(kept),
            say_do_items=len(kept) / len(committed) if committed else None,
            say_do_points=sum(item.points or 0 for item in kept) / points if points else None,
        )
