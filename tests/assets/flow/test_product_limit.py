"""Product-limit estimates of many groups: published examples, exact fractions, intervals that hold."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from assets.chain_interval import intervals
from assets.curves import CANCELLED, CENSORED, OTHER_EXIT, PICKED_UP, Groups, Waits
from assets.product_limit import Estimates, estimate, served, with_enough_at_risk
from tests.worlds.waits import Wait, grouped, simulated

# Acute myelogenous leukaemia (Miller 1981), as R's survival has it in `aml`; + is censored.
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
NONMAINTAINED = "5 5 8 8 12 16+ 23 27 30 33 43 45"
# Remission under 6-mercaptopurine and placebo (Freireich and others 1963), R's MASS::gehan.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
CONTROL = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def told(text: str) -> list[Wait]:
    return [(float(t.rstrip("+")), 0.0, CENSORED if t.endswith("+") else PICKED_UP) for t in text.split()]


def of_one(waits: list[Wait], tau: float = 80) -> Estimates:
    return Estimates(*(column[0] for column in estimate(*grouped([waits]), tau)))


@pytest.mark.parametrize(
    ("text", "median"), [(MAINTAINED, 31), (NONMAINTAINED, 23), (TREATED, 23), (CONTROL, 8)]
)
def test_medians_are_those_that_rs_survival_prints(text: str, median: float) -> None:
    assert of_one(told(text)).p50 == median


@pytest.mark.parametrize(("text", "mean"), [(MAINTAINED, 52.6), (NONMAINTAINED, 22.7)])
def test_restricted_means_are_those_that_rs_survival_prints(text: str, mean: float) -> None:
    """print(survfit(Surv(time, status) ~ x, aml), rmean = 161)."""
    assert of_one(told(text), tau=161).rmst == pytest.approx(mean, abs=0.05)


@pytest.mark.parametrize(
    ("text", "until", "share", "p85"),
    [
        (MAINTAINED, 22, 1 - 0.716, math.inf),
        (MAINTAINED, 23, 1 - 0.614, math.inf),
        (MAINTAINED, 500, 1 - 0.184, math.inf),
        (NONMAINTAINED, 4, 0, 43),
        (NONMAINTAINED, 33, 1 - 0.194, 43),
        (NONMAINTAINED, 45, 1, 43),
    ],
)
def test_the_share_that_is_served_by_then_is_what_rs_survival_prints(
    text: str, until: float, share: float, p85: float
) -> None:
    """summary(survfit(Surv(time, status) ~ x, aml)): what is left at a time, three digits of it."""
    found = served(*grouped([told(text)]), np.array([until]))
    assert (found[0][0], found[1][0]) == (p85, pytest.approx(share, abs=0.0006))


def test_who_promises_nothing_attains_nothing() -> None:
    groups = [told(NONMAINTAINED), told(MAINTAINED)]
    p85, share = served(*grouped(groups), np.array([math.nan, 31]))
    assert p85.tolist() == [43, math.inf]
    assert math.isnan(share[0])
    assert share[1] == pytest.approx(1 - 0.491, abs=0.0006)


def by_definition(waits: list[Wait], tau: Fraction) -> list[object]:
    """The formulas of the metrics in whole numbers: median, p85, mean, picked up, cancelled."""
    still = nowhere = Fraction(1)
    shares: list[tuple[float, Fraction]] = []
    mean = picked = cancelled = Fraction(0)
    before = Fraction(0)
    for time in sorted({hours for hours, *_ in waits}):
        until = min(Fraction(time), tau)
        mean += still * (until - before)
        before = until
        at_risk = sum(hours >= time and (entry == 0 or entry < time) for hours, entry, _ in waits)
        ends = [end for hours, _, end in waits if hours == time]
        if time <= tau:
            picked += nowhere * Fraction(ends.count(PICKED_UP), at_risk)
            cancelled += nowhere * Fraction(ends.count(CANCELLED), at_risk)
        still *= 1 - Fraction(ends.count(PICKED_UP), at_risk)
        nowhere *= 1 - Fraction(len(ends) - ends.count(CENSORED), at_risk)
        shares.append((time, still))
    mean += still * (tau - before)
    first = [
        next((time for time, share in shares if share <= level), math.inf)
        for level in (Fraction(1, 2), Fraction(3, 20))
    ]
    return [*first, *(pytest.approx(float(each)) for each in (mean, picked, cancelled))]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("is_late", [False, True])
def test_estimates_are_those_of_exact_fractions(seed: int, is_late: bool) -> None:
    """Small groups with many ties, where a share of exactly one half is common."""
    chance = Random(f"{seed} {is_late}")
    groups: list[list[Wait]] = []
    for _ in range(150):
        waits = []
        for _ in range(chance.randint(1, 40)):
            hours = float(chance.randint(0, 30)) * 4
            entry = (
                float(chance.randint(0, int(hours) - 1)) if is_late and chance.random() < 0.3 and hours else 0
            )
            waits.append(
                (hours, entry, chance.choice([PICKED_UP, PICKED_UP, CANCELLED, OTHER_EXIT, CENSORED]))
            )
        groups.append(waits)
    found = estimate(*grouped(groups), tau=80)
    for number, waits in enumerate(groups):
        assert [float(column[number]) for column in found[:5]] == by_definition(waits, Fraction(80)), waits


def test_a_share_of_exactly_one_half_is_not_lost_to_rounding() -> None:
    """Half of an even number picked up one by one: for some the product of floats is more than 0.5."""
    sizes = range(2, 200, 2)
    groups = [[(float(t), 0.0, PICKED_UP) for t in range(size)] for size in sizes]
    found = estimate(*grouped(groups), tau=80)
    assert found.p50.tolist() == [size / 2 - 1 for size in sizes]
    products = [math.prod(1 - 1 / (size - t) for t in range(size // 2)) for size in sizes]
    assert max(products) > 0.5


def test_who_cancels_is_no_slow_pickup() -> None:
    """Of four, one is picked up at 1, one cancelled at 2, one picked up at 3: by then 1/4 + 1/4 and 1/4."""
    waits = [(1.0, 0.0, PICKED_UP), (2.0, 0.0, CANCELLED), (3.0, 0.0, PICKED_UP), (9.0, 0.0, CENSORED)]
    found = of_one(waits, tau=5)
    assert [float(share) for share in (found.picked_up_by_tau, found.cancelled_by_tau)] == [0.5, 0.25]


@pytest.mark.parametrize(
    ("chains", "waits_per_chain", "likeness"), [(13, 2, 0.5), (25, 2, 0.5), (40, 3, 0.7), (100, 2, 0.5)]
)
def test_intervals_of_medians_hold_what_is_true(chains: int, waits_per_chain: int, likeness: float) -> None:
    """Worlds in which the waits of one chain are alike: 24 hours are in 93 to 97 of 100 intervals."""
    waits, groups, chain = simulated(2_000, chains, waits_per_chain, likeness, seed=1)
    median = estimate(waits, groups, 80).p50
    low, high, *_ = intervals(waits, groups, chain, median, 80)
    assert np.median(median) == pytest.approx(24, abs=1)
    assert 0.93 <= np.mean((low <= 24) & (high >= 24)) <= 0.97


def test_intervals_of_restricted_means_hold_what_is_true() -> None:
    waits, groups, chain = simulated(2_000, 50, 2, 0.5, seed=2)
    everything, whole, _ = simulated(1, 400_000, 1, 0, seed=3, watched=math.inf)
    [true] = estimate(everything, whole, 80).rmst
    *_, low, high = intervals(waits, groups, chain, estimate(waits, groups, 80).p50, 80)
    assert 0.92 <= np.mean((low <= true) & (high >= true)) <= 0.97


def test_what_is_thought_of_as_independent_is_too_sure() -> None:
    """With each wait for a chain of its own the intervals of like waits are too narrow."""
    waits, groups, chain = simulated(2_000, 40, 3, 0.7, seed=1)
    low, high, *_ = intervals(waits, groups, np.arange(len(chain)), estimate(waits, groups, 80).p50, 80)
    assert np.mean((low <= 24) & (high >= 24)) < 0.91


def test_an_interval_does_not_depend_on_the_groups_beside_it() -> None:
    waits, groups, chain = simulated(200, 25, 2, 0.5, seed=4)
    together = intervals(waits, groups, chain, estimate(waits, groups, 80).p50, 80)
    for number in (0, 17, 199):
        alone = groups.some(np.array([number]))
        found = intervals(waits, alone, chain, estimate(waits, alone, 80).p50, 80)
        assert [column[0] for column in found] == pytest.approx([column[number] for column in together])


@pytest.mark.parametrize("is_late", [False, True])
def test_errors_are_those_of_leaving_out_one_chain_after_the_other(is_late: bool) -> None:
    """Of the mean, whose interval is as many of its standard errors to either side."""
    waits, groups, chain = simulated(1, 400, 2, 0.5, seed=5)
    if is_late:
        waits = Waits(waits.hours, np.where(np.arange(len(chain)) % 3, 0, waits.hours * 0.5), waits.end)
    estimates = estimate(waits, groups, 80)
    left_out = [
        estimate(waits, groups.without(chain[groups.rows] == each), 80).rmst[0] for each in range(400)
    ]
    error = math.sqrt(399 * np.var(left_out))
    *_, low, high = intervals(waits, groups, chain, estimates.p50, 80)
    assert (high[0] - low[0]) / 2 == pytest.approx(1.966 * error, rel=0.02)
    assert (high[0] + low[0]) / 2 == pytest.approx(estimates.rmst[0], rel=1e-9)


def test_groups_can_lose_rows() -> None:
    waits, groups = grouped([told(CONTROL), told(TREATED)])
    fewer = groups.without(waits.hours[groups.rows] < 9)
    assert fewer.size.tolist() == [8, 16]
    assert isinstance(fewer, Groups)
    assert estimate(waits, fewer, 80).p50[0] == 12


def test_late_entries_are_left_out_group_by_group_also_where_groups_lie_apart() -> None:
    """Where five wait in all, two that came late leave too few at risk; among eleven one does not."""
    few = [(5.0, 4.0, PICKED_UP), (6.0, 4.0, PICKED_UP), *[(float(t), 0.0, PICKED_UP) for t in range(20, 23)]]
    many = [(5.0, 1.0, PICKED_UP), *[(float(t), 0.0, PICKED_UP) for t in range(20, 30)]]
    waits, groups = grouped([few, many, many, few])
    apart = groups.some(np.array([0, 2, 3]))
    fewer = with_enough_at_risk(waits, apart)
    assert fewer.size.tolist() == [3, 11, 3]
    assert [waits.hours[fewer.rows[at]] for at in fewer.first] == [20, 5, 20]
