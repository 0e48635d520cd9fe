"""What the sandbox planted of agents, and what a night found of them."""

from __future__ import annotations

from datetime import datetime

from connectors.sandbox.planner.people import Cast
from connectors.sandbox.world.truth import Truth
from tests.worlds.night import Home
from tests.worlds.planted import Row, assert_same, plain

PULLS = """
    select 'pull_request:' || pull_request_id, opened_by, team_id from pull_request where opened_by <> 'human'
"""
REVIEWS = """
    select distinct
        'pull_request:' || request.pull_request_id, request.to_team, handoff.released_at,
        request.agent_reviewed_at
    from review_request as request
    inner join handoff on handoff.handoff_id = request.handoff_id
    where request.agent_reviewed_at is not null
"""


def planted_pulls(truth: Truth, as_of: datetime) -> set[Row]:
    """By the team of the principal: at the merge, and at `as_of` of what is not merged."""
    cast = Cast()
    merged = {row.work_item: row.team for row in truth.merges}
    now = int(as_of.timestamp())
    return {
        (row.work_item, "agent", merged.get(row.work_item, cast.team_of(row.principal, now)))
        for row in truth.agent_pulls
    }


def planted_reviews(truth: Truth) -> set[Row]:
    """Of each review that was asked for, the first by an agent after that, whoever answered before."""
    found = set()
    for row in truth.handoffs:
        reviews = [one.reviewed_at for one in truth.agent_reviews if one.work_item == row.work_item]
        later = [at for at in reviews if at >= row.released_at]
        if row.detector == "D6" and later:
            found.add((row.work_item, row.to_team, plain(row.released_at), plain(min(later))))
    return found


def assert_agents_are_found(home: Home, truth: Truth, as_of: datetime) -> None:
    standing = truth.at(as_of)
    assert_same(set(home.sql(PULLS)), planted_pulls(standing, as_of))
    assert_same(set(home.sql(REVIEWS)), planted_reviews(standing))
