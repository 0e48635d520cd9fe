"""Plans an organization of six teams that plans in GitHub alone, by the demo's stories: `plan_github()`."""

from __future__ import annotations

from connectors.sandbox.plan import REVIEWS, Plan
from connectors.sandbox.planner import build_truth
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.github import build
from connectors.sandbox.planner.github.cast import cast
from connectors.sandbox.planner.github.issues import number
from connectors.sandbox.planner.github.organization import organization
from connectors.sandbox.planner.telling import Story, outlive, tell
from connectors.sandbox.stories import data, inside, passing, relations, reorg, triage

# Each story with its share, and how many issues one of it makes.
STORIES: dict[Story, tuple[float, int]] = {
    inside.plain: (260, 1),
    inside.dropped: (20, 1),
    inside.left_waiting: (8, 1),
    inside.reopened: (18, 1),
    inside.reopened_elsewhere: (6, 1),
    inside.deleted: (6, 1),
    inside.deleted_lately: (0.3, 1),
    inside.epic: (5, 5),
    inside.contractor: (8, 1),
    inside.ghosts: (5, 1),
    inside.misclick: (10, 1),
    passing.by_assignee: (50, 1),
    passing.by_team_field: (50, 1),
    passing.by_component: (40, 1),
    passing.by_project: (50, 1),
    passing.pulled: (14, 1),
    passing.forwarded: (12, 1),
    passing.sent_back: (12, 1),
    passing.cancelled_in_queue: (10, 1),
    passing.closed_at_once: (9, 1),
    passing.closed_by_giver: (6, 1),
    passing.passed_and_waiting: (5, 1),
    passing.commented_first: (14, 1),
    passing.code_first: (18, 1),
    passing.platform_request: (60, 1),
    passing.data_review: (12, 1),
    data.data_request: (60, 1),
    data.data_request_dropped: (10, 1),
    data.data_bounce: (20, 1),
    data.data_question: (20, 1),
    data.outsider_question: (5, 1),
    data.blocked_by_data: (12, 2),
    triage.triage_intake: (36, 1),
    triage.triage_routed: (28, 1),
    triage.triage_lost: (5, 1),
    triage.triage_cancelled: (6, 1),
    triage.triage_detour: (9, 1),
    triage.triage_reversed: (8, 1),
    reorg.held_over: (4, 1),
    reorg.passed_over: (2, 1),
    relations.retyped: (12, 1),
    relations.waits_for_planned: (16, 2),
    relations.waits_for_asked: (12, 2),
    relations.waits_for_two: (10, 3),
    relations.waits_in_vain: (5, 2),
    relations.waits_for_forwarded: (8, 2),
    relations.waits_no_more: (6, 2),
}


def plan_github(seed: int = 7, issues: int = 3000) -> Plan:
    """Plans about so many issues up to DEFAULT_CLOCK, and the same pace of them until ENDS_AT.

    The same seed and number give the same plan; every story is told at least twice.
    """
    chronicle = Chronicle(cast=cast(), counts_requests=True, stands_again=True)
    singles = issues / sum(share * makes for share, makes in STORIES.values())
    for story, (share, _) in STORIES.items():
        tell(chronicle, story, seed, share * singles, 2)
    for story, share in REVIEWS.items():
        tell(chronicle, story, seed, share * issues / 1000, 2)
    outlive(chronicle)
    number(chronicle)
    return Plan(
        world=build.world(chronicle),
        organization=organization(chronicle.cast),
        truth=build.truth(chronicle),
        counts=dict(chronicle.counts),
        stories=build_truth.stories(chronicle),
    )
