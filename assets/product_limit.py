"""Product-limit curves of many groups of waits at once: medians, restricted means, what became of them.

A group is a run of rows that are sorted by hours, at ties pickups first and censored waits last; so a tie
needs no care: (1 - 1/n)(1 - 1/(n - 1)) is (1 - 2/n). Groups of like size are laid side by side in one matrix.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

# How a wait ended, in the order in which ties are taken.
PICKED_UP, CANCELLED, OTHER_EXIT, CENSORED = 0, 1, 2, 3
# What falls into no row of a group.
NOTHING = 4
# A curve and a share that are nearer than this are compared as fractions of whole numbers.
NEAR = 1e-9
# Where fewer were at risk, one of the few that waited when the history began would decide the curve.
FEWEST_AT_RISK = 5
# The elements of one matrix: as many as the processor keeps at hand.
AT_ONCE = 1 << 17


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits in the order of their hours, at ties of their ends; entry is 0 where the beginning was seen."""

    hours: Numbers
    entry: Numbers
    end: Numbers


@dataclass(frozen=True, slots=True)
class Groups:
    """Which waits are in which group: `size[i]` of `rows` from `first[i]` on, in the order of the waits."""

    rows: Numbers
    first: Numbers
    size: Numbers

    def some(self, chosen: Numbers) -> Groups:
        """The groups of these numbers."""
        return Groups(self.rows, self.first[chosen], self.size[chosen])

    def without(self, dropped: Numbers) -> Groups:
        """The same groups without some of their rows, given by a mask of them."""
        keep = ~dropped
        before = np.concatenate([[0], np.cumsum(keep)])
        first = before[self.first]
        return Groups(self.rows[keep], first, before[self.first + self.size] - first)


class Estimates(NamedTuple):
    """One number per group; not a number (or infinite hours) where the curve does not tell."""

    p50: Numbers
    p85: Numbers
    rmst: Numbers
    picked_up_by_tau: Numbers
    cancelled_by_tau: Numbers
    fewest_at_risk: Numbers


