"""How many weeks it takes to clear some items, where each week brings what one of the past weeks did.

That is a Monte Carlo forecast without its dice: weeks are drawn from the past, with replacement, and
convolution gives the distribution of their sum exactly, for as many items as there may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

PERCENTILES = (50, 85, 95)
# Two years: what was drawn from some weeks says nothing of what lies further off.
HORIZON = 104
# A chance and a percentile that are nearer than this are compared as fractions of whole numbers.
NEAR = 1e-9
# The elements of one matrix: as many as the processor keeps at hand.
AT_ONCE = 1 << 17


def chances_by_week(draws: Numbers, items: Numbers) -> Iterator[Numbers]:
    """Week by week the chance that so many `items` are cleared: row by row and for each of its numbers.

    A row of `draws` has the completions of the weeks that it draws from.
    """
    width = max(int(items.max(initial=0)), 1)
    still_open = np.zeros((len(draws), width))
    still_open[:, 0] = 1
    values = [int(value) for value in np.unique(draws) if value < width]
    weights = [(draws == value).mean(axis=1)[:, None] for value in values]
    last = np.maximum(items - 1, 0)
    while True:
        added = np.zeros_like(still_open)
        for value, weight in zip(values, weights, strict=True):
            added[:, value:] += weight * still_open[:, : width - value]
        still_open = added
        below = np.take_along_axis(np.cumsum(still_open, axis=1), last, axis=1)
        yield np.where(items > 0, 1 - below, 1.0)


@lru_cache(maxsize=4096)
def exact_chance(draws: tuple[int, ...], items: int, weeks: int) -> Fraction:
    """The chance that `items` are cleared in so many weeks, in whole numbers."""
    ways = [1] + [0] * (items - 1)
    for _ in range(weeks):
        ways = [sum(ways[total - draw] for draw in draws if draw <= total) for total in range(items)]
    return 1 - Fraction(sum(ways), len(draws) ** weeks)


def is_reached(chances: Numbers, percentile: int, draws: Numbers, items: Numbers, week: int) -> Numbers:
    """Whether each chance is as high as the percentile; what is near is decided in whole numbers."""
    wanted = percentile / 100
    reached: Numbers = chances >= wanted
    for row, column in np.argwhere(np.abs(chances - wanted) < NEAR):
        drawn = tuple(sorted(map(int, draws[row])))
        chance = exact_chance(drawn, int(items[row, column]), week)
        reached[row, column] = chance >= Fraction(percentile, 100)
    return reached


def weeks_to_clear(draws: Numbers, items: Numbers) -> Numbers:
    """By row, number of items and percentile: the first week by whose end so much is certain.

    0 where that is beyond the horizon. A row of `draws` has some completions.
    """
    weeks = np.zeros((*items.shape, len(PERCENTILES)), np.int64)
    for rows in alike(items.max(axis=1), draws.mean(axis=1)):
        found = np.zeros((len(rows), *weeks.shape[1:]), np.int64)
        for week, chances in enumerate(chances_by_week(draws[rows], items[rows]), start=1):
            for number, percentile in enumerate(PERCENTILES):
                reached = is_reached(chances, percentile, draws[rows], items[rows], week)
                found[..., number] += week * (reached & (found[..., number] == 0))
            if found.all() or week == HORIZON:
                break
        weeks[rows] = found
    return weeks


def alike(most: Numbers, pace: Numbers) -> Iterator[Numbers]:
    """The rows by parts: those side by side that are about as wide and take about as long."""
    width = np.ceil(np.log2(np.maximum(most, 1)))
    for wide in np.unique(width):
        rows = np.flatnonzero(width == wide)
        rows = rows[np.argsort(most[rows] / pace[rows], kind="stable")]
        at_once = max(1, int(AT_ONCE / 2**wide))
        for start in range(0, len(rows), at_once):
            yield rows[start : start + at_once]
