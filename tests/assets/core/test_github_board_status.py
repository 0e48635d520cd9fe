"""What a board says of an issue: put on it in one go, gone since the last look, or waiting on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.code import Issue
from connectors.sandbox.world.planning import BoardField, Iteration, ProjectBoard
from tests.worlds.github_world import ORGANIZATION, WORLD, day, on_board
from tests.worlds.night import Home

AT_ONCE = Issue(
    6001,
    301,
    201,
    "ana",
    day(0),
    "Put on a board and begun in one second",
    [on_board(901, day(1), "added_to_board"), on_board(902, day(1), "board_status", "In Progress")],
)
DELETED = Issue(
    6002,
    301,
    202,
    "ana",
    day(0),
    "Deleted while on a board",
    [
        on_board(903, day(1), "added_to_board"),
        on_board(904, day(2), "board_status", "In Review"),
        replace(on_board(908, day(2), "board_field", "one"), field_name="Iteration"),
    ],
    deleted_at=day(7),
)
WAITING = Issue(
    6003,
    301,
    203,
    "ana",
    day(0),
    "Waits in a status that the organization file knows, and then in one that it does not",
    [
        on_board(905, day(1), "added_to_board"),
        on_board(906, day(2), "board_status", "Parked"),
        on_board(907, day(3), "board_status", "Limbo"),
    ],
)
ITERATION = BoardField(77, "Iteration", "iteration", iterations=(Iteration("one", "1", day(0).date(), 14),))
BOARD = ProjectBoard(1, "meridian", fields=(ITERATION,))
PARKED = ORGANIZATION.replace("In Review]}", "In Review], wait: [Parked]}")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"))
    world = replace(WORLD, issues=[AT_ONCE, DELETED, WAITING], project_boards=[BOARD])
    with serve(world, day(5)) as sandbox:
        for night in (day(5), day(10)):
            sandbox.move_to(night)
            made.run(sandbox, PARKED)
    return made


def test_a_status_is_what_the_board_gave_an_issue_last_while_it_was_there(home: Home) -> None:
    assert home.warehouse_sql(
        """
        select ticket_id, from_text, to_text, day(happened_at), account_id from core.ticket_change
        where field = 'status' and ticket_id <> '6003' order by ticket_id
        """
    ) == [("6001", "open", "In Progress", 4, "12"), ("6002", "open", "In Review", 5, "12")]
    assert home.warehouse_sql("select ticket_id from core.ticket where gone_at is not null") == [("6002",)]


def test_that_an_issue_is_gone_from_its_board_is_no_change_of_its_iteration(home: Home) -> None:
    assert home.warehouse_sql(
        "select from_text, to_text, day(happened_at) from core.ticket_change where field = 'sprint'"
    ) == [(None, "1", 5)]


def test_a_status_in_which_the_organization_file_says_that_work_waits_has_a_meaning(home: Home) -> None:
    found = home.sql("select subject from data_quality where kind = 'status_without_meaning'")
    assert found == [("Limbo",)]
