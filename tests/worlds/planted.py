"""What the sandbox planted, and what a night found, as rows that can be compared."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import yaml

from connectors.sandbox.plan import Plan, plan
from connectors.sandbox.world.truth import Truth
from tests.worlds.night import Home

DETECTORS = ("D1", "D2", "D6")
TICKETS = 300
Row = tuple[Any, ...]


@cache
def planned(seed: int = 7, tickets: int = 300) -> Plan:
    """A plan that tests share: it is not to be changed."""
    return plan(seed, tickets)


def plain(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


def planted_handoffs(truth: Truth, unseen: set[str]) -> set[Row]:
    """By the detectors that the demo's truth is compared with."""
    return {row for row in handoff_rows(truth, unseen) if row[1] in DETECTORS}


def handoff_rows(truth: Truth, left_out: set[str]) -> set[Row]:
    """By any detector."""
    return {
        (
            row.work_item,
            row.detector,
            row.kind,
            row.role if row.to_team else None,
            row.from_team,
            row.to_team or "UNOWNED",
            plain(row.released_at),
            plain(row.routed_at),
            plain(row.touched_at),
            plain(row.started_at),
            plain(row.ended_at),
            row.outcome,
        )
        for row in truth.handoffs
        if row.work_item not in left_out
    }


def found_handoffs(home: Home) -> set[Row]:
    return set(
        home.sql(
            """
            select work_item_kind || ':' || work_item_id, detector, kind, role, from_team, to_team,
                released_at, routed_at, touched_at, started_at, ended_at, outcome
            from handoff
            """
        )
    )


def planted_episodes(truth: Truth, unseen: set[str]) -> set[Row]:
    return {
        (
            row.work_item,
            row.team,
            plain(row.arrived_at),
            row.arrived_by,
            plain(row.touched_at),
            plain(row.left_at),
        )
        for row in truth.episodes
        if row.work_item not in unseen
    }


def found_episodes(home: Home) -> set[Row]:
    return set(
        home.warehouse_sql(
            """
            select 'ticket:' || ticket_id, team_id, arrived_at, arrived_by, touched_at, left_at
            from flow.queue_episode inner join core.ticket using (ticket_number)
            """
        )
    )


def planted_completions(truth: Truth, unseen: set[str]) -> set[Row]:
    return {
        (row.work_item, row.team, plain(row.completed_at), row.points)
        for row in truth.completions
        if row.undone_at is None and row.work_item not in unseen
    }


def found_completions(home: Home) -> set[Row]:
    return set(
        home.warehouse_sql(
            """
            select 'ticket:' || ticket_id, team_id, completed_at, completion.points
            from flow.completion as completion inner join core.ticket using (ticket_number)
            """
        )
    )


def assert_same(found: set[Row], planted: set[Row]) -> None:
    missing, invented = planted - found, found - planted
    assert not missing and not invented, (
        f"{len(missing)} of {len(planted)} planted are missing, {len(invented)} are invented:\n"
        + "\n".join(f"- {row}" for row in sorted(missing, key=str)[:10])
        + "\n"
        + "\n".join(f"+ {row}" for row in sorted(invented, key=str)[:10])
    )


def assert_truth_is_found(home: Home, truth: Truth, as_of: datetime) -> None:
    """Tickets that were deleted before anybody looked were never seen; every other row must be there."""
    standing = truth.at(as_of)
    unseen = set(standing.gone_at)
    assert_same(found_handoffs(home), planted_handoffs(standing, unseen))
    assert_same(found_episodes(home), planted_episodes(standing, unseen))
    assert_same(found_completions(home), planted_completions(standing, unseen))


def compared(organization: str) -> str:
    """The organization file with the detectors that are compared; roles depend on which ones are on."""
    return yaml.safe_dump({**yaml.safe_load(organization), "handoffs": {"detectors": list(DETECTORS)}})
