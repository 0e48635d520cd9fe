"""From plans to the World and the Truth of an organization that has no Jira."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from connectors.sandbox.planner import build_truth
from connectors.sandbox.planner.build_world import pulls
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.facts import GITHUB_ORGANIZATION
from connectors.sandbox.planner.github.facts import (
    FIELD_OF,
    GITHUB_REPOSITORIES,
    ISSUE_TYPES,
    MILESTONES,
    boards,
)
from connectors.sandbox.planner.github.issues import is_mention, issues
from connectors.sandbox.planner.github.organization import NAME
from connectors.sandbox.planner.pull_requests import PullRequestPlan
from connectors.sandbox.world.code import Issue, PullRequest
from connectors.sandbox.world.truth import Truth
from connectors.sandbox.world.world import World


def world(chronicle: Chronicle) -> World:
    found, pull_requests = issues(chronicle), pulls(chronicle, _names, _message)
    for pull, plan in zip(pull_requests, chronicle.pull_requests, strict=True):
        if plan.ticket is not None and not is_mention(plan):
            pull.closes = (plan.ticket.id,)
    _number(found, pull_requests)
    return World(
        name=NAME,
        jira_url="https://meridian.example",
        github_organization=GITHUB_ORGANIZATION,
        people=list(chronicle.cast.people.values()),
        teams=chronicle.cast.teams(),
        statuses=[],
        projects=[],
        repositories=GITHUB_REPOSITORIES,
        resolutions=[],
        ticket_types=[],
        pull_requests=pull_requests,
        issues=found,
        project_boards=boards(chronicle.sprints),
        issue_types=ISSUE_TYPES,
        issue_fields=list(FIELD_OF.values()),
        milestones=MILESTONES,
    )


def truth(chronicle: Chronicle) -> Truth:
    """Requests are handoffs here, as they are everywhere but in what the demo's truth compares."""
    found = build_truth.work(chronicle)
    return replace(found, handoffs=(*found.handoffs, *found.requests), requests=())


def _number(issues: list[Issue], pull_requests: list[PullRequest]) -> None:
    """Gives each issue, wherever it goes, and each pull request the next number of its repository."""
    arrivals: list[tuple[datetime, int, int, Issue | PullRequest, int]] = []
    everything: list[Issue | PullRequest] = [*issues, *pull_requests]
    for one in everything:
        arrivals.append((one.created_at, one.id, one.repository, one, 0))
    for issue in issues:
        for stop, goes in enumerate(issue.transfers, 1):
            arrivals.append((goes.at, goes.id, goes.repository, issue, stop))
    used: dict[int, int] = defaultdict(int)
    for _, _, repository, one, stop in sorted(arrivals, key=lambda arrival: arrival[:3]):
        used[repository] += 1
        if stop == 0:
            one.number = used[repository]
        elif isinstance(one, Issue):
            moved = list(one.transfers)
            moved[stop - 1] = replace(moved[stop - 1], number=used[repository])
            one.transfers = tuple(moved)


def _names(plan: PullRequestPlan, number: int) -> tuple[str, str]:
    """Title and branch: which issue is meant, GitHub knows."""
    if plan.ticket is None:
        return "Tidy up what was left", f"tidy/change-{'abcdefgh'[number % 8]}"
    return "Do what was asked", "do-what-was-asked"


def _message(plan: PullRequestPlan) -> str:
    return "Do it"
