"""What holds of users' reports about changes in every history: over generated worlds."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from random import Random
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given

from connectors.sandbox.world.code import Issue, IssueEvent, PullEvent
from connectors.sandbox.world.tickets import Link, LinkName
from tests.assets.flow.test_invariants import TICKETS, few, night, seeds
from tests.worlds.generated import LAST, random_story
from tests.worlds.night import Home
from tests.worlds.reviews import reviews_organization
from tests.worlds.story import CUSTOMER, Story, plain

pytestmark = pytest.mark.heavy

EARLIER = "20 12:00"
NAMES: tuple[LinkName, ...] = get_args(LinkName)


def organization() -> str:
    """ALPHA and BETA learn, and users report in the repository, too."""
    document: dict[str, Any] = yaml.safe_load(reviews_organization())
    for team in document["teams"]:
        if team["id"] in ("ALPHA", "BETA"):
            team["kind"] = "ml"
    document["user_facing"] = {"github_repositories": ["story/app"]}
    return yaml.safe_dump(document)


def reported_story(seed: int) -> Story:
    """Most pull requests are merged, and users' tickets and issues are linked with what they name."""
    random, story = Random(seed), random_story(seed, TICKETS)
    tickets, pulls = story.world.tickets, story.world.pull_requests
    for made in pulls:
        at = made.created_at + (LAST - made.created_at) * random.random() * 0.2
        made.events.append(PullEvent(story.number(), at, "merged", made.author))
        if random.random() < 0.5:
            created = at + (LAST - at) * random.random() - timedelta(days=1)
            mention = created + (LAST - created) * random.random() / 2
            story.world.issues.append(
                Issue(
                    9000 + story.number(),
                    300,
                    9000 + story.number(),
                    "gus",
                    created,
                    "It is slow",
                    [IssueEvent(story.number(), mention, "mentioned", "bob", str(made.id))],
                )
            )
    for ticket in tickets:
        if ticket.reporter == CUSTOMER or random.random() < 0.2:
            for other in random.sample(tickets, 8):
                if other is not ticket:
                    both = max(ticket.created_at, other.created_at)
                    at = both + (LAST - both) * random.random()
                    ticket.links.append(Link(story.number(), at, random.choice(NAMES), other.id))
    return story


def shuffled(seed: int) -> Story:
    """The same world, whose records come in another order."""
    random, story = Random(seed), reported_story(seed)
    world = story.world
    for ticket in world.tickets:
        random.shuffle(ticket.links)
    random.shuffle(world.tickets)
    random.shuffle(world.pull_requests)
    random.shuffle(world.issues)
    return story


def changes(home: Home) -> dict[str, tuple[Any, ...]]:
    """By pull request: team, merge, when it was reported on."""
    return {
        key: (team, merged, reported)
        for key, team, merged, reported in home.sql(
            "select pull_request_key, team_id, merged_at, user_reported_at from pull_request "
            "where merged_at is not null and team_id in ('ALPHA', 'BETA')"
        )
    }


@few
@given(seed=seeds)
def test_later_events_only_end_the_wait_for_a_report(seed: int) -> None:
    with tempfile.TemporaryDirectory() as directory, tempfile.TemporaryDirectory() as other:
        home = night(reported_story(seed), directory, organization())
        late = changes(home)
        assert sum(reported is not None for _, _, reported in late.values()) > 1
        assert home.sql(BROKEN) == []
        early = changes(night(shuffled(seed), other, organization(), as_of=EARLIER))
        now = plain(EARLIER)
        assert len(early) > 1
        assert early == {
            key: (team, merged, reported if reported and reported <= now else None)
            for key, (team, merged, reported) in late.items()
            if merged <= now
        }


@few
@given(seed=seeds)
def test_the_order_of_records_does_not_matter(seed: int) -> None:
    told = []
    for story in (reported_story(seed), shuffled(seed)):
        with tempfile.TemporaryDirectory() as directory:
            home = night(story, directory, organization())
            told.append((changes(home), home.sql(f"select {COLUMNS} from ml_distance order by all")))
    assert told[0] == told[1]


COLUMNS = """period, period_starts_on, team_id, pull_request_merged_count, pull_request_reported_count,
    merge_to_report_hours_p50, merge_to_report_hours_p50_low, merge_to_report_hours_p50_high"""
BROKEN = """
    select team_id from ml_distance
    group by team_id
    having sum(pull_request_merged_count) filter (where period = 'quarter')
            <> sum(pull_request_merged_count) filter (where period = 'all')
        or sum(pull_request_reported_count) filter (where period = 'quarter')
            <> sum(pull_request_reported_count) filter (where period = 'all')
        or bool_or(pull_request_reported_count > pull_request_merged_count)
        or bool_or(merge_to_report_hours_p50 < 0)
        or sum(pull_request_merged_count) filter (where period = 'all') <> (
            select sum(velocity.pull_request_merged_count) from velocity_week as velocity
            where velocity.team_id = ml_distance.team_id
        )
    union all
    select team_id from pull_request where user_reported_at <= merged_at
"""