def batches(size: Numbers, at_once: int) -> Iterator[tuple[Numbers, int]]:
    """Numbers of groups of like size, with the width of a matrix that holds them."""
    order = np.argsort(size, kind="stable")
    at = 0
    while at < len(order):
        # The widest of a batch is at most a quarter wider than the narrowest.
        narrow = int(size[order[at]])
        fitting = int(np.searchsorted(size[order], narrow + narrow // 4, side="right"))
        until = min(fitting, at + max(1, at_once // max(1, narrow)))
        yield order[at:until], max(1, int(size[order[until - 1]]))
        at = until


def matrix(groups: Groups, chosen: Numbers, width: int) -> tuple[Numbers, Numbers]:
    """The rows of some groups side by side, and which places are filled."""
    place = np.arange(width)
    filled = place < groups.size[chosen, None]
    return groups.rows[np.where(filled, groups.first[chosen, None] + place, 0)], filled


def estimate(waits: Waits, groups: Groups, tau: float) -> Estimates:
    """All estimates of each group; tau is up to when the mean is restricted and ends are counted."""
    found = Estimates(*(np.full(len(groups.size), math.nan) for _ in Estimates._fields))
    if not len(groups.rows):
        return found
    for chosen, width in batches(groups.size, AT_ONCE):
        rows, filled = matrix(groups, chosen, width)
        hours = np.where(filled, waits.hours[rows], math.inf)
        end = np.where(filled, waits.end[rows], NOTHING)
        entry = np.where(filled, waits.entry[rows], 0)
        at_risk = at_risk_of(groups.size[chosen], hours, entry)
        for column, values in zip(found, estimates_of(hours, end, at_risk, tau), strict=True):
            column[chosen] = values
    return found


def served(waits: Waits, groups: Groups, until: Numbers) -> tuple[Numbers, Numbers]:
    """The 85th percentile of each group, and the share that was picked up by the hours of `until`, if any."""
    p85, share = np.full((2, len(groups.size)), math.nan)
    for chosen, width in batches(groups.size, AT_ONCE):
        rows, filled = matrix(groups, chosen, width)
        hours = np.where(filled, waits.hours[rows], math.inf)
        is_pickup = filled & (waits.end[rows] == PICKED_UP)
        entry = np.where(filled, waits.entry[rows], 0)
        at_risk = at_risk_of(groups.size[chosen], hours, entry)
        still = np.cumprod(1 - is_pickup / np.maximum(at_risk, 1), axis=1)
        p85[chosen] = reached(still, hours, is_pickup, at_risk, (3, 20))[1]
        left = np.where(hours <= until[chosen, None], still, 1).min(axis=1)
        share[chosen] = np.where(np.isnan(until[chosen]), math.nan, 1 - left)
    return p85, share


def at_risk_of(size: Numbers, hours: Numbers, entry: Numbers) -> Numbers:
    """How many are at risk at each place: what is not over, but for what came into view then or later."""
    at_risk = size[:, None] - np.arange(hours.shape[1])
    return at_risk - late_after(entry, hours) if entry.any() else at_risk


def late_after(entry: Numbers, hours: Numbers) -> Numbers:
    """How many of each row's waits came into view at or after each of its hours."""
    return np.array(
        [
            (late := np.sort(row[row > 0])).size - np.searchsorted(late, times)
            for row, times in zip(entry, hours, strict=True)
        ]
    )


def estimates_of(hours: Numbers, end: Numbers, at_risk: Numbers, tau: float) -> Iterator[Numbers]:
    is_pickup = end == PICKED_UP
    is_exit = end < CENSORED
    safe = np.maximum(at_risk, 1)
    still = np.cumprod(1 - is_pickup / safe, axis=1)
    is_down, median = reached(still, hours, is_pickup, at_risk, (1, 2))
    yield median
    yield reached(still, hours, is_pickup, at_risk, (3, 20))[1]
    until = np.minimum(hours, tau)
    edge = np.concatenate([np.zeros((len(hours), 1)), until, np.full((len(hours), 1), tau)], axis=1)
    yield (np.concatenate([np.ones((len(hours), 1)), still], axis=1) * np.diff(edge, axis=1)).sum(axis=1)
    nowhere = np.cumprod(1 - is_exit / safe, axis=1)
    before = np.concatenate([np.ones((len(hours), 1)), nowhere[:, :-1]], axis=1)
    step = np.where(hours <= tau, before / safe, 0)
    yield (step * is_pickup).sum(axis=1)
    yield (step * (end == CANCELLED)).sum(axis=1)
    is_before = np.concatenate([np.ones((len(hours), 1), bool), ~is_down[:, :-1]], axis=1)
    yield np.where(is_pickup & is_before, at_risk, np.iinfo(np.int64).max).min(axis=1)


def reached(
    still: Numbers, hours: Numbers, is_pickup: Numbers, at_risk: Numbers, share: tuple[int, int]
) -> tuple[Numbers, Numbers]:
    """Where each curve is at or below a share, and the hours at which it comes there, or infinity."""
    upper, lower = share
    is_down = still <= upper / lower
    is_near = is_pickup & (np.abs(still - upper / lower) < NEAR)
    for row, place in zip(*np.nonzero(is_near), strict=True):
        events = is_pickup[row, : place + 1]
        waiting = at_risk[row, : place + 1][events]
        # (n - 1)/n times (n - 2)/(n - 1) is (n - 2)/n: what is left of each run are its ends.
        is_break = np.diff(waiting) != -1
        started = math.prod(waiting[np.append(True, is_break)].tolist())
        left = math.prod((waiting[np.append(is_break, True)] - 1).tolist())
        # From here to the next pickup the curve is level.
        onward = is_pickup[row, place + 1 :].nonzero()[0]
        until = place + 1 + (onward[0] if onward.size else len(is_pickup[row]) - place - 1)
        is_down[row, place:until] = lower * left <= upper * started
    is_down = np.maximum.accumulate(is_down, axis=1)
    at = is_down.argmax(axis=1)
    rows = np.arange(len(hours))
    return is_down, np.where(is_down[rows, at], hours[rows, at], math.inf)


def with_enough_at_risk(waits: Waits, groups: Groups) -> Groups:
    """The groups, without their late entries where these leave too few at risk up to the median."""
    is_late = waits.entry[groups.rows] > 0
    if not is_late.any():
        return groups
    has_late = np.add.reduceat(is_late, groups.first, dtype=np.int64) > 0
    few = has_late & (estimate(waits, groups, tau=0).fewest_at_risk < FEWEST_AT_RISK)
    return groups.without(is_late & few[np.repeat(np.arange(len(groups.size)), groups.size)])
