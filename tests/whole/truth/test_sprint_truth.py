"""Promises that the sandbox planted are what the pipeline finds of each sprint, to the ticket and point."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from connectors.sandbox.world.truth import Truth
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS, Row, assert_same, plain

ITEMS = """
    select sprint_id, 'ticket:' || ticket_id, item.team_id, is_committed, item.points,
        case when completed_at is not null then outcome end,
        case when completed_at is not null then last_points end
    from flow.sprint_item as item
    inner join core.sprint as sprint using (source, sprint_id)
    inner join core.ticket as ticket using (ticket_number)
    where completed_at is not null or is_committed
"""
SPRINTS = """
    select sprint_id, activated_at, completed_at, committed_count,
        case when completed_at is not null then kept_count end, say_do_items, say_do_points
    from sprint
    where team_id = '*' and is_observed
"""


def planted_items(truth: Truth) -> set[Row]:
    return {
        (
            row.sprint,
            row.work_item,
            row.team,
            row.is_committed,
            row.points,
            row.outcome,
            row.last_points,
        )
        for row in truth.sprint_items
    }


def planted_sprints(truth: Truth) -> set[Row]:
    return {
        (
            row.sprint,
            plain(row.activated_at),
            plain(row.completed_at),
            row.committed_count,
            row.kept_count,
            row.say_do_items,
            row.say_do_points,
        )
        for row in truth.sprints
    }


def assert_truth_is_found(home: Home, truth: Truth) -> None:
    assert_same(set(home.warehouse_sql(ITEMS)), planted_items(truth))
    assert_same(set(home.sql(SPRINTS)), planted_sprints(truth))


@pytest.mark.parametrize(
    "seed", [7, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (1, 2, 3, 41, 42))]
)
def test_planted_promises_are_found_and_what_became_of_them(seed: int, tmp_path: Path) -> None:
    """In the middle of a sprint: of those that run the promise is compared."""
    planned, home = plan(seed, 3 * TICKETS), Home(tmp_path)
    as_of = DEFAULT_CLOCK - timedelta(days=4 * seed)
    with serve(planned.world, as_of) as sandbox:
        home.run(sandbox, planned.organization)
    truth = planned.truth.at(as_of)
    assert {row.outcome for row in truth.sprint_items} == {
        "completed",
        "cancelled",
        "removed",
        "unfinished",
        None,
    }
    assert_truth_is_found(home, truth)
    torn = """
        select * from sprint
        where committed_count + added_count
            <> completed_count + cancelled_count + removed_count + unfinished_count
    """
    assert home.sql(torn) == []


def test_what_came_later_changes_no_sprint_that_was_over(tmp_path: Path) -> None:
    """A look back finds what a night then would have found."""
    planned, home = plan(8, TICKETS), Home(tmp_path)
    then = DEFAULT_CLOCK - timedelta(days=150)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, planned.organization)
    over = f"{SPRINTS} and completed_at <= '{plain(then)}'"
    now = set(home.sql(over))
    home.run_again(planned.organization, as_of=then)
    assert_truth_is_found(home, planned.truth.at(then))
    assert len(now) > 100
    assert set(home.sql(over)) == now
