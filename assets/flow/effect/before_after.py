"""What changed with a date: lead times before and after it, against teams that went on as they were.

A difference in differences of log lead times (metrics: before and after a reorganization), judged by its rank
among dates and teams at which nothing happened: a regression that trusts its own standard error calls far too
many of those an effect.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assets.flow.effect.log_lead import LogLeads, log_leads

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

WEEK = 7 * 24.0
# People need some weeks to settle: what began in them counts on neither side.
WASH_OUT_WEEKS = 6
FEWEST_PRE_WEEKS, MOST_PRE_WEEKS = 8, 13
# The longest that leaves enough placebos is taken.
POST_WEEKS = (26, 13, 8, 4)
# Fewer units on one side of a date say nothing of a team.
FEWEST_UNITS = 5
# Below as many placebos that share no week, no rank can be as small as LEVEL.
FEWEST_PLACEBOS = 19
LEVEL = 0.05
# Of four in five.
POWER = 0.8416212335729143


@dataclass(frozen=True, slots=True)
class Units:
    """Pieces of work, each with hours since any fixed instant.

    Attributes:
        team: the number of the team that had it first; 0 for the teams that were reorganized, as one.
        start: when it was created.
        end: when it was done, or last looked at.
        is_done: whether it was done then; else its lead time is longer than that.
        stretch: another number after each reorganization of its team.
    """

    team: Places
    start: Numbers
    end: Numbers
    is_done: npt.NDArray[np.bool_]
    stretch: Places


@dataclass(frozen=True, slots=True)
class Window:
    """Weeks before a change began and after it was settled, in hours; nothing is followed beyond them."""

    began: float
    settled: float
    pre_weeks: int
    post_weeks: int

    @property
    def opens(self) -> float:
        return self.began - self.pre_weeks * WEEK

    @property
    def resumes(self) -> float:
        return self.settled + WASH_OUT_WEEKS * WEEK

    @property
    def closes(self) -> float:
        return self.resumes + self.post_weeks * WEEK

    def at(self, date: float) -> Window:
        """The same of a change that took no time."""
        return Window(date, date, self.pre_weeks, self.post_weeks)


@dataclass(frozen=True, slots=True)
class Shifts:
    """How far each team's mean log lead time moved; NaN of teams with too little work, or that changed."""

    shift: Numbers
    variance: Numbers
    before: LogLeads
    after: LogLeads

    def against(self, team: int, others: Places) -> tuple[float, float]:
        """The team's shift less that of others, by how well each is known, and its standard error."""
        others = others[np.isfinite(self.shift[others])]
        if not len(others) or not math.isfinite(self.shift[team]):
            return math.nan, math.nan
        weight = 1 / self.variance[others]
        difference = self.shift[team] - float(np.average(self.shift[others], weights=weight))
        return difference, math.sqrt(self.variance[team] + 1 / float(weight.sum()))


def shifts(units: Units, window: Window, team_count: int, *, is_change: bool) -> Shifts:
    """The shift of each team in a window; `is_change` where team 0 is meant to become another one in it."""
    is_before = (units.start >= window.opens) & (units.start < window.began)
    is_after = (units.start >= window.resumes) & (units.start < window.closes)
    before = log_leads(
        units.team[is_before],
        units.start[is_before],
        np.minimum(units.end[is_before], window.began),
        units.is_done[is_before] & (units.end[is_before] < window.began),
        team_count,
    )
    after = log_leads(
        units.team[is_after],
        units.start[is_after],
        np.minimum(units.end[is_after], window.closes),
        units.is_done[is_after] & (units.end[is_after] < window.closes),
        team_count,
    )
    is_meant = np.arange(team_count) > (0 if is_change else -1)
    is_known = np.minimum(before.done_count, after.done_count) >= FEWEST_UNITS
    is_known &= ~(is_meant & changed(units, is_before | is_after, team_count))
    shift = np.where(is_known, after.mean - before.mean, math.nan)
    return Shifts(shift, before.variance + after.variance, before, after)


def changed(units: Units, is_within: npt.NDArray[np.bool_], team_count: int) -> npt.NDArray[np.bool_]:
    """Which teams became another one among the units of a window."""
    lowest = np.full(team_count, np.iinfo(np.intp).max)
    highest = np.full(team_count, -1)
    np.minimum.at(lowest, units.team[is_within], units.stretch[is_within])
    np.maximum.at(highest, units.team[is_within], units.stretch[is_within])
    return highest > lowest


@dataclass(frozen=True, slots=True)
class Placebos:
    """How strong the effects of dates and teams are at which nothing happened, in standard errors."""

    strength: Numbers
    # How many of them share no week of no team.
    separate_count: int

    def rank(self, strength: float) -> float:
        """The share of placebos at least as strong; of no more weight than the separate ones have."""
        share = float((self.strength >= strength).mean()) if len(self.strength) else 1.0
        return (1 + self.separate_count * share) / (1 + self.separate_count)

    @property
    def limit(self) -> float:
        """Whatever is stronger has a rank of at most LEVEL; infinite where nothing could."""
        share = (LEVEL * (1 + self.separate_count) - 1) / max(self.separate_count, 1)
        if share < 0 or not len(self.strength):
            return math.inf
        return float(np.quantile(self.strength, 1 - share, method="higher"))


def placebo_dates(window: Window, first: float, last: float) -> list[float]:
    """Dates, a week apart, whose windows lie between first and last and do not meet the change."""
    pre, post = window.pre_weeks * WEEK, (WASH_OUT_WEEKS + window.post_weeks) * WEEK
    weeks = range(math.ceil((first - window.began) / WEEK), math.floor((last - window.began) / WEEK) + 1)
    dates = (window.began + week * WEEK for week in weeks)
    return [
        date
        for date in dates
        if date - pre >= first
        and date + post <= last
        and (date + post <= window.began or date - pre >= window.resumes)
    ]


def separate(dates: list[float], window: Window) -> int:
    """How many of the dates' windows fit beside each other."""
    count, free = 0, -math.inf
    for date in dates:
        if date - window.pre_weeks * WEEK >= free:
            count, free = count + 1, date + (WASH_OUT_WEEKS + window.post_weeks) * WEEK
    return count


def placebos(units: Units, window: Window, dates: list[float], others: Places, team_count: int) -> Placebos:
    """The effects of pretended changes: of team 0 at the dates, and of each of the others there."""
    found: dict[int, list[tuple[float, float]]] = {}
    for date in dates:
        moved = shifts(units, window.at(date), team_count, is_change=False)
        for team in (0, *others.tolist()):
            difference, error = moved.against(team, others[others != team])
            if math.isfinite(difference) and error > 0:
                found.setdefault(team, []).append((date, abs(difference) / error))
    return Placebos(
        np.array([strength for each in found.values() for _, strength in each]),
        sum(separate([date for date, _ in each], window) for each in found.values()),
    )
