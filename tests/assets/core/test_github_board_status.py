"""What a board says of an issue that was put on it in one go, or that is gone since the last look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.code import Issue
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
    [on_board(903, day(1), "added_to_board"), on_board(904, day(2), "board_status", "In Review")],
    deleted_at=day(7),
)
STAYS = Issue(6003, 301, 203, "ana", day(0), "Stays, so that not all is gone at once")


def test_its_status_is_what_the_board_gave_it_last_while_it_was_there(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with serve(replace(WORLD, issues=[AT_ONCE, DELETED, STAYS]), day(5)) as sandbox:
        for night in (day(5), day(10)):
            sandbox.move_to(night)
            home.run(sandbox, ORGANIZATION)
    assert home.warehouse_sql(
        """
        select ticket_id, from_text, to_text, day(happened_at), account_id from core.ticket_change
        where field = 'status' order by ticket_id
        """
    ) == [("6001", "open", "In Progress", 4, "12"), ("6002", "open", "In Review", 5, "12")]
    assert home.warehouse_sql("select ticket_id from core.ticket where gone_at is not null") == [("6002",)]
