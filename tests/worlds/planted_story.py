"""What the sandbox planted beside handoffs, and what a night found of that."""

from __future__ import annotations

from datetime import datetime

from connectors.sandbox.world.truth import Truth
from tests.worlds.night import Home
from tests.worlds.planted import Row, assert_same, plain

MERGES = """
    select 'pull_request:' || pull_request_id, team_id, merged_at, is_cross_team_review
    from pull_request where merged_at is not null
"""
FEATURES = """
    select
        'ticket:' || root_ticket_id, case when chain.state = 'done' then team_count end,
        work_item.size_at_start, chain.created_at, closed_at
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
REPORTS = """
    select
        'ticket:' || ticket.ticket_id, report.team_id, report.reported_at, report.touched_at, path.hop_count,
        item.closed_at
    from flow.ml_report as report
    inner join core.ticket as ticket on ticket.ticket_number = report.report_number
    inner join flow.work_item as item on item.ticket_number = report.report_number
    left join flow.ml_report_path as path
        on path.report_number = report.report_number and path.team_id = report.team_id
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
            row.team,
            plain(row.reported_at),
            plain(row.touched_at),
            len(row.teams) if row.touched_at else None,
            plain(row.closed_at),
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
    reports = {row.work_item for row in standing.reports}
    found = {row for row in home.warehouse_sql(REPORTS) if row[0] in reports}
    assert_same(found, planted_reports(standing))
