"""flow.integration_ratio of simulated work: what is true is found, and what only looks true is not."""

from __future__ import annotations

import math
from functools import cache
from statistics import median
from typing import Any

import polars as pl
import pytest

from assets.flow.unit.integration_ratio import ratios
from tests.worlds.units import immortal, simulated

KEY = ["method", "stratum", "dose"]


def row_of(table: pl.DataFrame, method: str, stratum: str = "*", dose: str = "≥2") -> dict[str, Any]:
    [row] = table.filter(method=method, stratum=stratum, dose=dose).rows(named=True)
    return row


@cache
def table_of(ratio: float) -> pl.DataFrame:
    return ratios(simulated(seed=7, count=40_000, ratio=ratio))


@pytest.mark.parametrize("true", [1, 2, 4, 10])
def test_a_true_ratio_is_found_within_five_percent(true: float) -> None:
    found = row_of(table_of(true), "by size")
    assert found["ratio"] == pytest.approx(true, rel=0.05)
    assert found["low"] < true < found["high"]


def test_raw_medians_take_size_for_a_cause() -> None:
    assert row_of(table_of(1), "raw")["ratio"] > 1.3
    assert row_of(table_of(2), "raw")["ratio"] > 2.6


def test_what_is_not_done_yet_counts_as_what_it_is() -> None:
    """Medians of finished work alone make what is slow look fast."""
    work = simulated(seed=7, count=40_000, ratio=4)
    of_one_size = work.filter(pl.col("is_done"), size_bucket="8+")
    finished = [
        median(of_one_size.filter(pl.col("team_count") == teams)["hours"].to_list()) for teams in (2, 1)
    ]
    assert finished[0] / finished[1] < 3.6
    assert row_of(table_of(4), "by size", "8+")["ratio"] == pytest.approx(4, rel=0.1)


def test_a_team_that_came_because_work_lasted_makes_no_ratio_by_the_landmark() -> None:
    table = ratios(immortal(seed=3, count=40_000))
    assert row_of(table, "raw")["ratio"] > 2
    found = row_of(table, "landmark")
    assert found["ratio"] == pytest.approx(1, abs=0.05)
    assert found["low"] < 1 < found["high"]


def test_where_the_sizes_disagree_no_ratio_is_shown() -> None:
    work = simulated(seed=5, count=4_000, ratio=1)
    is_small = pl.col("size_bucket").is_in(["1", "2"])
    factor = pl.when(pl.col("team_count") == 1).then(1).when(is_small).then(3).otherwise(1 / 3)
    table = ratios(work.with_columns(pl.col("hours") * factor))
    for method in ("raw", "by size"):
        row = row_of(table, method)
        assert (row["has_mixed_signs"], row["is_shown"]) == (True, False), method
    assert row_of(table, "by size", "1")["is_shown"]


def test_where_matching_turns_the_ratio_round_the_raw_one_is_not_shown() -> None:
    """Simpson: chains are the faster ones in each size, and seem the slower ones in all."""
    table = ratios(simulated(seed=9, count=20_000, ratio=0.8))
    raw, matched = row_of(table, "raw"), row_of(table, "by size")
    assert raw["ratio"] > 1 > matched["ratio"]
    assert (raw["is_shown"], matched["is_shown"]) == (False, True)


def test_a_few_pieces_of_work_have_a_ratio_that_is_not_shown_and_no_interval() -> None:
    table = ratios(simulated(seed=2, count=30, ratio=2))
    is_few = pl.min_horizontal("chain_count", "integrated_count") < 20
    assert table.filter(is_few != pl.col("is_too_few")).is_empty()
    assert table.filter(is_few, pl.col("is_shown") | pl.col("low").is_not_null()).is_empty()
    assert row_of(table, "raw")["ratio"] is not None


