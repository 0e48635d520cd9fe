"""What was planted where GitHub is the planner, and what a night found, as rows that can be compared."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from connectors.sandbox.github_plan import plan_github
from connectors.sandbox.plan import Plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from connectors.sandbox.world.truth import Truth
from tests.worlds.night import Home
from tests.worlds.planted import (
    Row,
    assert_same,
    found_completions,
    found_episodes,
    found_handoffs,
    plain,
    planted_completions,
    planted_episodes,
)

ISSUES = 150


@cache
def planned(seed: int) -> Plan:
    return plan_github(seed, ISSUES)


def spent(directory: Path, plan: Plan, days_before: tuple[int, ...]) -> Home:
    """Nights so many days before the sandbox's clock, of which the last is 0."""
    home = Home(directory)
    nights = [DEFAULT_CLOCK - timedelta(days=days) for days in days_before]
    with serve(plan.world, nights[0]) as sandbox:
        for night in nights:
            sandbox.move_to(night)
            home.run(sandbox, plan.organization)
    return home


def planted_handoffs(truth: Truth, left_out: set[str]) -> set[Row]:
    """By every detector."""
    return {
        (
            row.work_item,
            row.detector,
            row.kind,
            row.role if row.to_team else None,
            row.from_team,
            row.to_team or "UNOWNED",
            *(plain(at) for at in (row.released_at, row.routed_at, row.touched_at, row.started_at)),
            plain(row.ended_at),
            row.outcome,
        )
        for row in truth.handoffs
        if row.work_item not in left_out
    }


def assert_truth_is_found(
    home: Home, plan: Plan, left_out: set[str], as_of: datetime = DEFAULT_CLOCK
) -> None:
    """All of it and nothing else, but for issues that are left out, wherever each is by now."""
    truth = plan.truth.at(as_of)
    first = {
        f"ticket:{goes.id}": f"ticket:{issue.id}" for issue in plan.world.issues for goes in issue.transfers
    }

    def of_first(rows: set[Row]) -> set[Row]:
        found = {(first.get(row[0], row[0]), *row[1:]) for row in rows}
        return {row for row in found if row[0] not in left_out}

    assert_same(of_first(found_handoffs(home)), planted_handoffs(truth, left_out))
    assert_same(of_first(found_episodes(home)), planted_episodes(truth, left_out))
    assert_same(of_first(found_completions(home)), planted_completions(truth, left_out))
