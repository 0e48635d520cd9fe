"""Weeks to clear by drawing weeks of the past: against every way to draw them, and what really comes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice, product

import numpy as np
import pytest

from assets.draws_to_clear import HORIZON, PERCENTILES, chances_by_week, exact_chance, weeks_to_clear


def by_enumeration(draws: Sequence[int], items: int, weeks: int) -> Fraction:
    """The share of all ways to draw so many weeks that clear the items."""
    ways = list(product(draws, repeat=weeks))
    return Fraction(sum(sum(way) >= items for way in ways), len(ways))


DRAWS = [(0, 1, 0, 1), (3, 0, 7, 2, 2), (1, 1, 1), (12, 5), (0, 0, 0, 9, 1, 4)]


@pytest.mark.parametrize("draws", DRAWS)
@pytest.mark.parametrize("items", [1, 4, 10])
def test_chances_are_the_shares_of_all_ways_to_draw(draws: tuple[int, ...], items: int) -> None:
    found = islice(chances_by_week(np.array([draws]), np.array([[items]])), 5)
    for week, chances in enumerate(found, start=1):
        expected = by_enumeration(draws, items, week)
        assert exact_chance(draws, items, week) == expected
        assert chances[0, 0] == pytest.approx(float(expected), abs=1e-12)


def test_a_percentile_is_the_first_week_by_whose_end_so_much_is_certain() -> None:
    for draws in DRAWS:
        [[found]] = weeks_to_clear(np.array([draws]), np.array([[4]]))
        for percentile, week in zip(PERCENTILES, found, strict=True):
            assert exact_chance(draws, 4, week) >= Fraction(percentile, 100)
            assert week == 1 or exact_chance(draws, 4, week - 1) < Fraction(percentile, 100)


@pytest.mark.parametrize(
    ("draws", "items", "percentile"),
    [
        ((1, 1, 1, 0, 0, 0), 1, 50),
        # One week in twenty fails, and three in twenty: neither share is a number that a computer has.
        ((1,) * 19 + (0,), 1, 95),
        ((1,) * 17 + (0,) * 3, 1, 85),
        # 6/12 is a sum of twelfths.
        ((3, 3, 3, 3, 3, 3, 0, 1, 2, 0, 1, 2), 3, 50),
    ],
)
def test_what_is_exactly_as_certain_as_asked_is_certain_enough(
    draws: tuple[int, ...], items: int, percentile: int
) -> None:
    found = weeks_to_clear(np.array([draws]), np.array([[items]]))
    assert found[0, 0, PERCENTILES.index(percentile)] == 1


def test_rows_and_numbers_of_items_do_not_disturb_each_other() -> None:
    chance = np.random.default_rng(5)
    draws = chance.poisson(4, (60, 8))
    items = chance.integers(1, 90, (60, 3))
    together = weeks_to_clear(draws, items)
    for row in range(60):
        for number in range(3):
            alone = weeks_to_clear(draws[[row]], items[[row], [number]][:, None])
            assert alone[0, 0].tolist() == together[row, number].tolist()


def test_what_lies_beyond_two_years_has_no_week() -> None:
    [[steady]] = weeks_to_clear(np.array([[1]]), np.array([[HORIZON]]))
    assert steady.tolist() == [HORIZON] * 3
    [[longer]] = weeks_to_clear(np.array([[1]]), np.array([[HORIZON + 1]]))
    assert longer.tolist() == [0, 0, 0]


def test_a_thousand_items_are_forecast_exactly_too() -> None:
    """Weeks of 20 and of 30: the number of the good ones is binomial."""
    week = 42
    [expected] = [
        sum(Fraction(_ways(week, good), 2**week) for good in range(week + 1) if 20 * week + 10 * good >= 1000)
    ]
    *_, chances = islice(chances_by_week(np.array([[20, 30]]), np.array([[1000]])), week)
    assert chances[0, 0] == pytest.approx(float(expected), abs=1e-12)


def _ways(all_of: int, chosen: int) -> int:
    ways = 1
    for number in range(chosen):
        ways = ways * (all_of - number) // (number + 1)
    return ways


def kept(weeks: int, items: int, repeats: int = 3_000) -> float:
    """How often 85 % were kept by a team of five completions a week that stays as it is."""
    chance = np.random.default_rng(1_000 * weeks + items)
    past = chance.poisson(5, (repeats, weeks))
    forecast = weeks_to_clear(past, np.full((repeats, 1), items))[:, 0, PERCENTILES.index(85)]
    came = np.cumsum(chance.poisson(5, (repeats, HORIZON)), axis=1)
    needed = (came < items).sum(axis=1) + 1
    return float((needed <= np.where(forecast > 0, forecast, HORIZON)).mean())


def test_work_of_few_weeks_is_cleared_as_often_as_promised_from_eight_weeks_on() -> None:
    assert kept(8, 20) >= 0.85
    assert kept(12, 20) >= 0.85
    assert kept(26, 20) >= 0.85


def test_work_of_ten_weeks_is_cleared_less_often_than_promised_the_fewer_weeks_are_known() -> None:
    """The definition measured .77, .84, .83 and .87 from 4, 8, 12 and 26 weeks."""
    shares = [kept(weeks, 50) for weeks in (4, 8, 12, 26)]
    assert shares == sorted(shares)
    assert shares[0] < 0.8
    assert shares[1] > 0.8
    assert shares[-1] >= 0.85
