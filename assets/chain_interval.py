"""Intervals of medians and restricted means, by chains: a bootstrap of chains with endless draws.

A draw gives each chain another weight. How much a curve moves with the weight of one wait is known in closed
form (the infinitesimal jackknife); the waits of one chain move it together. So no chance enters, and the
interval is the same everywhere. Its ends are read off the curve itself, where it comes to the shares that lie
so far from one half (Woodruff 1952; on the scale of log(-log), as Brookmeyer and Crowley 1982 have it for
independent waits).
"""

from __future__ import annotations

import math

import numpy as np

from assets.curves import Curves, Groups, Numbers, Waits, curves, first_place, hours_at
from assets.product_limit import span_after

# Two-sided, 95 percent.
NORMAL = 1.959963984540054
HALF = math.log(2)


def intervals(
    waits: Waits, groups: Groups, chain: Numbers, p50: Numbers, tau: float
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Lower and upper ends of each group's median `p50` and of its mean up to tau; infinite if not known."""
    found = np.full((4, len(groups.size)), math.nan)
    chain = np.append(chain, -1)
    for chosen, some in curves(waits, groups):
        found[:, chosen] = intervals_of(some, chain[some.rows], p50[chosen], tau)
    return found[0], found[1], found[2], found[3]


def intervals_of(some: Curves, chain: Numbers, p50: Numbers, tau: float) -> list[Numbers]:
    """The same of groups side by side."""
    chains = Chains(chain)
    is_before = some.is_pickup & (some.hours <= p50[:, None])
    reach = chains.reach(moved(some, np.where(is_before, 1.0, 0.0))) / HALF
    ends = [
        np.where(np.isfinite(p50), hours_at(some, first_place(some.still <= level[:, None])), math.nan)
        for level in (0.5 ** np.exp(-reach) + 1e-9, 0.5 ** np.exp(reach) + 1e-9)
    ]
    until = np.minimum(some.hours, tau)
    span = span_after(until, tau, some.still)
    after = np.cumsum(span[:, ::-1], axis=1)[:, ::-1]
    mean = until[:, 0] + after[:, 0]
    reach = chains.reach(moved(some, np.where(some.is_pickup, after, 0.0)))
    return [*ends, np.maximum(mean - reach, 0), np.minimum(mean + reach, tau)]


def moved(some: Curves, weight: Numbers) -> Numbers:
    """How much each wait moves what the pickups weigh: it feels those from its entry on, and its own."""
    at_risk = np.maximum(some.at_risk, 1)
    onward = 1 / np.maximum(at_risk * (at_risk - 1), 1)
    total = np.cumsum(weight * onward, axis=1)
    felt = total - weight * (onward + 1 / at_risk)
    if some.entry is not None:
        for row in np.nonzero(some.entry.any(axis=1))[0]:
            late = some.entry[row] > 0
            before = np.searchsorted(some.hours[row], some.entry[row][late], side="right")
            felt[row][late] -= np.append(0, total[row])[before]
    return felt


class Chains:
    """The chains of each row's waits, -1 where there is none, put together once for all that they move."""

    def __init__(self, chains: Numbers) -> None:
        groups, width = chains.shape
        bits = (width - 1).bit_length()
        # Sorting values is faster than sorting places by them: each carries its own. Short ones are best.
        kind = np.int32 if (int(chains.max()) + 1) << bits < 1 << 31 else np.int64
        ordered = np.sort((chains.astype(kind) << bits) | np.arange(width, dtype=kind), axis=1)
        place = (ordered & ((1 << bits) - 1)).astype(np.intp)
        self.order = (place + np.arange(0, groups * width, width)[:, None]).ravel()
        ordered >>= bits
        is_first = np.ones((groups, width), bool)
        np.not_equal(ordered[:, 1:], ordered[:, :-1], out=is_first[:, 1:])
        self.first = np.flatnonzero(is_first)
        distinct = np.count_nonzero(is_first, axis=1)
        has_nothing = ordered[:, 0] < 0
        until = np.cumsum(distinct)
        # From the first to beyond the last chain of each row; what is between two rows is of no use.
        self.of_row = np.stack([until - distinct + has_nothing, until], axis=1).ravel()
        count = np.maximum(distinct - has_nothing, 2)
        freedom = count - 1
        # Student's quantile by Cornish and Fisher.
        quantile = NORMAL + (NORMAL**3 + NORMAL) / (4 * freedom)
        quantile += (5 * NORMAL**5 + 16 * NORMAL**3 + 3 * NORMAL) / (96 * freedom**2)
        self.factor = quantile * np.sqrt(count / freedom)

    def reach(self, moved: Numbers) -> Numbers:
        """How far a 95 percent interval reaches to either side, from what the waits move, chain by chain."""
        together = np.add.reduceat(moved.ravel()[self.order], self.first)
        of_row = np.add.reduceat(np.append(together**2, 0), self.of_row)[::2]
        return np.asarray(self.factor * np.sqrt(of_row))
