"""flow.forecast and forecast_backtest of planted teams: that stay as they are, grow, slow down, or end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import duckdb
import numpy as np
import polars as pl
import pytest

from assets.flow.forecast.forecast import forecasts
from assets.flow.forecast.forecast_curve import curves
from assets.macro import make_macros
from assets.table import read_table
from tests.worlds.paths import CHECKOUT

FIRST = date(2025, 1, 6)
Counts = Iterable[int]


def team(
    name: str,
    completed: Counts,
    *,
    open_now: int = 20,
    inflow: Counts | None = None,
    full_weeks: Counts | None = None,
) -> pl.DataFrame:
    """A team's weeks, the last of which is running; it stayed the same from the first on, unless told."""
    completed = list(completed)
    count = len(completed)
    full = list(full_weeks) if full_weeks is not None else [*range(1, count), count - 1]
    return pl.DataFrame(
        {
            "team_id": [name] * count,
            "week_starts_on": [FIRST + timedelta(weeks=week) for week in range(count)],
            "is_complete_week": [week < count - 1 for week in range(count)],
            "counts_from_on": [FIRST + timedelta(weeks=week + 1) for week in range(count)],
            "full_weeks": full,
            "completed_count": completed,
            "cancelled_count": [0] * count,
            "inflow_count": list(inflow) if inflow is not None else completed,
            "outflow_count": completed,
            "open_count": [open_now] * count,
        }
    )


def now(frame: pl.DataFrame, window: int = 8, items: str = "open") -> dict[str, object]:
    rows = forecasts(frame).filter(~pl.col("is_complete_week"), window_weeks=window, items=items)
    [row] = rows.rows(named=True)
    return row


NOBODY_DOUBTED = """
    create table flow.team_trust (
        population varchar, period varchar, period_starts_on date, team_id varchar, grade varchar,
        doubts varchar[]
    )
"""


def backtest(frame: pl.DataFrame) -> pl.DataFrame:
    """The mart's own query on the forecasts of planted weeks."""
    with duckdb.connect() as db:
        db.execute("create schema core; create schema flow; create schema marts")
        db.register("planted", forecasts(frame))
        db.execute("create table flow.forecast as from planted")
        db.execute("create table core.team as select distinct team_id, team_id as name from planted")
        db.execute(NOBODY_DOUBTED)
        query = read_table(CHECKOUT / "assets" / "marts" / "forecast_backtest.sql").query
        make_macros(query, db)
        return db.sql(query).pl()


def test_the_running_week_is_no_observation() -> None:
    row = now(team("a", [5, 5, 5, 5, 0]))
    assert (row["history_weeks"], row["completed_per_week"], row["p95_weeks"]) == (4, 5, 4)


def test_a_week_without_completions_is_one() -> None:
    row = now(team("a", [10, 0, 10, 0, 0], open_now=10))
    assert row["completed_per_week"] == 5
    assert [row[f"p{percentile}_weeks"] for percentile in (50, 85, 95)] == [1, 3, 5]


def test_only_so_many_weeks_are_drawn_from_as_the_window_has() -> None:
    frame = team("a", [*[1] * 8, *[4] * 4, *[10] * 4, 0])
    assert [now(frame, window)["completed_per_week"] for window in (4, 8, 12)] == [10, 7, 5]
    assert [now(frame, window)["is_too_few_weeks"] for window in (4, 8, 12)] == [True, False, False]


