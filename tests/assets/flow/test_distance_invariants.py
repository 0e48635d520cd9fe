"""What holds of the way to users and to production in every history: over generated worlds."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given

from connectors.sandbox.world.code import Deployment
from tests.assets.flow.test_invariants import TICKETS, few, night, seeds
from tests.worlds.generated import random_rush
from tests.worlds.reviews import reviews_organization
from tests.worlds.story import Story

pytestmark = pytest.mark.heavy

# A way of more steps than four is looked at by one more, which tells that it is longer.
STEPS = 5


def organization() -> str:
    """BETA learns, GAMMA owns what users have, and in triage users speak."""
    document: dict[str, Any] = yaml.safe_load(reviews_organization())
    for team in document["teams"]:
        if team["id"] == "BETA":
            team["kind"] = "ml"
        if team["id"] == "GAMMA":
            team["owns"]["github_repositories"] = ["story/app"]
    document["user_facing"] = {"jira_projects": ["TRI"]}
    document["product_surface"] = {"github_repositories": ["story/app"]}
    return yaml.safe_dump(document)


def deployed(story: Story) -> Story:
    """Each second merge goes to production within the hour."""
    merges = [event for made in story.world.pull_requests for event in made.events if event.kind == "merged"]
    for merge in merges[::2]:
        at = merge.at + timedelta(minutes=30)
        commit = merge.merge_commit
        story.world.deployments.append(
            Deployment(story.number(), 300, at, "production", commit, "bob", "SUCCESS", "main")
        )
    return story


@few
@given(seed=seeds)
def test_the_way_to_users_and_to_production_adds_up(seed: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        home = night(deployed(random_rush(seed, TICKETS)), directory, organization())
        [(items, reports, merges, deployments)] = home.sql(
            "select any_value(item_count), any_value(user_item_count), "
            "(select sum(pull_request_merged_count) from independence_week where team_id = '*'), "
            "(select sum(deployment_count) from independence_week where team_id = '*') "
            "from ml_distance where period = 'all'"
        )
        assert min(items, reports, merges, deployments) > 3
        for name, broken in BROKEN.items():
            assert home.sql(broken) == [], name
        assert home.warehouse_sql(EARLY_TOUCH) == []
        ways = set(
            home.warehouse_sql("select ticket_number, ancestor_number, distance from flow.ml_ancestor")
        )
        assert ways == walked(
            home.warehouse_sql("select distinct ticket_number from flow.ml_item"),
            home.warehouse_sql(
                "select blocker_number, ticket_number from core.blocker where unlinked_at = 'infinity'"
            ),
            home.warehouse_sql("select ticket_number from flow.user_report"),
        )


def walked(
    starts: list[tuple[int]], links: list[tuple[int, int]], reports: list[tuple[int]]
) -> set[tuple[int, int, int]]:
    """Every ticket before another within the steps, by the shortest way that passes no report."""
    before = defaultdict(set)
    for blocker, blocked in links:
        before[blocker].add(blocked)
    ends = {number for (number,) in reports}
    found = set()
    for (start,) in starts:
        known, reached = {start}, {start}
        for distance in range(STEPS + 1):
            found |= {(start, number, distance) for number in reached}
            reached = {far for number in reached - ends for far in before[number]} - known
            known |= reached
    return found


EARLY_TOUCH = "from flow.ml_report where touched_at < reported_at or watched_until < reported_at"
BROKEN = {
    "origins add up": """
        select * from ml_distance where item_count <> customer_origin_count + support_origin_count
            + product_origin_count + platform_origin_count + self_origin_count + unknown_origin_count
    """,
    "what became of reports adds up": """
        select * from ml_distance
        where user_item_count <> touched_count + over_untouched_count + waiting_count or hops_p50 < 1
    """,
    "quarters add up to all of history": """
        select team_id from ml_distance group by team_id, period = 'all'
        having sum(item_count) <> (select item_count from ml_distance where period = 'all')
            or sum(user_item_count) <> (select user_item_count from ml_distance where period = 'all')
            or sum(completed_count) <> (select completed_count from ml_distance where period = 'all')
            or sum(pull_request_count) <> (select pull_request_count from ml_distance where period = 'all')
    """,
    "independence has the deployments of delivery": """
        select * from independence_week as week
        inner join delivery_week as delivery using (week_starts_on, team_id)
        where delivery.repository_id = '*' and (
            week.deployment_count <> delivery.deployment_count
            or week.pull_request_deployed_count <> delivery.pull_request_deployed_count
            or week.lead_hours_p50 is distinct from delivery.lead_hours_p50
        )
    """,
    "and the completions of velocity": """
        select * from independence_week as week
        inner join velocity_week as velocity using (week_starts_on, team_id)
        where week.completed_count <> velocity.completed_count
            or week.pull_request_merged_count <> velocity.pull_request_merged_count
    """,
    "a part is not more than the whole": """
        select * from independence_week
        where independent_merge_count + unknown_merge_count > pull_request_merged_count
            or independent_deployed_count > pull_request_deployed_count
            or own_deployment_count > deployment_count or self_ship_count > completed_count
    """,
    "what teams are asked is what teams ask": """
        select period, period_starts_on from platform_service group by all
        having sum(inbound_count) <> sum(outbound_count) or max(demand_breadth_share) > 1 + 1e-9
    """,
}
