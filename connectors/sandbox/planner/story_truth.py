"""What the stories planted beside handoffs, by the ids that it was given: merges, features, effects."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.sandbox.planner.build_world import FIRST_PULL, instant, maybe
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.facts import CHAIN_FACTOR, SPECIALISTS
from connectors.sandbox.planner.hours import STARTS
from connectors.sandbox.planner.people import TEAMS
from connectors.sandbox.planner.ticket_state import TicketState
from connectors.sandbox.world.story import PlantedEffect, PlantedFeature, PlantedMerge

FEATURES = ("integrated", "chain")


def merges(chronicle: Chronicle) -> Iterator[PlantedMerge]:
    for id_, pull in enumerate(chronicle.pull_requests, FIRST_PULL):
        if pull.merged is not None:
            team = chronicle.cast.team_of(pull.author, pull.merged)
            asked = bool(pull.handoffs)
            yield PlantedMerge(f"pull_request:{id_}", team, instant(pull.merged), asked)


def features(chronicle: Chronicle) -> Iterator[PlantedFeature]:
    """Those of which it is clear how many teams there were: nobody moved while holding them."""
    for plan in chronicle.tickets:
        if plan.story in FEATURES and not plan.ownership.was_relabelled:
            yield _feature(plan)


def _feature(plan: TicketState) -> PlantedFeature:
    ownership = plan.ownership
    points = plan.initial["points"]
    assert isinstance(points, float)
    done = [completion.at for completion in ownership.completions if completion.undone is None]
    teams = {visit.team for visit in ownership.visits if TEAMS[visit.team].kind != "platform"}
    return PlantedFeature(
        work_item=f"ticket:{plan.id}",
        kind=plan.story,
        team_count=len(teams) if done else None,
        points=points,
        created_at=instant(plan.created),
        completed_at=maybe(done[-1] if done else None),
    )


def effects() -> Iterator[PlantedEffect]:
    yield PlantedEffect("chain", SPECIALISTS, CHAIN_FACTOR, instant(STARTS))
