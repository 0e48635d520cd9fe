"""From plans in seconds to the Truth: what was planted, by the ids that it was given."""

from __future__ import annotations

from connectors.sandbox.planner.build_world import FIRST_PULL, instant, maybe
from connectors.sandbox.planner.company import Company
from connectors.sandbox.planner.handoffs import Leg
from connectors.sandbox.world.truth import PlantedCompletion, PlantedEpisode, PlantedHandoff, Truth, Unsettled

DEBOUNCE = 900


def truth(company: Company) -> Truth:
    """The rows of counted tickets and of all pull requests."""
    handoffs: list[PlantedHandoff] = []
    requests: list[PlantedHandoff] = []
    episodes: list[PlantedEpisode] = []
    completions: list[PlantedCompletion] = []
    unsettled: list[Unsettled] = []
    for plan in company.tickets:
        if not plan.is_counted:
            continue
        item, ball = f"ticket:{plan.id}", plan.ball
        handoffs += [_handoff(item, leg) for leg in ball.handoffs]
        requests += [_handoff(item, leg) for leg in ball.requests]
        for spell in ball.spells:
            times = maybe(spell.touched), maybe(spell.left), maybe(spell.touch_seen)
            episodes.append(PlantedEpisode(item, spell.team, instant(spell.arrived), spell.by, *times))
            if (
                spell.touched is not None
                and spell.touch_seen is not None
                and spell.touched < spell.touch_seen
            ):
                unsettled.append(Unsettled(item, instant(spell.touched), instant(spell.touch_seen)))
        for done in ball.completions:
            completions.append(
                PlantedCompletion(item, done.team, instant(done.at), done.points, maybe(done.undone))
            )
        unsettled += [Unsettled(item, instant(at), instant(at + DEBOUNCE)) for at in ball.changes]
    for id_, pull in enumerate(company.pulls, FIRST_PULL):
        handoffs += [_handoff(f"pull_request:{id_}", leg) for leg in pull.legs]
    gone = {
        f"ticket:{plan.id}": instant(plan.deleted) for plan in company.tickets if plan.deleted is not None
    }
    return Truth(
        handoffs=tuple(handoffs),
        episodes=tuple(episodes),
        completions=tuple(completions),
        requests=tuple(requests),
        unsettled=tuple(unsettled),
        gone_at=gone,
    )


def stories(company: Company) -> dict[str, str]:
    """The name of the story that each work item comes from."""
    found = {f"ticket:{plan.id}": plan.story for plan in company.tickets}
    return found | {f"pull_request:{id_}": pull.story for id_, pull in enumerate(company.pulls, FIRST_PULL)}


def _handoff(item: str, leg: Leg) -> PlantedHandoff:
    return PlantedHandoff(
        work_item=item,
        detector=leg.detector,
        kind=leg.kind,
        role=leg.role,
        from_team=leg.giver,
        to_team=leg.receiver,
        released_at=instant(leg.released),
        routed_at=maybe(leg.routed),
        touched_at=maybe(leg.touched),
        started_at=maybe(leg.started),
        ended_at=maybe(leg.ended),
        outcome=leg.outcome,
        seen_at=instant(leg.seen),
        settled_at=maybe(leg.settled),
        touch_seen_at=maybe(leg.touch_seen),
        start_seen_at=maybe(leg.start_seen),
    )
