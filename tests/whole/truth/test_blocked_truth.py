"""What the sandbox planted of work that waits for something is what blocked_time has, to the second."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.facts import EXCLUDED_TYPES
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from connectors.sandbox.world.tickets import Ticket
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS, plain


def stays(ticket: Ticket, status: str) -> Iterator[tuple[datetime, datetime]]:
    """From when to when a ticket was in a status, up to now."""
    entries = [(ticket.created_at, ticket.initial["status"])]
    entries += [
        (change.at, value) for change in ticket.changes for field, value in change.fields if field == "status"
    ]
    for (begins, entered), (ends, _) in pairwise([*entries, (DEFAULT_CLOCK, None)]):
        if entered == status and begins < DEFAULT_CLOCK:
            yield begins, min(ends, DEFAULT_CLOCK)


@pytest.mark.parametrize("seed", [7, pytest.param(8, marks=pytest.mark.heavy)])
def test_the_planted_time_in_a_status_that_blocks_is_found(seed: int, tmp_path: Path) -> None:
    planned = plan(seed, TICKETS)
    home = Home(tmp_path, is_dagsters=True)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, planned.organization)
    planted = {
        (str(ticket.id), plain(begins), plain(ends))
        for ticket in planned.world.tickets
        if ticket.type not in EXCLUDED_TYPES and ticket.deleted_at is None
        for begins, ends in stays(ticket, "Blocked")
    }
    assert len(planted) > 10
    found = home.sql(
        f"""
        select work_item_id, min(from_at), max(coalesce(to_at, '{plain(DEFAULT_CLOCK)}'))
        from (
            select *, sum(begins::integer) over intervals as number
            from (
                select *, coalesce(lag(to_at) over intervals <> from_at, true) as begins
                from blocked_time where blocked_by = 'status'
                window intervals as (partition by work_item_id order by from_at)
            )
            window intervals as (partition by work_item_id order by from_at)
        )
        group by work_item_id, number
        """
    )
    gone = {str(ticket.id) for ticket in planned.world.tickets if ticket.deleted_at is not None}
    assert {row for row in found if row[0] not in gone} == planted
