"""The regression of integrated work against chains: it finds what is planted, and is what it says."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from assets.flow.unit.adjusted_ratio import adjusted
from assets.flow.unit.censored_regression import fit
from assets.flow.unit.integration_ratio import ratios
from tests.worlds.units import simulated


@pytest.mark.parametrize("true", [1, 2, 4, 10])
def test_a_true_ratio_is_found_within_five_percent(true: float) -> None:
    found = adjusted(simulated(seed=11, count=20_000, ratio=true))
    assert found.ratio == pytest.approx(true, rel=0.05)
    assert found.low < true < found.high


def test_finished_work_alone_would_mislead() -> None:
    finished = simulated(seed=11, count=20_000, ratio=4).filter("is_done")
    assert adjusted(finished).ratio < 3.7


@pytest.mark.parametrize(
    ("factor", "labels"),
    [
        ("type", ["Bug", "Story"]),
        ("priority", [None, "Low"]),
        ("quarter", ["2025-01", "2025-04"]),
    ],
)
def test_what_makes_work_longer_beside_its_teams_is_taken_out(factor: str, labels: list[str | None]) -> None:
    """Three in four chains are of a kind that takes three times as long; so is one in four of the others."""
    work = simulated(seed=13, count=20_000, ratio=2)
    chance = np.random.default_rng(14).random(len(work))
    is_slow = chance < np.where(work["team_count"] > 1, 0.75, 0.25)
    # What was watched to its end is done by then, longer or not.
    longer = pl.Series(np.where(is_slow, 3.0, 1.0))
    work = work.with_columns(
        pl.Series(factor, [labels[1] if slow else labels[0] for slow in is_slow], dtype=pl.String),
        hours=pl.col("hours") * longer,
        follow_up=pl.col("follow_up") * longer,
    )
    found = adjusted(work)
    assert found.ratio == pytest.approx(2, rel=0.05)
    assert found.low < 2 < found.high
    assert adjusted(work.with_columns(pl.lit("one").alias(factor))).ratio > 2.8


def random_work(seed: int, count: int = 300) -> dict[str, Any]:
    chance = np.random.default_rng(seed)
    cluster = chance.integers(0, 40, count)
    design = np.column_stack(
        [chance.random(count) < 0.4, np.ones(count), chance.normal(size=count), chance.integers(0, 2, count)]
    ).astype(float)
    level = design @ [0.7, 4, 0.5, -0.3] + 0.5 * chance.normal(size=40)[cluster] + chance.normal(size=count)
    return {"level": level, "design": design, "cluster": cluster}


def test_where_all_is_done_it_is_least_squares_with_the_sandwich_of_clusters() -> None:
    work = random_work(1)
    level, design = work["level"], work["design"]
    found = fit(**work, is_done=np.ones(len(level), bool))
    expected = np.linalg.lstsq(design, level, rcond=None)[0]
    assert found.coefficient == pytest.approx(expected, abs=1e-8)
    rest = level - design @ expected
    bread = np.linalg.inv(design.T @ design)
    meat = np.zeros((4, 4))
    clusters = np.unique(work["cluster"])
    for number in clusters:
        score = design[work["cluster"] == number].T @ rest[work["cluster"] == number]
        meat += np.outer(score, score)
    expected_covariance = bread @ meat @ bread * len(clusters) / (len(clusters) - 1)
    assert found.covariance == pytest.approx(expected_covariance, rel=1e-6)


def test_where_some_is_not_done_it_is_the_summit_of_the_likelihood() -> None:
    """As another optimizer finds it in the plain form, by coefficients and sigma."""
    work = random_work(2)
    until = 4 + np.random.default_rng(3).normal(size=len(work["level"]))
    is_done = work["level"] <= until
    level, design = np.minimum(work["level"], until), work["design"]

    def height(place: np.ndarray) -> float:
        expected, sigma = design @ place[:-1], math.exp(place[-1])
        log_density = norm.logpdf(level, expected, sigma)
        return -float(np.where(is_done, log_density, norm.logsf(level, expected, sigma)).sum())

    expected = minimize(height, np.zeros(5), method="BFGS", options={"gtol": 1e-6}).x[:-1]
    found = fit(level, is_done, design, work["cluster"])
    assert is_done.mean() == pytest.approx(0.4, abs=0.2)
    assert found.coefficient == pytest.approx(expected, abs=1e-4)


def test_the_order_of_the_work_changes_no_digit() -> None:
    work = simulated(seed=22, count=5_000, ratio=2)
    found = {adjusted(work.sample(fraction=1, shuffle=True, seed=seed)) for seed in range(5)}
    assert len(found) == 1


def test_columns_that_say_the_same_change_nothing() -> None:
    work = random_work(4)
    is_done = np.ones(len(work["level"]), bool)
    once = fit(**work, is_done=is_done)
    twice = fit(**work | {"design": np.column_stack([work["design"], work["design"][:, 3]])}, is_done=is_done)
    assert twice.coefficient[0] == pytest.approx(once.coefficient[0], abs=1e-8)
    assert twice.covariance[0, 0] == pytest.approx(once.covariance[0, 0], rel=1e-6)


def test_what_is_alike_within_an_epic_makes_the_interval_wider() -> None:
    """Five to an epic have .36 of .36 + .81 of their variance in common: by the root of 1 + 4 * .31."""
    work = simulated(seed=15, count=6_000, ratio=2, per_epic=5)
    by_epic, alone = adjusted(work), adjusted(work.with_columns(cluster_number="unit_number"))
    assert by_epic.ratio == alone.ratio
    widths = [math.log(found.high / found.low) for found in (by_epic, alone)]
    assert widths[0] / widths[1] == pytest.approx(1.49, rel=0.1)


def test_of_few_epics_there_is_a_ratio_without_an_interval() -> None:
    work = simulated(seed=21, count=600, ratio=2)
    found = adjusted(work.with_columns(cluster_number=pl.col("unit_number") % 19))
    assert found.ratio == adjusted(work).ratio
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_kinds_of_few_pieces_of_work_are_put_together() -> None:
    work = simulated(seed=16, count=2_000, ratio=2)
    alone = adjusted(work)
    never = pl.col("unit_number") < 3
    rare = work.with_columns(
        type=pl.when(never).then(pl.format("T{}", "unit_number")).otherwise("type"),
        is_done=pl.col("is_done") & ~never,
    )
    assert adjusted(rare).ratio == pytest.approx(alone.ratio, rel=0.02)
    each_its_own = work.with_columns(priority=pl.format("P{}", "unit_number"))
    assert adjusted(each_its_own).ratio == pytest.approx(alone.ratio, rel=1e-6)


def test_each_measure_of_size_has_its_own_scale() -> None:
    work = simulated(seed=17, count=10_000, ratio=2)
    is_by_lines = pl.col("unit_number") % 2 == 0
    mixed = work.with_columns(
        size_measure=pl.when(is_by_lines).then(pl.lit("lines")).otherwise("size_measure"),
        size=pl.when(is_by_lines).then(1_000 * pl.col("size") ** 2).otherwise("size"),
    )
    assert adjusted(mixed).ratio == pytest.approx(2, rel=0.05)


def test_work_whose_size_is_measured_as_hardly_any_is_left_out() -> None:
    work = simulated(seed=18, count=1_000, ratio=2)
    is_odd = pl.col("unit_number") < 15
    odd = work.with_columns(
        size_measure=pl.when(is_odd).then(pl.lit("tickets")).otherwise("size_measure"),
        hours=pl.when(is_odd).then(1e6).otherwise("hours"),
    )
    found = adjusted(odd)
    assert sum(found.counts) == 985
    assert found.ratio == adjusted(work.filter(~is_odd)).ratio


def test_where_class_and_quarter_are_one_nothing_is_told() -> None:
    work = simulated(seed=19, count=1_000, ratio=2)
    apart = pl.when(pl.col("team_count") > 1).then(pl.lit("2025-04")).otherwise(pl.lit("2025-01"))
    found = adjusted(work.with_columns(quarter=apart))
    assert math.isnan(found.ratio)
    assert min(found.counts) > 100


@pytest.mark.parametrize("is_done", [True, False])
def test_too_few_or_none_that_are_done_tell_nothing(is_done: bool) -> None:
    work = simulated(seed=20, count=30 if is_done else 1_000, ratio=2)
    done = pl.col("is_done") & (pl.lit(is_done) | (pl.col("team_count") == 1))
    found = adjusted(work.with_columns(is_done=done))
    assert math.isnan(found.ratio)
    assert math.isnan(found.low)


def test_the_regression_is_a_row_for_each_dose_and_hidden_where_sizes_disagree() -> None:
    rows = ratios(simulated(seed=6, count=4_000, ratio=2)).filter(method="regression")
    assert rows.sort("dose").select("dose", "stratum", "is_shown").rows() == [
        ("2", "*", True),
        ("3", "*", False),
        ("4+", "*", False),
        ("≥2", "*", True),
    ]
    assert rows["median_chain_hours"].null_count() == len(rows)
    is_small = pl.col("size_bucket").is_in(["1", "2"])
    factor = pl.when(pl.col("team_count") == 1).then(1).when(is_small).then(3).otherwise(1 / 3)
    work = simulated(seed=5, count=4_000, ratio=1)
    [row] = (
        ratios(work.with_columns(pl.col("hours") * factor))
        .filter(method="regression", dose="≥2")
        .rows(named=True)
    )
    assert (row["has_mixed_signs"], row["is_shown"]) == (True, False)


def covered(seeds: range, count: int, true: float, per_epic: int) -> float:
    found = [adjusted(simulated(seed, count, true, per_epic=per_epic)) for seed in seeds]
    return sum(each.low <= true <= each.high for each in found) / len(found)


@pytest.mark.heavy
@pytest.mark.parametrize(("true", "per_epic"), [(1, 1), (1, 3), (4, 1)])
def test_the_interval_has_the_true_ratio_in_95_percent_of_worlds(true: float, per_epic: int) -> None:
    """Of 400 worlds: three standard errors are 3.3 points."""
    assert 0.917 <= covered(range(4_000, 4_400), 900, true, per_epic) <= 0.983


@pytest.mark.heavy
@pytest.mark.parametrize("true", [1, 2, 4])
def test_on_average_over_worlds_a_true_ratio_is_found_within_five_percent(true: float) -> None:
    found = [math.log(adjusted(simulated(seed, 2_000, true)).ratio) for seed in range(60)]
    assert math.exp(sum(found) / len(found)) == pytest.approx(true, rel=0.05)
