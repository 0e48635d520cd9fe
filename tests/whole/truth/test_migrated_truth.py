"""Worlds whose histories a migration lost, or lost in part: they publish, and invent nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from connectors.sandbox.plan import Plan, plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from connectors.sandbox.world.tickets import Telling, Ticket
from tests.worlds.migrated import empty, holes, migrated, names, since
from tests.worlds.night import Home
from tests.worlds.planted import (
    TICKETS,
    Row,
    assert_same,
    compared,
    found_completions,
    found_episodes,
    found_handoffs,
    plain,
    planted_completions,
    planted_episodes,
    planted_handoffs,
)

pytestmark = pytest.mark.heavy

SEEDS = (41, 42)
CUT = DEFAULT_CLOCK - timedelta(days=200)
# The fields that say who has a ticket.
OWNERSHIP = ("project", "components", "team", "assignee")
# Places in the rows of planted.py.
ITEM, DETECTOR, ROLE, RELEASED, ROUTED = 0, 1, 3, 6, 7


def night(planned: Plan, directory: Path) -> Home:
    home = Home(directory)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, compared(planned.organization))
    return home


def without_role(rows: set[Row]) -> set[Row]:
    """Who had the ball before is a part of what is lost."""
    return {row[:ROLE] + row[ROLE + 1 :] for row in rows}


def passed(row: Row) -> Row:
    """Who passed what to whom, and when."""
    return (row[ITEM], *row[4:8])


def reviews(rows: set[Row]) -> set[Row]:
    return without_role({row for row in rows if row[DETECTOR] == "D6"})


def undated(home: Home) -> int:
    [(found,)] = home.sql("select sum(found_count) from data_quality where kind = 'close_undated'")
    return int(found)


def lost_a_first(ticket: Ticket) -> bool:
    """Whether the first change of a field that says who has the ticket is told by nobody."""
    first: dict[str, Telling] = {}
    for change in sorted(ticket.changes, key=lambda change: change.at):
        for name, _ in change.fields:
            first.setdefault(name, change.telling)
    return any(first.get(name) == "nothing" for name in OWNERSHIP)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_any_history_no_ticket_was_handed_over_or_completed(seed: int, tmp_path: Path) -> None:
    planned = plan(seed, TICKETS)
    home = night(migrated(planned, empty), tmp_path)
    truth = planned.truth.at(DEFAULT_CLOCK)
    unseen = set(truth.gone_at)
    found = found_handoffs(home)
    assert reviews(found) == reviews(planted_handoffs(truth, unseen))
    assert {row[DETECTOR] for row in found} == {"D6"}
    assert found_completions(home) == set()
    assert undated(home) > len(planted_completions(truth, unseen)) / 2
    ended = "select count(*) from chain where state in ('done', 'cancelled') and lead_hours is not null"
    assert home.sql(ended) == [(0,)]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_happened_after_the_migration_is_found_as_if_all_were_told(seed: int, tmp_path: Path) -> None:
    """But for roles; and of what was released before, nothing is found."""
    planned = plan(seed, TICKETS)
    home = night(migrated(planned, since(CUT)), tmp_path)
    truth = planned.truth.at(DEFAULT_CLOCK)
    unseen, cut = set(truth.gone_at), plain(CUT)
    assert cut is not None

    def since_cut(rows: set[Row], place: int) -> set[Row]:
        return {row for row in rows if row[place] >= cut}

    planted = planted_handoffs(truth, unseen)
    found = found_handoffs(home)
    assert len(since_cut(planted, RELEASED)) > 50
    assert_same(without_role(since_cut(found, RELEASED)), without_role(since_cut(planted, RELEASED)))
    assert {row[DETECTOR] for row in found - since_cut(found, RELEASED)} == {"D6"}
    completed = planted_completions(truth, unseen)
    assert_same(found_completions(home), since_cut(completed, 2))
    assert_same(since_cut(found_episodes(home), 2), since_cut(planted_episodes(truth, unseen), 2))


@pytest.mark.parametrize("seed", SEEDS)
def test_holes_anywhere_publish_and_every_instant_found_is_one_that_was(seed: int, tmp_path: Path) -> None:
    """A hole may hide who had the ball; the history then contradicts itself, which is counted.

    But for one kind: a history that lost the first change of a field tells that the ticket was created with
    the value that the change gave it, and contradicts nothing.
    """
    planned = plan(seed, TICKETS)
    lossy = migrated(planned, holes(seed), lambda pull, event: (pull.id + event.id + seed) % 6 == 0)
    home = night(lossy, tmp_path)
    happened = {
        f"ticket:{ticket.id}": {plain(change.at) for change in ticket.changes if change.telling != "nothing"}
        for ticket in lossy.world.tickets
    }
    found = {row for row in found_handoffs(home) if row[DETECTOR] != "D6"}
    assert len(found) > 20
    assert [row for row in found if not {row[RELEASED], row[ROUTED]} - {None} <= happened[row[ITEM]]] == []
    truth = planned.truth.at(DEFAULT_CLOCK)
    closed = {(row.work_item, plain(row.completed_at)) for row in truth.completions}
    assert {(row[0], row[2]) for row in found_completions(home)} <= closed
    assert undated(home) > 0
    broken = {
        f"ticket:{id_}" for (id_,) in home.warehouse_sql("select distinct ticket_id from core.broken_chain")
    }
    planted = {passed(row) for row in planted_handoffs(truth, set(truth.gone_at))}
    other = {row[ITEM] for row in found if passed(row) not in planted}
    assert other <= broken | {f"ticket:{ticket.id}" for ticket in lossy.world.tickets if lost_a_first(ticket)}
    credited = {(row.work_item, row.team, plain(row.completed_at)) for row in truth.completions}
    assert {row[ITEM] for row in found_completions(home) if row[:3] not in credited} <= broken
    doubted = "select subject from data_quality where kind = 'chain_broken' and is_doubtful"
    assert {("assignee",), ("status",)} <= set(home.sql(doubted))


@pytest.mark.parametrize("seed", SEEDS)
def test_histories_that_know_names_alone_publish(seed: int, tmp_path: Path) -> None:
    planned = plan(seed, TICKETS)
    home = night(migrated(planned, names), tmp_path)
    truth = planned.truth.at(DEFAULT_CLOCK)
    closed = {(row.work_item, plain(row.completed_at)) for row in truth.completions}
    assert {(row[0], row[2]) for row in found_completions(home)} <= closed
