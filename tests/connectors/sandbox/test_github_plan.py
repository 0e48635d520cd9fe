"""The organization that plans in GitHub alone: the same every time, and rich at any size."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml

from connectors.sandbox.github_plan import STORIES, plan_github
from connectors.sandbox.plan import REVIEWS
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from tests.worlds.planted_github import ISSUES, planned

SEEDS = range(1, 6)


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    assert plan_github(7, ISSUES) == planned(7)
    assert planned(8).world != planned(7).world


def test_it_is_six_teams_without_jira() -> None:
    file = yaml.safe_load(planned(7).organization)
    assert [source["kind"] for source in file["sources"]] == ["github"]
    assert len(file["teams"]) == len(planned(7).world.teams) == 6
    assert not planned(7).world.tickets


@pytest.mark.parametrize("seed", SEEDS)
def test_every_story_is_told_before_the_default_clock(seed: int) -> None:
    plan = planned(seed)
    truth = plan.truth.at(DEFAULT_CLOCK)
    there = {f"ticket:{issue.id}" for issue in plan.world.issues if issue.created_at <= DEFAULT_CLOCK}
    there |= {f"pull_request:{pull.id}" for pull in plan.world.pull_requests}
    assert {plan.stories[item] for item in there} == {story.__name__ for story in (*STORIES, *REVIEWS)}
    assert {row.detector for row in truth.handoffs} == {"D1", "D2", "D3", "D4", "D5", "D6"}
    assert {row.role for row in truth.handoffs} == {"first", "return", "bounce", "resend", "review_again"}
    assert {row.outcome for row in truth.handoffs} >= {"picked_up", "returned_unpicked", "cancelled", "open"}


@pytest.mark.parametrize("seed", SEEDS)
def test_issues_and_pull_requests_of_a_repository_share_their_numbers(seed: int) -> None:
    world = planned(seed).world
    places = [(issue.repository, issue.number) for issue in world.issues]
    places += [(pull.repository, pull.number) for pull in world.pull_requests]
    places += [(goes.repository, goes.number) for issue in world.issues for goes in issue.transfers]
    used = Counter(repository for repository, _ in places)
    assert sorted(places) == sorted(
        (repository, number + 1) for repository, count in used.items() for number in range(count)
    )


def test_no_two_issues_of_one_author_are_created_in_one_second() -> None:
    """GitHub does not say which issue a transferred one was: its author and second do."""
    for seed in SEEDS:
        created = [(issue.author, issue.created_at) for issue in planned(seed).world.issues]
        assert len(created) == len(set(created))
