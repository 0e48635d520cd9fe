"""What the sandbox planted beside handoffs, and what a night found of that."""

from __future__ import annotations

from datetime import datetime

from connectors.sandbox.planner.facts import ML_LABEL
from connectors.sandbox.world.truth import Truth
from tests.worlds.night import Home
from tests.worlds.planted import Row, assert_same, plain

MERGES = """
    select 'pull_request:' || pull_request_id, team_id, merged_at, is_cross_team_review
    from pull_request where merged_at is not null
"""
FEATURES = """
    select
        'ticket:' || root_ticket_id, case when chain.state = 'done' then team_count end, size_at_start,
        chain.created_at, closed_at
    from chain inner join work_item on work_item.work_item_id = chain.root_ticket_id
"""
# Pieces of blocked time, which end where the owner changes, put together again.
OBSTACLES = """
    select
        'ticket:' || work_item_id, blocked_by, min(from_at),
        case when bool_and(to_at is not null) then max(to_at) end
    from (
        select *, sum(begins::integer) over intervals as number
        from (
            select *, coalesce(lag(to_at) over intervals <> from_at, true) as begins
            from blocked_time where blocked_by in ('status', 'flag')
            window intervals as (partition by work_item_id, blocked_by order by from_at)
        )
        window intervals as (partition by work_item_id, blocked_by order by from_at)
    )
    group by work_item_id, blocked_by, number
"""
REPORTS = f"""
    with marked as (
        select ticket_number, min(from_at) as marked_at
        from core.ticket_tag
        where kind = 'label' and value = '{ML_LABEL}'
        group by ticket_number
    ),
    touched as (
        select
            marked.ticket_number,
            min(visit.touched_at) filter (where visit.team_id = 'ml') as touched_at
        from marked
        left join flow.queue_episode as visit on visit.ticket_number = marked.ticket_number
        group by marked.ticket_number
    ),
    way as (
        select
            touched.ticket_number,
            list(visit.team_id order by visit.arrived_at) as teams
        from touched
        inner join flow.queue_episode as visit
            on visit.ticket_number = touched.ticket_number
            and visit.arrived_at <= coalesce(touched.touched_at, 'infinity'::timestamp)
        group by touched.ticket_number
    )
    select
        'ticket:' || ticket.ticket_id, item.requested_by, ticket.created_at, marked.marked_at,
        touched.touched_at, item.closed_at,
        case
            when item.closed_at is not null or touched.touched_at is not null
                then array_to_string(way.teams, ' ')
        end
    from marked
    inner join core.ticket as ticket on ticket.ticket_number = marked.ticket_number
    inner join marts.work_item as item
        on item.source = ticket.source and item.work_item_id = ticket.ticket_id
    inner join touched on touched.ticket_number = marked.ticket_number
    left join way on way.ticket_number = marked.ticket_number
"""


def planted_merges(truth: Truth) -> set[Row]:
    return {(row.work_item, row.team, plain(row.merged_at), row.asked_others) for row in truth.merges}


def planted_features(truth: Truth) -> set[Row]:
    return {
        (row.work_item, row.team_count, row.points, plain(row.created_at), plain(row.completed_at))
        for row in truth.features
    }


def planted_obstacles(truth: Truth) -> set[Row]:
    return {(row.work_item, row.cause, plain(row.from_at), plain(row.to_at)) for row in truth.obstacles}


def planted_reports(truth: Truth) -> set[Row]:
    return {
        (
            row.work_item,
            "customer",
            plain(row.reported_at),
            plain(row.marked_at),
            plain(row.touched_at),
            plain(row.closed_at),
            " ".join(row.teams) or None,
        )
        for row in truth.reports
    }


def assert_story_is_found(home: Home, truth: Truth, as_of: datetime) -> None:
    """Of tickets that are deleted later, obstacles are not planted."""
    standing = truth.at(as_of)
    assert_same(set(home.sql(MERGES)), planted_merges(standing))
    features = {row.work_item for row in standing.features}
    assert_same({row for row in home.sql(FEATURES) if row[0] in features}, planted_features(standing))
    found = {row for row in home.sql(OBSTACLES) if row[0] not in truth.gone_at}
    assert_same(found, planted_obstacles(standing))
    assert_same(set(home.warehouse_sql(REPORTS)), planted_reports(standing))
