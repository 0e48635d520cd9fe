"""Whole nights on an Enterprise Server of 2024, which knows less than github.com: what it has is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sandbox.github.schemas import ENTERPRISE_2024, GITHUB_COM, Edition
from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from tests.worlds.github_world import ORGANIZATION, WORLD, day
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS, assert_truth_is_found, compared

pytestmark = pytest.mark.heavy


def test_what_was_planted_is_found_on_it(tmp_path: Path) -> None:
    planned = plan(7, TICKETS)
    home = Home(tmp_path, is_dagsters=True)
    with serve(planned.world, DEFAULT_CLOCK, github=ENTERPRISE_2024) as sandbox:
        home.run(sandbox, compared(planned.organization))
    assert_truth_is_found(home, planned.truth, DEFAULT_CLOCK)
    assert home.sql("select is_complete from publish_info") == [(True,)]


def issues(directory: Path, edition: Edition) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The issues of two nights, and the changes of what no board says."""
    home = Home(directory)
    with serve(WORLD, day(5, 12), github=edition) as sandbox:
        for night in (day(5, 12), day(10)):
            sandbox.move_to(night)
            home.run(sandbox, ORGANIZATION)
    tickets = home.warehouse_sql(
        """
        select ticket_id, key, resolution, assignee, reporter, created_at, labels, gone_at is not null
        from core.latest_ticket order by ticket_id
        """
    )
    changes = home.warehouse_sql(
        """
        select ticket_id, happened_at, field, from_id, to_id, account_id from core.ticket_change
        where field <> 'status' order by all
        """
    )
    return tickets, changes


def test_issues_are_what_they_are_on_github_com_but_for_what_boards_said(tmp_path: Path) -> None:
    tickets, changes = issues(tmp_path / "enterprise", ENTERPRISE_2024)
    assert [(row[0], row[2], row[3]) for row in tickets] == [
        ("5001", "completed", "11"),
        ("5002", None, None),
        ("5003", None, None),
        ("5004", None, None),
        ("5005", None, None),
        ("5006", None, None),
    ]
    assert (tickets, changes) == issues(tmp_path / "com", GITHUB_COM)
