"""From plans in seconds to the Truth: what was planted, by the ids that it was given."""

from __future__ import annotations

from dataclasses import replace

from connectors.sandbox.planner import story_truth
from connectors.sandbox.planner.build_world import FIRST_PULL, instant, maybe
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.handoffs import HandoffPlan
from connectors.sandbox.planner.sprint_truth import planted_sprints, sprint_items
from connectors.sandbox.planner.sprints import SprintPlan
from connectors.sandbox.world.truth import PlantedCompletion, PlantedEpisode, PlantedHandoff, Truth, Unsettled

DEBOUNCE = 900


def truth(chronicle: Chronicle, sprints: list[SprintPlan]) -> Truth:
    """The rows of counted tickets, of all pull requests and of the sprints, and what stories planted."""
    in_sprints = tuple(sprint_items(sprints))
    return replace(
        work(chronicle),
        sprints=tuple(planted_sprints(sprints, in_sprints)),
        sprint_items=in_sprints,
        merges=tuple(story_truth.merges(chronicle)),
        features=tuple(story_truth.features(chronicle)),
        obstacles=tuple(story_truth.obstacles(chronicle)),
        reports=tuple(story_truth.reports(chronicle)),
        effects=tuple(story_truth.effects()),
    )


def work(chronicle: Chronicle) -> Truth:
    """Who had what from when to when, passed it to whom, and completed it."""
    handoffs: list[PlantedHandoff] = []
    requests: list[PlantedHandoff] = []
    episodes: list[PlantedEpisode] = []
    completions: list[PlantedCompletion] = []
    unsettled: list[Unsettled] = []
    for plan in chronicle.tickets:
        if not plan.is_counted:
            continue
        item, ownership = f"ticket:{plan.id}", plan.ownership
        handoffs += [_handoff(item, handoff) for handoff in ownership.handoffs]
        requests += [_handoff(item, each) for each in (*ownership.requests, *ownership.relations)]
        for visit in ownership.visits:
            times = maybe(visit.touched), maybe(visit.left), maybe(visit.touch_known)
            episodes.append(PlantedEpisode(item, visit.team, instant(visit.arrived), visit.by, *times))
            if (
                visit.touched is not None
                and visit.touch_known is not None
                and visit.touched < visit.touch_known
            ):
                unsettled.append(Unsettled(item, instant(visit.touched), instant(visit.touch_known)))
        for done in ownership.completions:
            completions.append(
                PlantedCompletion(item, done.team, instant(done.at), done.points, maybe(done.undone))
            )
        unsettled += [Unsettled(item, instant(at), instant(at + DEBOUNCE)) for at in ownership.changes]
    for id_, pull in enumerate(chronicle.pull_requests, FIRST_PULL):
        handoffs += [_handoff(f"pull_request:{id_}", handoff) for handoff in pull.handoffs]
    gone = {
        f"ticket:{plan.id}": instant(plan.deleted) for plan in chronicle.tickets if plan.deleted is not None
    }
    return Truth(
        handoffs=tuple(handoffs),
        episodes=tuple(episodes),
        completions=tuple(completions),
        requests=tuple(requests),
        unsettled=tuple(unsettled),
        gone_at=gone,
    )


def stories(chronicle: Chronicle) -> dict[str, str]:
    """The name of the story that each work item comes from."""
    found = {f"ticket:{plan.id}": plan.story for plan in chronicle.tickets}
    return found | {
        f"pull_request:{id_}": pull.story for id_, pull in enumerate(chronicle.pull_requests, FIRST_PULL)
    }


def _handoff(item: str, plan: HandoffPlan) -> PlantedHandoff:
    handoff = plan.after_merger()
    return PlantedHandoff(
        work_item=item,
        detector=handoff.detector,
        kind=handoff.kind,
        role=handoff.role,
        from_team=handoff.giver,
        to_team=handoff.receiver,
        released_at=instant(handoff.released),
        routed_at=maybe(handoff.routed),
        touched_at=maybe(handoff.touched),
        started_at=maybe(handoff.started),
        ended_at=maybe(handoff.ended),
        outcome=handoff.outcome,
        seen_at=instant(handoff.known),
        settled_at=maybe(handoff.settled),
        touch_seen_at=maybe(handoff.touch_known),
        start_seen_at=maybe(handoff.start_known),
    )
