"""The weeks of all teams side by side: what a row's newest full weeks came to, what later ones brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from assets.draws_to_clear import Numbers


class Cleared(NamedTuple):
    """What became of some items of each row, in full weeks."""

    # NaN where the weeks that could be watched were too few.
    weeks: Numbers
    # Until the running week, or until the team was another one.
    watched: Numbers


@dataclass(frozen=True, slots=True)
class TeamWeeks:
    """Rows of flow.pace_week, by team and week; a team's are without gaps."""

    is_complete: Numbers
    full_weeks: Numbers
    completed: Numbers
    cancelled: Numbers
    inflow: Numbers
    outflow: Numbers
    open_now: Numbers

    @property
    def newest(self) -> Numbers:
        """Where each row's newest full week is: the row itself, or the one before the running week."""
        return np.arange(len(self.is_complete)) - ~self.is_complete

    def total(self, counts: Numbers, weeks: Numbers) -> Numbers:
        """The sum over so many of each row's newest full weeks."""
        before = sums(counts)
        total: Numbers = before[self.newest + 1] - before[self.newest + 1 - weeks]
        return total

    def draws(self, rows: Numbers, weeks: int) -> Numbers:
        """The completions of each of the newest full weeks of some rows."""
        draws: Numbers = self.completed[self.newest[rows, None] - np.arange(weeks)]
        return draws

    def cleared(self, items: Numbers) -> Cleared:
        row = np.arange(len(items))
        # The full weeks of a team that stayed the same count on from one row.
        counted_from = np.where(self.is_complete & (self.full_weeks > 0), row - self.full_weeks, -1 - row)
        last = np.flatnonzero(np.append(counted_from[1:] != counted_from[:-1], True))
        watched = last[np.searchsorted(last, row)] - row
        before = sums(self.completed)
        weeks = np.searchsorted(before, before[row + 1] + items) - 1 - row
        return Cleared(np.where(weeks <= watched, np.maximum(weeks, 0), np.nan), watched)


def sums(counts: Numbers) -> Numbers:
    """What came before each row, and after the last."""
    return np.concatenate([[0], np.cumsum(counts)])


def team_weeks(frame: pl.DataFrame) -> TeamWeeks:
    counts = ("completed", "cancelled", "inflow", "outflow", "open")
    return TeamWeeks(
        frame["is_complete_week"].to_numpy(),
        frame["full_weeks"].to_numpy(),
        *(frame[f"{name}_count"].to_numpy() for name in counts),
    )
