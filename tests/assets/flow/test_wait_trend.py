"""flow.wait_trend of simulated histories: what adds up, what is mature, and what is true."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest

from assets import curves
from assets.flow.wait import wait_trend
from assets.flow.wait.wait_trend import ALL, NO_PLATFORM, trend

WEEKS = 30
WEEK = 168.0
COUNTS = ["wait_count", "picked_up_count", "cancelled_count", "open_count"]
KEY = ["population", "period", "period_starts_on", "from_team", "to_team", "layer", "clock"]


def history(seed: int = 1) -> pl.DataFrame:
    """Waits of 24 hours in the median, two to a chain, of which some are cancelled."""
    chance = np.random.default_rng(seed)
    count = 6_000
    began = np.sort(chance.uniform(0, WEEKS * WEEK, count))
    lasts = 24 * np.exp(1.5 * chance.standard_normal(count))
    cancelled_after = chance.exponential(900, count)
    watched = WEEKS * WEEK - began
    hours = np.minimum(np.minimum(lasts, cancelled_after), watched)
    outcome = np.where(lasts <= hours, "picked_up", np.where(cancelled_after <= hours, "cancelled", "open"))
    givers = chance.choice(["alpha", "beta", "gamma"], count)
    receivers = chance.choice(["data", "ml", "platform"], count)
    columns = {"hours": hours, "entry_hours": np.zeros(count), "follow_up_hours": watched}
    return pl.DataFrame(
        {
            "population": "handoff",
            "chain_key": (np.arange(count) // 2).astype(np.uint64),
            "week_number": (began // WEEK).astype(np.int64),
            "first_on": date(2026, 1, 5),
            "week_count": WEEKS,
            "from_team": givers,
            "to_team": receivers,
            "is_to_platform": receivers == "platform",
            "layer": chance.choice(["ticket", "ticket", "review"], count),
            "opened_by": "human",
            "outcome": outcome,
            **columns,
            **{name.replace("hours", "business_hours"): values / 4.2 for name, values in columns.items()},
            "tau_business_hours": 80.0,
        }
    )


@cache
def rows() -> pl.DataFrame:
    return trend(history())


def test_every_key_is_there_once() -> None:
    assert rows().select(KEY).is_duplicated().sum() == 0


@pytest.mark.parametrize("period", ["week", "all"])
@pytest.mark.parametrize("clock", ["wall", "business"])
def test_counts_of_teams_add_up_to_those_of_all(period: str, clock: str) -> None:
    of_period = rows().filter(pl.col("period") == period, pl.col("clock") == clock)
    is_one = {name: ~pl.col(name).str.starts_with(ALL) for name in ("from_team", "to_team", "layer")}
    by_week = pl.col(*COUNTS).sum()
    total = of_period.filter(*(pl.col(name) == ALL for name in is_one))
    pairs = [["from_team", "to_team", "layer"]] if period == "all" else []
    for summed in (["from_team"], ["to_team"], ["layer"], *pairs):
        parts = of_period.filter(
            *(is_one[name] if name in summed else pl.col(name) == ALL for name in is_one)
        )
        found = parts.group_by("period_starts_on").agg(by_week).sort("period_starts_on")
        assert found.rows() == total.select("period_starts_on", *COUNTS).sort("period_starts_on").rows()


@pytest.mark.parametrize(("period", "weeks"), [("week", 1), ("4 weeks", 4), ("13 weeks", 13)])
def test_a_pair_has_the_windows_in_which_ten_waits_began(period: str, weeks: int) -> None:
    waits = history().filter(from_team="alpha", to_team="data").sort("week_number")
    starts = [date(2026, 1, 5) + timedelta(weeks=at) for at in range(WEEKS - weeks + 1)]
    counts = [
        waits.filter(pl.col("week_number").is_between(at, at + weeks - 1)).height for at in range(len(starts))
    ]
    found = rows().filter(period=period, from_team="alpha", to_team="data", layer=ALL, clock="wall")
    assert sorted(found.select("period_starts_on", "wait_count").rows()) == [
        (start, count) for start, count in zip(starts, counts, strict=True) if count >= 10
    ]


@pytest.mark.parametrize(("period", "weeks"), [("4 weeks", 4), ("13 weeks", 13)])
def test_a_window_counts_what_its_weeks_count(period: str, weeks: int) -> None:
    chosen = {"from_team": ALL, "to_team": "data", "layer": ALL, "clock": "wall"}
    column = (
        rows().filter(*(pl.col(name) == value for name, value in chosen.items())).sort("period_starts_on")
    )
    weekly = column.filter(pl.col("period") == "week")["picked_up_count"]
    windows = column.filter(pl.col("period") == period)["picked_up_count"]
    assert windows.to_list() == [weekly[at : at + weeks].sum() for at in range(WEEKS - weeks + 1)]


def test_all_but_platforms_is_all_without_what_platforms_receive() -> None:
    received = rows().filter(period="all", from_team=ALL, layer=ALL, clock="wall")
    counts = dict(received.select("to_team", "wait_count").rows())
    assert counts[NO_PLATFORM] == counts[ALL] - counts["platform"] == counts["data"] + counts["ml"]


def test_the_right_edge_is_never_mature() -> None:
    """Two weeks by the wall clock: the last two full weeks, and every window that has one of them."""
    of_all = rows().filter(pl.col("from_team") == ALL, pl.col("to_team") == ALL, pl.col("layer") == ALL)
    for period, weeks in (("week", 1), ("4 weeks", 4), ("13 weeks", 13)):
        for clock in ("wall", "business"):
            of_period = of_all.filter(period=period, clock=clock).sort("period_starts_on")
            mature = WEEKS - weeks + 1 - 2
            assert of_period["is_mature"].to_list() == [True] * mature + [False, False], (period, clock)
    assert not of_all.filter(period="all")["is_mature"].any()


def test_what_nobody_could_watch_for_so_long_has_no_mean() -> None:
    newest = rows().filter(period="week", from_team=ALL, to_team=ALL, layer=ALL, clock="wall").sort(KEY)
    assert newest["rmst"].is_null().to_list() == [False] * (WEEKS - 2) + [True, True]
    assert newest["picked_up_by_tau"].is_null().to_list() == newest["rmst"].is_null().to_list()


def test_a_true_median_of_24_hours_is_24_and_in_the_interval() -> None:
    [row] = rows().filter(period="all", from_team=ALL, to_team=ALL, layer=ALL, clock="wall").rows(named=True)
    assert row["p50"] == pytest.approx(24, abs=1)
    assert row["p50_low"] < 24 < row["p50_high"]
    assert 0.9 < row["picked_up_by_tau"] + row["cancelled_by_tau"] < 1


def test_no_interval_without_twenty_waits_and_ten_pickups() -> None:
    is_wide = (pl.col("wait_count") >= 20) & (pl.col("picked_up_count") >= 10)
    assert (
        rows().filter(~is_wide, pl.col("p50_low").is_not_null() | pl.col("rmst_low").is_not_null()).is_empty()
    )
    assert rows().filter(is_wide, pl.col("p50").is_not_null(), pl.col("p50_low").is_null()).is_empty()
    assert rows().filter(pl.col("p50_low") > pl.col("p50")).is_empty()
    assert rows().filter(pl.col("p50_high") < pl.col("p50")).is_empty()


def test_the_same_waits_in_another_order_give_the_same_table() -> None:
    again = trend(history().sample(fraction=1, shuffle=True, seed=3))
    assert again.sort(KEY).equals(rows().sort(KEY))


def test_no_waits_make_an_empty_table() -> None:
    empty = trend(history().clear())
    assert empty.is_empty()
    assert empty.schema == rows().schema


def test_a_row_is_the_same_to_its_last_bit_whatever_is_worked_out_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wait_trend, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(curves, "AT_ONCE", 1 << 10)
    assert trend(history()).equals(rows())


def test_what_agents_opened_has_rows_of_its_own_without_pairs_and_changes_no_other() -> None:
    opened = np.random.default_rng(4).choice(["human", "human", "agent", "bot"], 6_000)
    found = trend(history().with_columns(pl.Series("opened_by", opened)))
    assert found.filter(origin=ALL).equals(rows())
    apart = found.filter(pl.col("origin") != ALL)
    assert sorted(apart["origin"].unique()) == ["agent", "human"]
    assert apart.filter((pl.col("from_team") != ALL) & (pl.col("to_team").is_in(["data", "ml"]))).is_empty()
    whole = apart.filter(period="all", from_team=ALL, to_team=ALL, layer=ALL, clock="wall").sort("origin")
    assert whole["wait_count"].to_list() == [(opened == "agent").sum(), (opened == "human").sum()]
