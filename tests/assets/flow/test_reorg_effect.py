"""flow.reorganization_wave and marts.reorg_effect of planted work: what is compared, and what is said."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest

from assets.flow.effect.reorg_effect import FRAME
from assets.table import read_table
from tests.worlds.paths import CHECKOUT

MONDAY = datetime(2024, 1, 1)
WEEKS = 104
OTHERS = ("api", "app", "etl", "infra", "search", "web")


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as db:
        db.execute(
            """
            set TimeZone = 'UTC'; create schema core; create schema flow; create schema marts;
            create table core.organization as select 'UTC' as timezone;
            create table core.run (as_of timestamp);
            create table core.team as
                select team_id, upper(team_id) as name
                from (select unnest(['data', 'api', 'app', 'etl', 'infra', 'search', 'web']) as team_id);
            create table flow.reorganization (
                team_id varchar, week_starts_on date, settled_at timestamp,
                joined_count bigint, left_count bigint
            );
            create table flow.chain (
                root_number integer, created_at timestamp, ended_at timestamp, state varchar,
                is_observed boolean
            );
            create table flow.team_trust (
                population varchar, period varchar, period_starts_on date, team_id varchar, grade varchar,
                doubts varchar[]
            );
            create table flow.chain_member (root_number integer, ticket_number integer);
            create table flow.integrating_wave (wave_on date);
            create table flow.ownership_interval (ticket_number integer, owner varchar, from_at timestamp)
            """
        )
        yield db


def reorganize(db: duckdb.DuckDBPyConnection, *moves: tuple[str, int]) -> None:
    """Three people joined each team on the Wednesday of the week."""
    for team, week in moves:
        monday = MONDAY + timedelta(weeks=week)
        db.execute(
            "insert into flow.reorganization values (?, ?, ?, 3, 0)",
            [team, monday.date(), monday + timedelta(days=2)],
        )
    read_table(CHECKOUT / "assets" / "flow" / "team" / "reorganization_wave.sql").build(db)


def work(
    db: duckdb.DuckDBPyConnection,
    team: str,
    *,
    factor: float = 1,
    after: int = WEEKS,
    also: str | None = None,
    weeks: range = range(WEEKS),
) -> None:
    """Six chains a week of some 60 hours; from the week `after` on they take `factor` times as long."""
    chance = np.random.default_rng(sum(map(ord, team)))
    [(number,)] = db.execute("select count(*) from flow.chain").fetchall()
    week = np.repeat(np.array(weeks), 6)
    begins = np.sort(week + chance.random(len(week))) * 168
    lasts = np.exp(math.log(60) + 0.5 * chance.standard_normal(len(week))) * np.where(
        week >= after, factor, 1
    )
    ends = np.minimum(begins + lasts, WEEKS * 168)
    db.register("made", pl.DataFrame({"begins": begins, "ends": ends}).with_row_index("place", offset=number))
    db.register("owned", pl.DataFrame({"owner": [owner for owner in (team, also) if owner]}))
    at = f"timestamp '{MONDAY}' + to_microseconds((made.{{}} * 3.6e9)::bigint)"
    db.execute(
        f"""
        insert into flow.chain
        select
            place, {at.format("begins")}, {at.format("ends")},
            case when ends < {WEEKS * 168} then 'done' else 'open' end, true
        from made;
        insert into flow.chain_member select place, place from made;
        insert into flow.ownership_interval select place, owner, {at.format("begins")} from made, owned
        """
    )


def found(db: duckdb.DuckDBPyConnection, columns: str, as_of: int = WEEKS) -> list[tuple[object, ...]]:
    db.execute("insert into core.run values (?)", [MONDAY + timedelta(weeks=as_of)])
    FRAME.build(db)
    read_table(CHECKOUT / "assets" / "marts" / "reorg_effect.sql").build(db)
    return db.execute(f"select {columns} from marts.reorg_effect order by began_on").fetchall()


def test_weeks_at_most_six_apart_are_one_wave_of_a_team(db: duckdb.DuckDBPyConnection) -> None:
    reorganize(db, ("data", 10), ("data", 16), ("data", 23), ("ml", 10), ("api", 11))
    rows = db.execute(
        "select wave_on, team_id, settled_at, joined_count from flow.reorganization_wave order by all"
    ).fetchall()
    assert rows == [
        ((MONDAY + timedelta(weeks=began)).date(), team, MONDAY + timedelta(weeks=settled, days=2), people)
        for began, team, settled, people in (
            (10, "data", 16, 6),
            (10, "ml", 10, 3),
            (11, "api", 11, 3),
            (23, "data", 23, 3),
        )
    ]


def test_a_reorganization_that_halved_lead_times_is_called_faster(db: duckdb.DuckDBPyConnection) -> None:
    for team in OTHERS:
        work(db, team)
    work(db, "data", factor=0.4, after=60)
    reorganize(db, ("data", 60))
    [(verdict, ratio, low, high, rank, teams, compared, sentence)] = found(
        db,
        "verdict, ratio, ratio_low, ratio_high, placebo_p, team_names, compared_team_ids, sentence",
    )
    assert verdict == "faster"
    assert ratio == pytest.approx(0.4, rel=0.2)
    assert low < 0.4 < high < 1  # type: ignore[operator]
    assert rank <= 0.05  # type: ignore[operator]
    assert teams == "DATA"
    assert compared == ", ".join(OTHERS)
    assert sentence == (
        f"Work that DATA began after it took {ratio:.2f} times as long ({low:.2f} to {high:.2f}) as before, "
        "next to 6 teams that went on as they were."
    )


def test_a_change_that_all_teams_share_is_no_effect(db: duckdb.DuckDBPyConnection) -> None:
    for team in (*OTHERS, "data"):
        work(db, team, factor=0.4, after=60)
    reorganize(db, ("data", 60))
    [(verdict, ratio)] = found(db, "verdict, ratio")
    assert verdict == "no effect told"
    assert ratio == pytest.approx(1, rel=0.25)


@pytest.mark.parametrize(
    ("week", "because"),
    [(5, "too few weeks before"), (96, "too few weeks after")],
)
def test_too_near_to_an_end_of_the_history_nothing_is_told(
    db: duckdb.DuckDBPyConnection, week: int, because: str
) -> None:
    for team in ("data", "api"):
        work(db, team)
    reorganize(db, ("data", week))
    assert found(db, "verdict, unknown_because, ratio, sentence") == [
        ("cannot be told", because, None, f"Whether DATA became faster cannot be told: {because}.")
    ]


def test_where_every_team_was_reorganized_nobody_is_left_to_compare_with(
    db: duckdb.DuckDBPyConnection,
) -> None:
    for team in ("data", "api"):
        work(db, team)
    reorganize(db, ("data", 60), ("api", 61))
    rows = found(db, "team_ids, unknown_because")
    assert rows == [("data", "no team to compare with"), ("api", "no team to compare with")]


def test_with_few_teams_and_a_short_history_the_ratio_has_no_interval(db: duckdb.DuckDBPyConnection) -> None:
    for team in ("data", "api"):
        work(db, team, weeks=range(40, 80))
    reorganize(db, ("data", 60))
    [row] = found(db, "verdict, unknown_because, ratio is null, ratio_low, placebo_p", as_of=80)
    assert row == ("cannot be told", "too few placebos", False, None, None)


def test_work_of_other_teams_that_a_reorganized_team_had_too_is_on_neither_side(
    db: duckdb.DuckDBPyConnection,
) -> None:
    work(db, "data")
    work(db, "api")
    work(db, "web", also="data")
    reorganize(db, ("data", 60))
    assert found(db, "compared_team_ids") == [("api",)]


def test_without_a_reorganization_there_is_no_row(db: duckdb.DuckDBPyConnection) -> None:
    work(db, "data")
    reorganize(db)
    assert found(db, "verdict") == []
