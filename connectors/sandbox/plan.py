"""Plans the whole history and future of the company: `plan()`; run as a module it prints what it planted."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from statistics import median

from connectors.sandbox.planner import acting_truth, agent_truth, build_truth, build_world
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.deliveries import plan_deliveries
from connectors.sandbox.planner.employing import employ
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.planner.organization import organization
from connectors.sandbox.planner.sprints import plan_sprints
from connectors.sandbox.planner.telling import Story, outlive, tell
from connectors.sandbox.stories import (
    data,
    features,
    inside,
    merger,
    passing,
    reorg,
    report,
    review,
    same_second,
    triage,
)
from connectors.sandbox.world.truth import Truth
from connectors.sandbox.world.world import World

# Each story with its share, and how many tickets one of it makes.
STORIES: dict[Story, tuple[float, int]] = {
    inside.plain: (300, 1),
    features.integrated: (75, 1),
    features.chain: (34, 1),
    inside.dropped: (22, 1),
    inside.left_waiting: (5, 1),
    inside.reopened: (14, 1),
    inside.reopened_elsewhere: (4, 1),
    inside.deleted: (6, 1),
    inside.deleted_lately: (0.3, 1),
    inside.epic: (5, 5),
    inside.contractor: (7, 1),
    inside.ghosts: (4, 1),
    inside.misclick: (8, 1),
    passing.by_assignee: (36, 1),
    passing.by_team_field: (36, 1),
    passing.by_component: (34, 1),
    passing.by_project: (24, 1),
    passing.pulled: (12, 1),
    passing.forwarded: (9, 1),
    passing.sent_back: (10, 1),
    passing.cancelled_in_queue: (9, 1),
    passing.closed_at_once: (8, 1),
    passing.closed_by_giver: (5, 1),
    passing.passed_and_waiting: (4, 1),
    passing.commented_first: (12, 1),
    passing.code_first: (14, 1),
    passing.platform_request: (50, 1),
    passing.data_review: (10, 1),
    data.data_request: (70, 1),
    data.data_request_dropped: (10, 1),
    data.data_bounce: (18, 1),
    data.data_question: (20, 1),
    data.outsider_question: (4, 1),
    data.blocked_by_data: (12, 2),
    triage.triage_intake: (26, 1),
    triage.triage_routed: (22, 1),
    triage.triage_lost: (4, 1),
    triage.triage_cancelled: (5, 1),
    triage.triage_detour: (7, 1),
    triage.triage_reversed: (6, 1),
    triage.support: (32, 1),
    triage.support_waiting: (12, 1),
    triage.support_escalated: (4, 1),
    report.report_answered: (12, 1),
    report.report_dismissed: (6, 1),
    report.report_passed_on: (9, 1),
    reorg.held_over: (5, 1),
    reorg.passed_over: (2, 1),
    reorg.dissolved: (1, 1),
}
# Pull requests without a ticket: how many to a thousand tickets.
REVIEWS: dict[Story, float] = {
    review.inside: 40,
    review.across: 34,
    review.code_owners: 8,
    review.asked_again: 10,
    review.nudged: 7,
    review.draft_first: 8,
    review.back_to_draft: 4,
    review.withdrawn: 5,
    review.merged_unreviewed: 7,
    review.abandoned: 6,
    review.unanswered: 3,
    review.teamless_author: 3,
    review.ghost_author: 2,
    review.ghost_review: 2,
    review.author_moved: 2,
}


# Reviews of which several events share a second, as GitHub has them; they are told where asked for.
REVIEWS_IN_A_SECOND: dict[Story, float] = {
    same_second.assigned_by_github: 20,
    same_second.merged_when_ready: 8,
}
# What waits between teams at their merger: how often each story is told, where it is asked for.
WAITS_AT_MERGER: dict[Story, int] = {
    merger.given_to_heir: 12,
    merger.heir_answers: 8,
    merger.heir_was_asked: 8,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned organization: what happens, its organization file (YAML), and what must be found in it.

    `counts`: how many of each story were told; `stories`: the story of each work item.
    """

    world: World
    organization: str
    truth: Truth
    counts: dict[str, int] = field(default_factory=dict)
    stories: dict[str, str] = field(default_factory=dict)


