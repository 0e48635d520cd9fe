"""What the sandbox planted of work that waits for something is what blocked_time has, to the second."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS, assert_same, plain

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


@pytest.mark.parametrize("seed", [7, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (8, 9, 10))])
def test_the_planted_flags_and_times_in_a_status_that_blocks_are_found(seed: int, tmp_path: Path) -> None:
    planned = plan(seed, TICKETS)
    home = Home(tmp_path, is_dagsters=True)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, planned.organization)
    truth = planned.truth.at(DEFAULT_CLOCK)
    planted = {(row.work_item, row.cause, plain(row.from_at), plain(row.to_at)) for row in truth.obstacles}
    for cause in ("status", "flag"):
        assert len([row for row in planted if row[1] == cause]) > 10
    gone = {f"ticket:{ticket.id}" for ticket in planned.world.tickets if ticket.deleted_at is not None}
    assert_same({row for row in home.sql(OBSTACLES) if row[0] not in gone}, planted)
