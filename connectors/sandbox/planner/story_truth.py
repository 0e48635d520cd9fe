"""What the stories planted beside handoffs, by ids: merges, features, obstacles, reports, effects."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.sandbox.planner.build_world import FIRST_PULL, instant, maybe
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.facts import CHAIN_FACTOR, MERGER_FACTOR, ML_LABEL, QUEUE_GROWTH, SPECIALISTS
from connectors.sandbox.planner.hours import MERGER, STARTS
from connectors.sandbox.planner.people import MERGED_INTO, TEAMS, Cast
from connectors.sandbox.planner.ticket_state import TicketState
from connectors.sandbox.world.story import (
    PlantedEffect,
    PlantedFeature,
    PlantedMerge,
    PlantedObstacle,
    PlantedReport,
)

FEATURES = ("integrated", "chain")


def merges(chronicle: Chronicle) -> Iterator[PlantedMerge]:
    for id_, pull in enumerate(chronicle.pull_requests, FIRST_PULL):
        if pull.merged is not None:
            team = chronicle.cast.team_of(pull.principal, pull.merged)
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


def obstacles(chronicle: Chronicle) -> Iterator[PlantedObstacle]:
    """Of deleted tickets one knows no more than was seen."""
    for plan in chronicle.tickets:
        if plan.is_counted and plan.deleted is None:
            for found in plan.obstacles:
                yield PlantedObstacle(
                    f"ticket:{plan.id}", found.cause, instant(found.since), maybe(found.until)
                )


def reports(chronicle: Chronicle) -> Iterator[PlantedReport]:
    """Those that their story marks for machine learning; who touched them, visits and comments say."""
    for plan in chronicle.tickets:
        marks = [at for at, _, fields in plan.changes if fields.get("labels") == (ML_LABEL,)]
        if marks:
            yield _report(plan, min(marks), chronicle.cast)


def _report(plan: TicketState, marked: int, cast: Cast) -> PlantedReport:
    ownership = plan.ownership
    # Whoever has the ball: where nobody has it, a comment is no touch of an owner, but of the report.
    touches = [
        *(visit.touched for visit in ownership.visits if visit.team == "ml" and visit.touched is not None),
        *(at for at, author, _ in plan.comments if cast.team_of(author, at) == "ml"),
    ]
    touched = min(touches, default=None)
    before = [visit.team for visit in ownership.visits if touched is None or visit.arrived <= touched]
    closed = None if plan.is_open else ownership.since
    return PlantedReport(
        work_item=f"ticket:{plan.id}",
        team="ml",
        reported_at=instant(plan.created),
        marked_at=instant(marked),
        touched_at=maybe(touched),
        closed_at=maybe(closed),
        teams=tuple(dict.fromkeys(before if touched is None else [*before, "ml"])),
    )


def effects() -> Iterator[PlantedEffect]:
    yield PlantedEffect("queue", ("data",), QUEUE_GROWTH, instant(STARTS))
    yield PlantedEffect("chain", SPECIALISTS, CHAIN_FACTOR, instant(STARTS))
    for team, heir in MERGED_INTO.items():
        yield PlantedEffect("merger", (team, heir), MERGER_FACTOR, instant(MERGER))