def test_types_with_five_of_each_class_are_strata_of_their_own() -> None:
    work = simulated(seed=4, count=2_000, ratio=2).with_row_index()
    kind = (
        pl.when(pl.col("index") < 3).then(pl.lit("Spike")).when(pl.col("index") % 2 == 0).then(pl.lit("Bug"))
    )
    table = ratios(work.with_columns(kind.otherwise(pl.lit("Story")).alias("type")).drop("index"))
    strata = table.filter(method="by size and type", dose="≥2")["stratum"]
    assert {name.partition(", ")[2] for name in strata} <= {"", "Bug", "Story", "other types"}
    assert not any("Spike" in name for name in strata)
    assert row_of(table, "by size and type")["ratio"] == pytest.approx(2, rel=0.15)


def test_a_dose_is_compared_with_the_same_integrated_work() -> None:
    work = simulated(seed=6, count=20_000, ratio=2)
    more = pl.when(pl.col("team_count") == 1).then(1).otherwise(2 + pl.col("unit_number") % 4)
    table = ratios(work.with_columns(team_count=more)).filter(method="by size", stratum="*")
    count = dict(table.select("dose", "chain_count").rows())
    assert count["2"] + count["3"] + count["4+"] == count["≥2"]
    assert table["integrated_count"].n_unique() == 1
    assert table["ratio"].to_list() == pytest.approx([2] * 4, rel=0.1)


def test_means_are_told_where_no_median_is_reached() -> None:
    """Of most of the chains nobody knows yet when they end."""
    row = row_of(ratios(simulated(seed=8, count=4_000, ratio=40)), "rmst")
    assert row["mean_chain_hours"] < 13 * 168
    assert row["ratio"] > 2
    short = simulated(seed=8, count=4_000, ratio=2).filter(pl.col("follow_up") < 2_000)
    assert row_of(ratios(short), "rmst")["ratio"] is None


def test_the_same_work_in_another_order_gives_the_same_table() -> None:
    work = simulated(seed=1, count=1_000, ratio=2, per_epic=3)
    again = ratios(work.sample(fraction=1, shuffle=True, seed=5).sort("unit_number"))
    assert again.sort(KEY).equals(ratios(work).sort(KEY))


def test_no_work_makes_an_empty_table() -> None:
    nothing = ratios(simulated(seed=1, count=10, ratio=1).clear())
    assert nothing.is_empty()
    assert nothing.schema == table_of(1).schema


def held(seeds: range, count: int, per_epic: int) -> float:
    """In how many of some worlds the interval by size has the true ratio of 1."""
    rows = [row_of(ratios(simulated(seed, count, 1, per_epic=per_epic)), "by size") for seed in seeds]
    return sum(row["low"] <= 1 <= row["high"] for row in rows) / len(rows)


@pytest.mark.heavy
def test_without_a_difference_the_interval_by_size_holds_one_in_95_percent() -> None:
    """Of 400 worlds: three standard errors are 3.3 points."""
    assert 0.917 <= held(range(1_000, 1_400), 600, per_epic=1) <= 0.983


@pytest.mark.heavy
def test_so_does_it_where_what_is_in_one_epic_is_alike() -> None:
    assert 0.917 <= held(range(2_000, 2_400), 900, per_epic=3) <= 0.983


@pytest.mark.heavy
def test_the_landmark_holds_one_in_95_percent_of_worlds_without_a_difference() -> None:
    rows = [row_of(ratios(immortal(seed, 800)), "landmark") for seed in range(3_000, 3_400)]
    assert 0.917 <= sum(row["low"] <= 1 <= row["high"] for row in rows) / len(rows) <= 0.983


@pytest.mark.heavy
@pytest.mark.parametrize("true", [1, 2, 4, 10])
def test_on_average_over_worlds_a_true_ratio_is_found_within_five_percent(true: float) -> None:
    found = [math.log(row_of(ratios(simulated(seed, 2_000, true)), "by size")["ratio"]) for seed in range(60)]
    assert math.exp(sum(found) / len(found)) == pytest.approx(true, rel=0.05)
