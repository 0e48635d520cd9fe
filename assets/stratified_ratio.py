"""How many times as long some work takes as other work, stratum by stratum and over all strata.

The ratio of a stratum is that of the two Kaplan-Meier medians, or of the two means restricted to tau. Over
several strata their logarithms are averaged with weights n1 n0 / (n1 + n0), as the variance of a difference
has it; a stratum counts where both are known. Intervals come from a bootstrap of clusters: what belongs
together is drawn together. How often each draw has a cluster follows from the cluster's number alone, so that
no chance enters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from assets.chain_interval import NORMAL
from assets.curves import CENSORED, PICKED_UP, Groups, Numbers, Waits
from assets.product_limit import estimate

DRAWS = 200
# With fewer in a class a ratio says little, and its interval less.
FEWEST_UNITS = 20
# With fewer of each class, on which side of one a stratum's ratio lies is chance.
FEWEST_FOR_A_SIGN = 5
# A draw in which a median is not reached is left out; where that is more often so, there is no interval.
FEWEST_DRAWS = 0.9
# Elements of one matrix of draws.
AT_ONCE = 1 << 17


@dataclass(frozen=True, slots=True)
class Units:
    """Pieces of work: hours so far or to the end, and how long each could be watched."""

    hours: Numbers
    is_done: Numbers
    follow_up: Numbers
    cluster: Numbers

    def some(self, chosen: Numbers) -> Units:
        """Those of a mask, or in an order."""
        return Units(self.hours[chosen], self.is_done[chosen], self.follow_up[chosen], self.cluster[chosen])


@dataclass(frozen=True, slots=True)
class Level:
    """How long the units of each stratum take: as found (draw 0), and in each draw of the bootstrap."""

    count: Numbers
    median: Numbers
    mean: Numbers

    def of(self, measure: str) -> Numbers:
        return self.median if measure == "median" else self.mean

    def of_stratum(self, number: int) -> Level:
        """One stratum alone."""
        return Level(*(each[number : number + 1] for each in (self.count, self.median, self.mean)))


@dataclass(frozen=True, slots=True)
class Ratio:
    """One comparison: counts and levels behind it, the ratio, and its 95 % interval; NaN where not known."""

    counts: tuple[int, int]
    levels: tuple[float, float]
    ratio: float
    low: float
    high: float
    has_mixed_signs: bool


def levels_of(units: Units, stratum: Numbers, stratum_count: int, tau: float) -> Level:
    """Medians, and means up to tau, of the units in each stratum: rows are strata, columns draws."""
    order = np.lexsort((~units.is_done, units.hours, stratum))
    units = units.some(order)
    size = np.bincount(stratum, minlength=stratum_count)
    first = np.cumsum(size) - size
    end = np.where(units.is_done, PICKED_UP, CENSORED)
    present = np.flatnonzero(size)
    shape = (stratum_count, DRAWS + 1)
    count, median, mean = np.zeros(shape), np.full(shape, math.nan), np.full(shape, math.nan)
    if not len(present):
        return Level(count, median, mean)
    groups = Groups(np.arange(len(order)), first[present], size[present])
    found = estimate(Waits(units.hours, np.zeros(len(order)), end), groups, tau)
    count[:, 0] = size
    median[present, 0], mean[present, 0] = found.p50, found.rmst
    for number in present:
        rows = slice(first[number], first[number] + size[number])
        drawn = draws(units.hours[rows], units.is_done[rows], units.cluster[rows], tau)
        count[number, 1:], median[number, 1:], mean[number, 1:] = drawn
        if units.follow_up[rows].max() < tau:
            mean[number] = math.nan
    return Level(count, median, mean)


def draws(hours: Numbers, is_done: Numbers, cluster: Numbers, tau: float) -> tuple[Numbers, Numbers, Numbers]:
    """Size, median and mean up to tau of one stratum in each draw, of units in the order of their hours."""
    found = np.full((3, DRAWS), math.nan)
    until = np.minimum(hours, tau)
    span = np.diff(until, append=tau)
    at_once = 4 * max(1, AT_ONCE // (4 * len(hours)))
    for start in range(0, DRAWS, at_once):
        chosen = slice(start, min(start + at_once, DRAWS))
        times = drawn_times(cluster, chosen).astype(np.float64)
        passed = np.cumsum(times, axis=1)
        total = passed[:, -1:]
        at_risk = total - passed + times
        still = np.cumprod(1 - times * is_done / np.maximum(at_risk, 1), axis=1)
        is_down = still <= 0.5 + 1e-9
        at = is_down.argmax(axis=1)
        found[0, chosen] = total[:, 0]
        found[1, chosen] = np.where(is_down[np.arange(len(at)), at], hours[at], math.nan)
        found[2, chosen] = np.where(total[:, 0] > 0, until[0] + still @ span, math.nan)
    return found[0], found[1], found[2]


def drawn_times(cluster: Numbers, chosen: slice) -> Numbers:
    """How often each draw has each cluster: Poisson numbers with mean 1, from a hash of draw and cluster.

    Drawing as many clusters as there are, with replacement, comes to the same for all but the fewest. Sixteen
    bits of a hash make one number, so four draws share one.
    """
    first, last = chosen.start // 4, -(-chosen.stop // 4)
    hashed = np.arange(first, last, dtype=np.uint64)[:, None] + cluster.astype(np.uint64) * np.uint64(1 << 32)
    # The mixer of SplitMix64 (Steele, Lea and Flood 2014).
    hashed += np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        hashed = (hashed ^ (hashed >> np.uint64(shift))) * np.uint64(factor)
    hashed ^= hashed >> np.uint64(31)
    parts = [(hashed >> np.uint64(shift)).astype(np.uint16) for shift in (0, 16, 32, 48)]
    times = POISSON[np.stack(parts, axis=1)].reshape(-1, len(cluster))
    return times[chosen.start - 4 * first :][: chosen.stop - chosen.start]


def poisson_table() -> Numbers:
    """For each of 65,536 equally likely numbers, how often a cluster is drawn."""
    chance = np.cumsum([math.exp(-1) / math.factorial(times) for times in range(9)])
    return np.searchsorted(chance, (np.arange(1 << 16) + 0.5) / (1 << 16)).astype(np.uint8)


POISSON = poisson_table()


def compare(longer: Level, shorter: Level, measure: str) -> Ratio:
    """The first against the second over all their strata, or within the one that they have."""
    counts = longer.count, shorter.count
    levels = longer.of(measure), shorter.of(measure)
    is_known = np.logical_and.reduce([np.isfinite(values) & (values > 0) for values in levels])
    weight = np.where(is_known, counts[0] * counts[1] / np.maximum(counts[0] + counts[1], 1), 0)
    total = weight.sum(axis=0)

    def mean_log(values: Numbers) -> Numbers:
        logs = np.log(np.where(is_known, values, 1))
        return np.where(total > 0, (weight * logs).sum(axis=0) / np.maximum(total, 1e-300), math.nan)

    logs = [mean_log(each) for each in levels]
    difference = logs[0] - logs[1]
    # Over several strata, the units of those that count; in one, all of it.
    behind = [int(each[is_known[:, 0] | (len(each) == 1), 0].sum()) for each in counts]
    low, high = interval(difference) if min(behind) >= FEWEST_UNITS else (math.nan, math.nan)
    is_telling = is_known[:, 0] & (np.minimum(*counts)[:, 0] >= FEWEST_FOR_A_SIGN)
    sides = np.sign(levels[0][is_telling, 0] - levels[1][is_telling, 0])
    mixed = bool((sides > 0).any() and (sides < 0).any())
    # Of one stratum a level is known also where the other class's is not.
    known = [
        float(values[0, 0]) if len(values) == 1 else math.exp(mean[0])
        for values, mean in zip(levels, logs, strict=True)
    ]
    return Ratio((behind[0], behind[1]), (known[0], known[1]), math.exp(difference[0]), low, high, mixed)


def interval(difference: Numbers) -> tuple[float, float]:
    """Ends of the ratio's 95 % interval, from its logarithm as found and in the draws."""
    drawn = difference[1:][np.isfinite(difference[1:])]
    if not math.isfinite(difference[0]) or len(drawn) < FEWEST_DRAWS * DRAWS:
        return math.nan, math.nan
    reach = NORMAL * float(drawn.std())
    return math.exp(difference[0] - reach), math.exp(difference[0] + reach)
