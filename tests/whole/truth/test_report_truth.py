"""Users' reports that machine learning never saw, and those that it saw, are found as they were planted."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.facts import ML_LABEL
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS, assert_same, plain

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


@pytest.mark.parametrize("seed", [7, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (1, 2, 3))])
def test_the_planted_reports_of_users_are_found_with_their_way(seed: int, tmp_path: Path) -> None:
    planned, home = plan(seed, TICKETS), Home(tmp_path)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, planned.organization)
    reports = planned.truth.at(DEFAULT_CLOCK).reports
    never = [row for row in reports if row.closed_at is not None and row.touched_at is None]
    assert len(never) > 0.5 * len(reports)
    assert any(row.touched_at is not None for row in reports)
    planted = {
        (
            row.work_item,
            "customer",
            plain(row.reported_at),
            plain(row.marked_at),
            plain(row.touched_at),
            plain(row.closed_at),
            " ".join(row.teams) or None,
        )
        for row in reports
    }
    assert_same(set(home.warehouse_sql(REPORTS)), planted)
