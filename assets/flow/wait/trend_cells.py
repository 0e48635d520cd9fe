"""Which waits are in which row of a table of periods: every window of weeks, by whom it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assets.curves import Groups, Numbers


@dataclass(frozen=True, slots=True)
class Span:
    """The windows of one length, which may overlap; `rows` has what is in each, window by window."""

    period: str
    week: Numbers
    week_count: int
    weeks: int
    rows: Numbers

    def in_windows(self, cell: Numbers, cell_count: int, is_counted: Numbers) -> Numbers:
        """How many of the rows in a mask are in each window of each cell."""
        at = (cell * self.week_count + self.week)[is_counted & (self.week >= 0)]
        weekly = np.bincount(at, minlength=cell_count * self.week_count).reshape(cell_count, self.week_count)
        total = np.zeros((cell_count, self.week_count + 1), np.int64)
        np.cumsum(weekly, axis=1, out=total[:, 1:])
        return np.asarray(total[:, self.weeks :] - total[:, : -self.weeks])

    def most_in_windows(self, cell: Numbers, cell_count: int, values: Numbers) -> Numbers:
        """The largest of the rows' values in each window of each cell; minus infinity in an empty one."""
        weekly = np.full(cell_count * self.week_count, -np.inf)
        is_in = self.week >= 0
        np.maximum.at(weekly, (cell * self.week_count + self.week)[is_in], values[is_in])
        of_cell = weekly.reshape(cell_count, self.week_count)
        most = of_cell[:, : self.week_count - self.weeks + 1].copy()
        for later in range(1, self.weeks):
            np.maximum(most, of_cell[:, later : later + most.shape[1]], out=most)
        return most


def span_of(period: str, weeks: int, week: Numbers, week_count: int) -> Span:
    """The windows of so many weeks; `week` is each row's, -1 where it is in none."""
    if week_count < weeks:
        return Span(period, np.full_like(week, -1), weeks, weeks, np.empty(0, np.intp))
    small = week.astype(np.int16)
    rows = [
        np.flatnonzero((small >= first) & (small < first + weeks)) for first in range(week_count - weeks + 1)
    ]
    return Span(period, week, week_count, weeks, np.concatenate(rows))


@dataclass(frozen=True, slots=True)
class Cells:
    """Groups of rows that are rows of a table: the number of each one's window, and what names its cell."""

    span: Span
    groups: Groups
    window: Numbers
    names: Sequence[Numbers]
    cell: Numbers
    cell_count: int
    is_kept: Numbers

    def count(self, is_counted: Numbers) -> Numbers:
        """How many rows of each group are in a mask of all rows."""
        return self.span.in_windows(self.cell, self.cell_count, is_counted).ravel()[self.is_kept]

    def most(self, values: Numbers) -> Numbers:
        """The largest value of each group's rows."""
        return self.span.most_in_windows(self.cell, self.cell_count, values).ravel()[self.is_kept]


def cells_of(span: Span, parts: Sequence[Numbers], fewest: int) -> Cells:
    """Groups of enough rows in one window of one cell, which `parts` name by whole numbers."""
    is_in = span.week >= 0
    shape = [int(part.max(initial=0)) + 1 for part in parts]
    key = np.ravel_multi_index(tuple(parts), shape)
    present = np.bincount(key[is_in], minlength=1) > 0
    number = np.cumsum(present) - 1
    cell = number[np.minimum(key, len(number) - 1)]
    cell_count = max(1, int(number[-1]) + 1)
    size = span.in_windows(cell, cell_count, is_in).ravel()
    is_kept = size >= max(1, fewest)
    rows = span.rows
    if cell_count > 1:
        rows = rows[in_order(cell[rows])]
    chosen = np.flatnonzero(is_kept)
    windows = span.week_count - span.weeks + 1
    named = np.unravel_index(np.flatnonzero(present)[chosen // windows], shape)
    groups = Groups(rows, (np.cumsum(size) - size)[chosen], size[chosen])
    return Cells(span, groups, chosen % windows, named, cell, cell_count, chosen)


def in_order(number: Numbers) -> Numbers:
    """The stable order of whole numbers, by half of their bits at a time: small ones need no comparing."""
    most = int(number.max(initial=0))
    if most < 1 << 16:
        return np.argsort(number.astype(np.uint8 if most < 1 << 8 else np.uint16), kind="stable")
    low = np.argsort((number & 0xFFFF).astype(np.uint16), kind="stable")
    return low[np.argsort((number[low] >> 16).astype(np.uint16), kind="stable")]
