"""What the sandbox planted of agents, and what a night found of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from connectors.sandbox.planner.people import Cast
from connectors.sandbox.world.truth import Truth
from tests.worlds.night import Home
from tests.worlds.planted import DETECTORS, Row, assert_same, plain

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
OPENINGS = """
    select work_item_kind || ':' || work_item_id, opened_by from handoff
    union
    select 'pull_request:' || pull_request_id, origin from review_request
    union
    select 'pull_request:' || pull_request_id, opened_by from pull_request
"""
TOUCHES = """
    select
        work_item_kind || ':' || work_item_id, detector, from_team, to_team, released_at, touched_at,
        touched_by
    from handoff
"""
QUEUE = """
    select 'ticket:' || work_item_id, touched_by from queue_item where team_id not in ('UNOWNED', 'CUSTOMER')
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


def planted_touches(truth: Truth, detectors: Collection[str] = DETECTORS) -> set[Row]:
    """Of each handoff by these detectors, by whom it was first touched, if it was."""
    by = _touched_by(truth)
    return {
        (
            row.work_item,
            row.detector,
            row.from_team,
            row.to_team or "UNOWNED",
            plain(row.released_at),
            plain(row.touched_at),
            row.touched_at and by[row.work_item, row.touched_at],
        )
        for row in truth.handoffs
        if row.detector in detectors and row.work_item not in truth.gone_at
    }


def planted_queue(truth: Truth) -> set[Row]:
    """Of each ticket that a team has, by whom of it, if anybody, it was first touched."""
    by = _touched_by(truth)
    return {
        (row.work_item, row.touched_at and by[row.work_item, row.touched_at])
        for row in truth.episodes
        if row.left_at is None and row.work_item not in truth.gone_at
    }


def _touched_by(truth: Truth) -> dict[tuple[str, datetime | None], str]:
    return {(row.work_item, row.touched_at): row.touched_by for row in truth.touches}


def assert_openings_are_found(home: Home, truth: Truth) -> None:
    """Every work item of which a table says it; all pull requests are among them."""
    planted = {row.work_item: row.opened_by for row in truth.openings}
    found = dict(home.sql(OPENINGS))
    assert found == {item: planted[item] for item in found}
    assert {item for item in planted if item.startswith("pull")} <= found.keys()


def assert_agents_are_found(home: Home, truth: Truth, as_of: datetime) -> None:
    standing = truth.at(as_of)
    assert_same(set(home.sql(PULLS)), planted_pulls(standing, as_of))
    assert_same(set(home.sql(REVIEWS)), planted_reviews(standing))
    assert_openings_are_found(home, standing)
    assert_same(set(home.sql(TOUCHES)), planted_touches(standing))
    assert_same(set(home.sql(QUEUE)), planted_queue(standing))
