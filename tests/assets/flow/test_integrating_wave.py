"""flow.integrating_wave: which reorganizations made one team of several that handed work to each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import duckdb
import pytest

from assets.table import read_table
from tests.worlds.paths import CHECKOUT

MONDAY = datetime(2025, 3, 3)
TABLE = read_table(CHECKOUT / "assets" / "flow" / "team" / "integrating_wave.sql")


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as db:
        db.execute(
            """
            create schema core; create schema flow;
            create table core.team_heir (
                team_id varchar, heir_id varchar, from_at timestamp, to_at timestamp
            );
            create table core.team_member (
                person_id varchar, team_id varchar, from_at timestamp, to_at timestamp
            );
            create table flow.reorganization_wave (
                wave_on date, team_id varchar, began_at timestamp, settled_at timestamp
            );
            create table flow.handoff (
                handoff_number integer, from_team varchar, to_team varchar, released_at timestamp,
                is_observed boolean, is_platform boolean
            )
            """
        )
        yield db


def wave(db: duckdb.DuckDBPyConnection, *teams: str) -> None:
    for team in teams:
        db.execute(
            "insert into flow.reorganization_wave values (?, ?, ?, ?)", [MONDAY.date(), team, MONDAY, MONDAY]
        )


def people(db: duckdb.DuckDBPyConnection, count: int, before: str, after: str | None) -> None:
    """So many people of a team on the Sunday, and of another one, or of none, from Monday on."""
    [(known,)] = db.execute("select count(*) from core.team_member").fetchall()
    for number in range(count):
        ends = "infinity" if after == before else str(MONDAY)
        db.execute(
            "insert into core.team_member values (?, ?, '-infinity', ?)", [f"{known}.{number}", before, ends]
        )
        if after not in (before, None):
            db.execute(
                "insert into core.team_member values (?, ?, ?, 'infinity')",
                [f"{known}.{number}", after, MONDAY],
            )


def handoffs(
    db: duckdb.DuckDBPyConnection,
    giver: str,
    receiver: str,
    count: int = 5,
    *,
    weeks_before: int = 1,
    is_platform: bool = False,
) -> None:
    at = MONDAY - timedelta(weeks=weeks_before)
    for _ in range(count):
        db.execute(
            "insert into flow.handoff select count(*), ?, ?, ?, true, ? from flow.handoff",
            [giver, receiver, at, is_platform],
        )


def found(db: duckdb.DuckDBPyConnection) -> list[tuple[list[str], list[str], int]]:
    TABLE.build(db)
    rows = db.execute("from flow.integrating_wave").fetchall()
    assert [row[0] for row in rows] == [date(2025, 3, 3)] * len(rows)
    return [row[1:] for row in rows]


def test_a_team_whose_people_go_to_the_team_that_they_asked(db: duckdb.DuckDBPyConnection) -> None:
    wave(db, "data", "web")
    people(db, 3, "data", "web")
    people(db, 4, "web", "web")
    handoffs(db, "web", "data", 4)
    handoffs(db, "data", "web", 2)
    assert found(db) == [(["data", "web"], ["web"], 6)]


def test_two_teams_that_become_a_new_one(db: duckdb.DuckDBPyConnection) -> None:
    wave(db, "data", "web", "growth")
    people(db, 3, "data", "growth")
    people(db, 1, "data", None)
    people(db, 4, "web", "growth")
    handoffs(db, "web", "data")
    assert found(db) == [(["data", "web"], ["growth"], 5)]


def test_a_merger_that_the_file_declares_counts_whoever_went_along(db: duckdb.DuckDBPyConnection) -> None:
    wave(db, "data", "web")
    people(db, 4, "web", "web")
    people(db, 4, "data", None)
    handoffs(db, "web", "data")
    assert found(db) == []
    db.execute("insert into core.team_heir values ('data', 'web', ?, 'infinity')", [MONDAY])
    assert found(db) == [(["data", "web"], ["web"], 5)]


def test_teams_that_did_not_hand_work_to_each_other_are_merged_and_not_integrated(
    db: duckdb.DuckDBPyConnection,
) -> None:
    wave(db, "data", "web")
    people(db, 3, "data", "web")
    people(db, 4, "web", "web")
    handoffs(db, "web", "data", 4)
    handoffs(db, "web", "data", weeks_before=14)
    handoffs(db, "web", "data", is_platform=True)
    handoffs(db, "web", "api", 50)
    assert found(db) == []


def test_each_of_three_must_have_worked_with_the_others(db: duckdb.DuckDBPyConnection) -> None:
    wave(db, "api", "data", "web")
    people(db, 3, "data", "web")
    people(db, 3, "api", "web")
    people(db, 4, "web", "web")
    handoffs(db, "web", "data", 9)
    assert found(db) == []
    handoffs(db, "api", "data", 5)
    assert found(db) == [(["api", "data", "web"], ["web"], 14)]


def test_a_team_whose_people_are_spread_over_others_integrates_nothing(db: duckdb.DuckDBPyConnection) -> None:
    wave(db, "data", "web", "app")
    people(db, 3, "data", "web")
    people(db, 3, "data", "app")
    people(db, 4, "web", "web")
    people(db, 4, "app", "app")
    handoffs(db, "web", "data", 9)
    handoffs(db, "app", "data", 9)
    assert found(db) == []


def test_a_merger_within_a_larger_change_cannot_be_told_apart_from_it(db: duckdb.DuckDBPyConnection) -> None:
    """A third team lends people to the new one and goes on."""
    wave(db, "api", "data", "web")
    people(db, 3, "data", "web")
    people(db, 4, "web", "web")
    people(db, 3, "api", "web")
    people(db, 5, "api", "api")
    handoffs(db, "web", "data", 9)
    handoffs(db, "web", "api", 9)
    assert found(db) == []


def test_two_mergers_of_one_week_are_one_change(db: duckdb.DuckDBPyConnection) -> None:
    wave(db, "api", "app", "data", "web")
    people(db, 3, "data", "web")
    people(db, 4, "web", "web")
    people(db, 3, "api", "app")
    people(db, 4, "app", "app")
    handoffs(db, "web", "data", 5)
    handoffs(db, "web", "app", 50)
    assert found(db) == []
    handoffs(db, "app", "api", 6)
    assert found(db) == [(["api", "app", "data", "web"], ["app", "web"], 11)]
