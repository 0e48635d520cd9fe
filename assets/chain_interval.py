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

from assets.product_limit import AT_ONCE, PICKED_UP, Groups, Numbers, Waits, at_risk_of, batches, matrix

# Two-sided, 95 percent.
NORMAL = 1.959963984540054
HALF = math.log(2)


def intervals(
    waits: Waits, groups: Groups, chain: Numbers, p50: Numbers, tau: float
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Lower and upper ends of each group's median `p50` and of its mean up to tau; infinite if not known."""
    found = np.full((4, len(groups.size)), math.nan)
    for chosen, width in batches(groups.size, AT_ONCE):
        rows, filled = matrix(groups, chosen, width)
        hours = np.where(filled, waits.hours[rows], math.inf)
        is_pickup = filled & (waits.end[rows] == PICKED_UP)
        entry = np.where(filled, waits.entry[rows], 0)
        at_risk = at_risk_of(groups.size[chosen], hours, entry)
        still = np.cumprod(1 - is_pickup / np.maximum(at_risk, 1), axis=1)
        chains = Chains(np.where(filled, chain[rows], -1))
        # How often each pickup is felt by those who wait on, and by itself.
        onward = is_pickup / np.maximum(at_risk * (at_risk - 1), 1)
        own = is_pickup / np.maximum(at_risk, 1)
        median = p50[chosen, None]
        is_before = hours <= median
        moved = felt(onward * is_before, hours, entry) - own * is_before
        reach = chains.reach(np.where(filled, moved, 0)) / HALF
        for row, power in ((0, np.exp(-reach)), (1, np.exp(reach))):
            found[row, chosen] = first_at(still, hours, 0.5**power, p50[chosen])
        until = np.minimum(hours, tau)
        span = np.diff(until, axis=1, append=tau) * still
        after = np.cumsum(span[:, ::-1], axis=1)[:, ::-1]
        mean = until[:, 0] + span.sum(axis=1)
        moved = felt(onward * after, hours, entry) - own * after
        reach = chains.reach(np.where(filled, moved, 0))
        found[2, chosen] = np.maximum(mean - reach, 0)
        found[3, chosen] = np.minimum(mean + reach, tau)
    return found[0], found[1], found[2], found[3]


def felt(step: Numbers, hours: Numbers, entry: Numbers) -> Numbers:
    """What each wait feels of the steps before its end, from its entry on."""
    total = np.cumsum(step, axis=1)
    felt_by = total - step
    for row in np.nonzero(entry.any(axis=1))[0]:
        late = entry[row] > 0
        before = np.searchsorted(hours[row], entry[row][late], side="right")
        felt_by[row][late] -= np.append(0, total[row])[before]
    return felt_by


class Chains:
    """The chains of each row's waits, -1 where there is none, put together once for all that they move."""

    def __init__(self, chains: Numbers) -> None:
        groups, width = chains.shape
        # Sorting values is faster than sorting places by them: each carries its own.
        ordered = np.sort(chains * width + np.arange(width), axis=1)
        self.order, chains = ordered % width, ordered // width
        is_first = np.concatenate([np.ones((groups, 1), bool), chains[:, 1:] != chains[:, :-1]], axis=1)
        self.first = np.flatnonzero(is_first)
        self.row = self.first // width
        is_chain = chains.ravel()[self.first] >= 0
        count = np.maximum(np.bincount(self.row, weights=is_chain, minlength=groups), 2)
        freedom = count - 1
        # Student's quantile by Cornish and Fisher.
        quantile = NORMAL + (NORMAL**3 + NORMAL) / (4 * freedom)
        quantile += (5 * NORMAL**5 + 16 * NORMAL**3 + 3 * NORMAL) / (96 * freedom**2)
        self.factor = quantile * np.sqrt(count / freedom)

    def reach(self, moved: Numbers) -> Numbers:
        """How far a 95 percent interval reaches to either side, from what the waits move, chain by chain."""
        together = np.add.reduceat(np.take_along_axis(moved, self.order, axis=1).ravel(), self.first)
        squares = np.bincount(self.row, weights=together**2, minlength=len(self.factor))
        return np.asarray(self.factor * np.sqrt(squares))


def first_at(still: Numbers, hours: Numbers, level: Numbers, known: Numbers) -> Numbers:
    """The hours at which each curve comes down to its level; nothing where its median is not known."""
    is_down = still <= level[:, None] + 1e-9
    at = is_down.argmax(axis=1)
    row = np.arange(len(hours))
    return np.where(np.isfinite(known), np.where(is_down[row, at], hours[row, at], math.inf), math.nan)
