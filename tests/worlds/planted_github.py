"""What was planted where GitHub is the planner, and what nights found, as rows that can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from connectors.sandbox.github_plan import plan_github
from connectors.sandbox.plan import Plan
from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.planted import (
    Row,
    assert_same,
    found_completions,
    found_episodes,
    found_handoffs,
    handoff_rows,
    plain,
    planted_completions,
    planted_episodes,
)

ISSUES = 150


@cache
def planned(seed: int) -> Plan:
    """A plan that tests share: it is not to be changed."""
    return plan_github(seed, ISSUES)


def spent(directory: Path, plan: Plan, nights: Sequence[datetime]) -> Home:
    home = Home(directory)
    with serve(plan.world, nights[0]) as sandbox:
        for night in nights:
            sandbox.move_to(night)
            home.run(sandbox, plan.organization)
    return home


def assert_truth_is_found(home: Home, plan: Plan, nights: Sequence[datetime]) -> None:
    """All of it and nothing else, to the second; of an issue that is gone, what the last look showed."""
    truth = plan.truth.at(nights[-1])
    gone = set(truth.gone_at)
    handoffs = handoff_rows(truth, gone)
    for item in gone:
        looks = [night for night in nights if item not in plan.truth.at(night).gone_at]
        if looks:
            then = handoff_rows(plan.truth.at(looks[-1]), set())
            handoffs |= _ended({row for row in then if row[0] == item}, looks[-1])
    assert_same(_by_first_issue(plan, found_handoffs(home), set()), handoffs)
    assert_same(_by_first_issue(plan, found_episodes(home), gone), planted_episodes(truth, gone))
    assert_same(_by_first_issue(plan, found_completions(home), gone), planted_completions(truth, gone))


def _ended(rows: set[Row], last_look: datetime) -> set[Row]:
    return {(*row[:-2], plain(last_look), "cancelled") if row[-1] == "open" else row for row in rows}


def _by_first_issue(plan: Plan, rows: set[Row], left_out: set[str]) -> set[Row]:
    """By the issue that each was before its transfers."""
    first = {
        f"ticket:{goes.id}": f"ticket:{issue.id}" for issue in plan.world.issues for goes in issue.transfers
    }
    found = {(first.get(row[0], row[0]), *row[1:]) for row in rows}
    return {row for row in found if row[0] not in left_out}