def plan(
    seed: int = 7,
    tickets: int = 6000,
    has_shared_seconds: bool = False,
    has_waits_at_merger: bool = False,
    has_agents: bool = True,
) -> Plan:
    """Plans about so many tickets up to DEFAULT_CLOCK, and the same pace of them until ENDS_AT.

    The same seed and number give the same plan. Every story is told at least once, so that fewer than
    some 300 tickets are not to be had. `has_shared_seconds` adds pull requests whose events share a second,
    `has_waits_at_merger` what two teams wait for from each other when one is merged into the other. Without
    `has_agents` people do themselves what agents else do for them; all else is the same.
    """
    chronicle = Chronicle()
    bulks = max(1.0, tickets / 2000)
    singles = (tickets - bulks * reorg.BULK) / sum(share * makes for share, makes in STORIES.values())
    for story, (share, _) in STORIES.items():
        tell(chronicle, story, seed, share * singles, 2)
    tell(chronicle, reorg.begun_in_bulk, seed, bulks, 1)
    reviews = REVIEWS | (REVIEWS_IN_A_SECOND if has_shared_seconds else {})
    for story, share in reviews.items():
        tell(chronicle, story, seed, share * tickets / 1000, 2)
    for story, number in WAITS_AT_MERGER.items() if has_waits_at_merger else ():
        tell(chronicle, story, seed, number, number)
    reorg.label_in_bulk(chronicle, Random(f"{seed}/labels"), max(2, tickets // 400))
    outlive(chronicle)
    sprints = plan_sprints(chronicle, Random(f"{seed}/sprints"))
    done_by_agents = employ(chronicle, Random(f"{seed}/agents")) if has_agents else []
    build_world.number(chronicle)
    planned = Plan(
        world=build_world.world(chronicle),
        organization=organization(chronicle.cast),
        truth=build_truth.truth(chronicle, sprints),
        counts=dict(chronicle.counts),
        stories=build_truth.stories(chronicle),
    )
    planned = _with_deliveries(planned, Random(f"{seed}/deliveries"))
    of_agents = agent_truth.rows(chronicle, done_by_agents) | acting_truth.rows(chronicle)
    return replace(planned, truth=replace(planned.truth, **of_agents))


def _with_deliveries(planned: Plan, rng: Random) -> Plan:
    """Brings what was merged to production, with random numbers that nothing else uses."""
    world = planned.world
    delivered = plan_deliveries(world.repositories, world.pull_requests, rng)
    world.deployments, world.releases = delivered.deployments, delivered.releases
    return replace(planned, truth=replace(planned.truth, deliveries=tuple(delivered.arrivals)))


def summarize(planned: Plan, as_of: datetime) -> str:
    """Counts of everything, and per pair of teams how many handoffs and how long they waited."""
    truth = planned.truth.at(as_of)
    there = [ticket for ticket in planned.world.tickets if ticket.created_at <= as_of]
    pulls = [pull for pull in planned.world.pull_requests if pull.created_at <= as_of]
    lines = [
        f"at {as_of:%Y-%m-%d %H:%M}: {len(there)} tickets, {len(pulls)} pull requests,"
        f" {sum(change.at <= as_of for ticket in there for change in ticket.changes)} changes,"
        f" {len(truth.handoffs)} handoffs, {len(truth.episodes)} episodes,"
        f" {len(truth.completions)} completions",
        "stories: " + ", ".join(f"{name} {count}" for name, count in sorted(planned.counts.items())),
    ]
    for name in ("detector", "role", "outcome"):
        found = Counter(getattr(handoff, name) for handoff in truth.handoffs)
        lines.append(f"{name}: " + ", ".join(f"{key} {count}" for key, count in found.most_common()))
    waits: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    counts: Counter[tuple[str, str, str]] = Counter()
    for handoff in truth.handoffs:
        pair = (handoff.detector, handoff.from_team, handoff.to_team or "?")
        counts[pair] += 1
        if handoff.touched_at is not None:
            waits[pair].append((handoff.touched_at - handoff.released_at).total_seconds() / 3600)
    for pair, count in counts.most_common(40):
        found_median = f"{median(waits[pair]):7.1f} h" if waits[pair] else " none yet"
        lines.append(f"  {pair[0]} {pair[1]:>9} → {pair[2]:<9} {count:5}  median wall wait {found_median}")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Plan the sandbox organization and say what was planted.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--tickets", type=int, default=6000)
    chosen = parser.parse_args()
    print(summarize(plan(chosen.seed, chosen.tickets), DEFAULT_CLOCK))
