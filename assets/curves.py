"""Product-limit curves of many groups of waits at once, and where they come down to a share.

A group is a run of rows that are sorted by hours, at ties pickups first and censored waits last; so a tie
needs no care: (1 - 1/n)(1 - 1/(n - 1)) is (1 - 2/n). Groups of like size are laid side by side in one matrix,
flush right: then as many are at risk in a column of each of them, unless waits came into view late.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

# How a wait ended, in the order in which ties are taken.
PICKED_UP, CANCELLED, OTHER_EXIT, CENSORED = 0, 1, 2, 3
# What falls into no row of a group.
NOTHING = 4
# A curve and a share that are nearer than this are compared as fractions of whole numbers.
NEAR = 1e-9
# The elements of one matrix: as many as the processor keeps at hand.
AT_ONCE = 1 << 16


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

    def count(self, is_counted: Numbers) -> Numbers:
        """How many rows of each group are in a mask of all rows."""
        before = np.concatenate([[0], np.cumsum(is_counted)])
        return np.asarray(before[self.first + self.size] - before[self.first])

    def covered(self) -> Numbers:
        """A mask of the rows that are in one of the groups."""
        edge = np.zeros(len(self.rows) + 1, dtype=np.int64)
        np.add.at(edge, self.first, 1)
        np.subtract.at(edge, self.first + self.size, 1)
        return np.cumsum(edge[:-1]) > 0


def joined(several: Sequence[Groups]) -> Groups:
    """All groups of several, one after the other."""
    before = np.cumsum([0, *(len(each.rows) for each in several)])
    return Groups(
        np.concatenate([each.rows for each in several]),
        np.concatenate([each.first + at for each, at in zip(several, before[:-1], strict=True)]),
        np.concatenate([each.size for each in several]),
    )


@dataclass(frozen=True, slots=True)
class Curves:
    """Some groups side by side: a row each, filled from the left with what never was."""

    rows: Numbers
    size: Numbers
    hours: Numbers
    entry: Numbers | None
    end: Numbers
    is_pickup: Numbers
    at_risk: Numbers
    still: Numbers


def curves(waits: Waits, groups: Groups) -> Iterator[tuple[Numbers, Curves]]:
    """Numbers of groups of like size, and these groups."""
    hours, end = np.append(waits.hours, 0.0), np.append(waits.end, NOTHING).astype(np.int8)
    late = np.append(waits.entry, 0.0) if waits.entry.any() else None
    for chosen, width in batches(groups.size, AT_ONCE) if len(groups.rows) else ():
        rows = matrix(groups, chosen, width)
        of_rows = end[rows]
        times, is_pickup = hours[rows], of_rows == PICKED_UP
        at_risk = np.arange(width, 0, -1)
        entry = None if late is None else late[rows]
        if entry is not None and entry.any():
            at_risk = at_risk - late_after(entry, times)
        still = np.cumprod(np.where(is_pickup, 1 - 1 / np.maximum(at_risk, 1), 1.0), axis=1)
        yield chosen, Curves(rows, groups.size[chosen], times, entry, of_rows, is_pickup, at_risk, still)


def batches(size: Numbers, at_once: int) -> Iterator[tuple[Numbers, int]]:
    """Numbers of groups of like size, with the width of a matrix that holds them."""
    order = np.argsort(size, kind="stable")
    ordered = size[order]
    at = 0
    while at < len(order):
        # The widest of a batch is at most an eighth wider than the narrowest.
        narrow = int(ordered[at])
        fitting = int(np.searchsorted(ordered, narrow + narrow // 8, side="right"))
        until = min(fitting, at + max(1, at_once // max(1, narrow)))
        yield order[at:until], max(1, int(ordered[until - 1]))
        at = until


def matrix(groups: Groups, chosen: Numbers, width: int) -> Numbers:
    """The rows of some groups side by side, flush right; -1 for nothing."""
    size, first = groups.size[chosen], groups.first[chosen]
    place = np.arange(width)
    rows = groups.rows.take((first + size - width)[:, None] + place, mode="clip")
    if size[0] < width:
        rows[place < (width - size)[:, None]] = -1
    return np.asarray(rows)


def total(values: Numbers) -> Numbers:
    """The sum of each row, the same to its last bit however much of nothing lies to the left of it."""
    return np.asarray(np.cumsum(values[:, ::-1], axis=1)[:, -1])


def late_after(entry: Numbers, hours: Numbers) -> Numbers:
    """How many of each row's waits came into view at or after each of its hours."""
    return np.array(
        [
            (late := np.sort(row[row > 0])).size - np.searchsorted(late, times)
            for row, times in zip(entry, hours, strict=True)
        ]
    )


def hours_at(some: Curves, place: Numbers) -> Numbers:
    """The hours of a place in each row, infinite beyond the last."""
    width = some.hours.shape[1]
    hours = some.hours[np.arange(len(place)), np.minimum(place, width - 1)]
    return np.where(place < width, hours, math.inf)


def first_place(is_there: Numbers) -> Numbers:
    """The first place of each row in a mask, or the width where there is none."""
    place = is_there.argmax(axis=1)
    return np.where(is_there[np.arange(len(place)), place], place, is_there.shape[1])


def place_of(some: Curves, share: tuple[int, int]) -> Numbers:
    """The place at which each curve comes down to a share, or the width where it does not."""
    upper, lower = share
    place = first_place(some.still <= upper / lower + NEAR)
    width = some.still.shape[1]
    last = np.minimum(place, width - 1)
    is_near = (place < width) & (some.still[np.arange(len(place)), last] > upper / lower - NEAR)
    near = np.flatnonzero(is_near)
    if near.size:
        above = near[~is_down(some, near, place[near], share)]
        place[above] = first_place(some.still[above] <= upper / lower - NEAR)
    return place


def is_down(some: Curves, rows: Numbers, place: Numbers, share: tuple[int, int]) -> Numbers:
    """Whether some rows' curves are at or below a share at a place, in whole numbers."""
    upper, lower = share
    is_event = some.is_pickup[rows] & (np.arange(some.still.shape[1]) <= place[:, None])
    # (n - 1)/n times (n - 2)/(n - 1) is (n - 2)/n: what is left of each run of pickups are its ends.
    is_start, is_end = is_event.copy(), is_event.copy()
    if some.at_risk.ndim == 1:
        is_start[:, 1:] &= ~is_event[:, :-1]
        is_end[:, :-1] &= ~is_event[:, 1:]
        at_risk = np.broadcast_to(some.at_risk, is_event.shape)
    else:
        at_risk = some.at_risk[rows]
    started, left = at_risk[is_start].tolist(), (at_risk[is_end] - 1).tolist()
    until = np.cumsum(np.count_nonzero(is_start, axis=1)).tolist()
    return np.array(
        [
            lower * math.prod(left[first:last]) <= upper * math.prod(started[first:last])
            for first, last in pairwise([0, *until])
        ]
    )