def test_weeks_before_a_reorganization_are_not_drawn_from() -> None:
    weeks = [*[1] * 10, 9, 9, 0]
    row = now(team("a", weeks, full_weeks=[*range(1, 11), 1, 2, 2]))
    assert (row["history_weeks"], row["completed_per_week"], row["is_too_few_weeks"]) == (2, 9, True)
    assert (row["p85_weeks"], row["unknown_because"]) == (3, None)


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (team("new", [3]), "no full week"),
        (team("just reorganized", [3, 4, 5, 1], full_weeks=[1, 2, 0, 0]), "no full week"),
        (team("idle", [0] * 10), "no completion"),
        (team("slow", [*[0, 1] * 5, 0], open_now=500), "more than 104 weeks"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_forecast_that_cannot_be_made_says_why_and_has_no_weeks(frame: pl.DataFrame, reason: str) -> None:
    row = now(frame)
    assert row["unknown_because"] == reason
    assert [row[f"p{percentile}_weeks"] for percentile in (50, 85, 95)] == [None] * 3
    if reason == "no full week":
        rates = ("completed_per_week", "net_flow_per_week", "is_growing", "clear_by_exits_weeks")
        assert [row[name] for name in rates] == [None] * 4


def test_an_empty_queue_is_cleared_now() -> None:
    row = now(team("a", [2] * 10, open_now=0))
    assert [row[f"p{percentile}_weeks"] for percentile in (50, 85, 95)] == [0, 0, 0]
    assert (row["unknown_because"], row["clear_by_completions_weeks"]) == (None, 0)


def test_a_growing_queue_is_said_to_grow_and_has_no_weeks_with_arrivals() -> None:
    grown = now(team("a", [5] * 10, inflow=[7] * 10))
    assert (grown["is_growing"], grown["net_flow_per_week"], grown["clear_with_arrivals_weeks"]) == (
        True,
        2,
        None,
    )
    assert (grown["p85_weeks"], grown["clear_by_completions_weeks"]) == (4, 4)
    shrunk = now(team("a", [5] * 10, inflow=[3] * 10))
    assert (shrunk["is_growing"], shrunk["clear_with_arrivals_weeks"]) == (False, 10)
    still = now(team("a", [5] * 10, inflow=[5] * 10))
    assert (still["is_growing"], still["clear_with_arrivals_weeks"]) == (True, None)


def test_weeks_to_clear_are_of_all_that_is_open() -> None:
    assert now(team("a", [5] * 10), items="10")["clear_by_completions_weeks"] is None
    assert now(team("a", [5] * 10), items="10")["p50_weeks"] == 2


def test_a_long_queue_is_forecast_as_of_now_and_not_of_the_past() -> None:
    rows = forecasts(team("a", [30] * 10, open_now=900)).filter(window_weeks=8, items="open")
    *past, newest = rows.rows(named=True)
    assert (newest["p50_weeks"], newest["unknown_because"]) == (30, None)
    assert {row["unknown_because"] for row in past} == {"past queue of more than 200"}


def test_what_became_of_a_forecast_is_counted_in_full_weeks_of_the_same_team() -> None:
    weeks = [5, 5, 5, 0, 4, 6, 5, 50]
    frame = team("a", weeks, open_now=8, full_weeks=[1, 2, 3, 4, 5, 1, 2, 2])
    rows = forecasts(frame).filter(window_weeks=4, items="open")
    assert rows["cleared_in_weeks"].to_list() == [2, 3, None, None, None, None, None, None]
    assert rows["watched_weeks"].to_list() == [4, 3, 2, 1, 0, 1, 0, 0]


def test_teams_side_by_side_are_forecast_as_each_alone() -> None:
    chance = np.random.default_rng(3)
    teams = [team(f"t{number}", chance.poisson(number, 30), open_now=3 * number) for number in range(6)]
    alone = pl.concat([forecasts(each) for each in teams])
    key = ["team_id", "week_starts_on", "window_weeks", "items"]
    assert forecasts(pl.concat(teams)).sort(key).equals(alone.sort(key))


def test_no_teams_make_empty_tables() -> None:
    frame = team("a", [1, 2]).clear()
    assert forecasts(frame).is_empty()
    assert forecasts(frame).schema == forecasts(team("a", [1, 2])).schema
    drawn = pl.DataFrame(schema={"history_weeks": pl.Int64(), "draws": pl.List(pl.Int64())})
    assert curves(drawn).is_empty()


@cache
def steady() -> pl.DataFrame:
    """Sixty teams of ten completions a week that stay as they are for 80 weeks."""
    chance = np.random.default_rng(11)
    return pl.concat([team(f"t{number}", chance.poisson(10, 80)) for number in range(60)])


def met(frame: pl.DataFrame, percentile: int, items: str) -> list[float]:
    """The share of all teams' forecasts that were met, from 4, 8 and 12 weeks."""
    of_all = backtest(frame).filter(percentile=percentile, items=items)
    sums = of_all.group_by("window_weeks").agg(pl.col("met_count", "tried_count").sum()).sort("window_weeks")
    assert all(tried > 1_000 for tried in sums["tried_count"])
    return (sums["met_count"] / sums["tried_count"]).to_list()


@pytest.mark.parametrize("items", ["10", "20"])
def test_a_steady_teams_forecasts_of_85_percent_are_kept_the_more_the_more_weeks_are_known(
    items: str,
) -> None:
    """By more than 85 %, since a forecast is of whole weeks: the definition measured .91, .93 and .95."""
    shares = met(steady(), 85, items)
    assert shares == sorted(shares)
    assert shares[0] >= 0.85


@pytest.mark.parametrize("percentile", [50, 85, 95])
def test_a_steady_team_keeps_its_forecasts_from_eight_weeks_on(percentile: int) -> None:
    for items in ("10", "20"):
        _, eight, twelve = met(steady(), percentile, items)
        assert min(eight, twelve) >= percentile / 100 - 0.01


def test_four_weeks_know_too_little_to_keep_95_percent() -> None:
    assert met(steady(), 95, "20")[0] < 0.95


def test_a_team_that_slows_down_does_not_keep_its_forecasts() -> None:
    chance = np.random.default_rng(12)
    pace = np.linspace(20, 1, 80)
    slowing = pl.concat([team(f"t{number}", chance.poisson(pace), open_now=60) for number in range(60)])
    assert all(share < 0.75 for share in met(slowing, 85, "open"))


def test_a_backtest_tries_nothing_that_is_not_over_or_crosses_a_reorganization() -> None:
    rows = backtest(team("a", [5] * 21, full_weeks=[*range(1, 11), *range(1, 11), 10], open_now=20))
    of_eight = rows.filter(window_weeks=8, items="open")
    # They take four weeks. Weeks with eight before them are the last three of ten: none has four after it.
    assert of_eight["tried_count"].to_list() == [0, 0, 0]
    assert of_eight["met_share"].to_list() == [None] * 3
    # Ten items take two weeks, which the first of these three have.
    of_ten = rows.filter(window_weeks=8, items="10")
    assert (
        of_ten.select("tried_count", "met_count", "met_share", "is_share_shown").rows()
        == [(2, 2, 1, False)] * 3
    )


def test_a_backtest_has_the_teams_that_are_there_now() -> None:
    ended = team("ended", [5] * 21).filter("is_complete_week")
    assert set(backtest(pl.concat([ended, team("a", [5] * 21)]))["team_id"]) == {"a"}
