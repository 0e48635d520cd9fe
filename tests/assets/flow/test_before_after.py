"""Effects of a date on lead times: simulated worlds whose true effect is known, and worlds without any."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom

from assets.flow.effect.before_after import (
    LEVEL,
    WEEK,
    Units,
    Window,
    placebo_dates,
    placebos,
    separate,
    shifts,
)
from assets.flow.effect.log_lead import log_leads
from assets.flow.effect.trend import trend_rank

TEAMS = 8
AT = 60


def world(
    seed: int, effect: float = 1.0, *, weeks: int = 104, per_week: float = 6, common: float = 0.0
) -> tuple[Units, float]:
    """Lead times of 150 hours in the median, with a sigma of .9; team 0 is another one from week AT on.

    `common` is how much the weeks of one team differ, so that pieces of work are not independent.
    """
    chance = np.random.default_rng(seed)
    count = chance.poisson(per_week, (TEAMS, weeks))
    team, week = (np.repeat(each.ravel(), count.ravel()) for each in np.indices(count.shape))
    start = (week + chance.random(len(week))) * WEEK
    level = math.log(150) + common * chance.standard_normal(count.shape)[team, week]
    is_changed = (team == 0) & (week >= AT)
    lasts = np.exp(level + 0.9 * chance.standard_normal(len(team)) + math.log(effect) * is_changed)
    now = weeks * WEEK
    ends = start + lasts
    return Units(team, start, np.minimum(ends, now), ends <= now, is_changed.astype(np.intp)), now


def found(units: Units, now: float, post: int) -> tuple[float, float, float]:
    """The log of the effect, its rank among the placebos, and how far its interval reaches."""
    window = Window(AT * WEEK, AT * WEEK, max(8, min(post, 13)), post)
    others = np.arange(1, TEAMS)
    pretended = placebos(units, window, placebo_dates(window, 0, now), others, TEAMS)
    difference, error = shifts(units, window, TEAMS, is_change=True).against(0, others)
    return difference, pretended.rank(abs(difference) / error), pretended.limit * error


def test_the_mean_of_log_lead_times_is_right_although_half_of_them_are_not_over() -> None:
    chance = np.random.default_rng(3)
    lasts = np.exp(math.log(150) + 0.9 * chance.standard_normal(20_000))
    watched = np.exp(math.log(150) + 0.9 * chance.standard_normal(20_000))
    leads = log_leads(
        np.zeros(20_000, np.intp), np.zeros(20_000), np.minimum(lasts, watched), lasts <= watched, 1
    )
    assert leads.count[0] == 20_000
    assert 9_500 < leads.done_count[0] < 10_500
    assert math.exp(leads.mean[0]) == pytest.approx(150, rel=0.02)


def test_a_group_in_which_nothing_is_done_has_no_mean() -> None:
    leads = log_leads(
        np.array([0, 0, 1]),
        np.zeros(3),
        np.array([5.0, 9.0, 7.0]),
        np.array([False, False, True]),
        3,
    )
    assert leads.count.tolist() == [2, 1, 0]
    assert np.isnan(leads.mean).tolist() == [True, False, True]


@pytest.mark.parametrize("effect", [1.0, 0.67, 0.5, 0.1])
def test_the_ratio_is_the_planted_one(effect: float) -> None:
    logs = []
    for seed in range(12):
        units, _ = world(seed, effect, weeks=AT + 6 + 8, per_week=12)
        window = Window(AT * WEEK, AT * WEEK, 8, 8)
        logs.append(shifts(units, window, TEAMS, is_change=True).against(0, np.arange(1, TEAMS))[0])
    assert math.exp(np.mean(logs)) == pytest.approx(effect, rel=0.12)


def test_a_fall_to_a_tenth_is_told_after_four_weeks_and_one_of_a_fifth_is_not() -> None:
    for seed in range(4):
        tenth, rank, _ = found(*world(seed, 0.1), post=4)
        assert tenth < math.log(0.2)
        assert rank <= LEVEL
    assert sum(found(*world(seed, 0.8), post=4)[1] <= LEVEL for seed in range(4)) <= 2


@pytest.mark.heavy
@pytest.mark.parametrize("common", [0.0, 0.3])
@pytest.mark.parametrize("post", [4, 8])
def test_of_worlds_without_an_effect_hardly_any_has_one(post: int, common: float) -> None:
    """No more than a true rate of 5 % gives in 99 of 100 trials; the interval holds 1 in the others."""
    tries = 120
    results = [found(*world(1_000 + seed, common=common), post) for seed in range(tries)]
    assert sum(rank <= LEVEL for _, rank, _ in results) <= binom.ppf(0.99, tries, 0.05)
    assert sum(abs(log) <= reach for log, _, reach in results) >= binom.ppf(0.01, tries, 0.95)


@pytest.mark.heavy
def test_a_fall_to_a_half_is_told_more_often_the_longer_it_lasts() -> None:
    tries = 30
    told = [
        sum(found(*world(2_000 + seed, 0.5), post)[1] <= LEVEL for seed in range(tries)) / tries
        for post in (4, 8)
    ]
    assert told[0] >= 0.35
    assert told[1] >= 0.6
    assert told[1] > told[0]


def test_teams_that_go_apart_before_the_change_are_no_comparison() -> None:
    units, _ = world(5, per_week=20)
    window = Window(AT * WEEK, AT * WEEK, 13, 13)
    others = np.arange(1, TEAMS)
    alike = trend_rank(units, window, others)
    assert alike is not None
    assert alike > LEVEL
    weeks_before = np.clip((units.start - window.opens) / WEEK, 0, None)
    grown = units.start + (units.end - units.start) * np.exp(
        np.where(units.team == 0, 0.12 * weeks_before, 0)
    )
    apart = trend_rank(Units(units.team, units.start, grown, units.is_done, units.stretch), window, others)
    assert apart is not None
    assert apart <= LEVEL


def test_windows_of_placebos_never_meet_the_change() -> None:
    window = Window(AT * WEEK, (AT + 1) * WEEK, 8, 4)
    dates = placebo_dates(window, 0, 104 * WEEK)
    before = [date for date in dates if date < window.began]
    after = [date for date in dates if date > window.began]
    assert max(before) + (6 + 4) * WEEK <= window.began
    assert min(after) - 8 * WEEK >= window.settled + 6 * WEEK
    assert separate(dates, window) == (AT // 18) + (104 - 67) // 18


def test_a_team_that_became_another_one_meanwhile_is_compared_with_nobody() -> None:
    units, _ = world(7)
    stretch = np.where((units.team == 3) & (units.start >= 55 * WEEK), 1, units.stretch)
    moved = shifts(
        Units(units.team, units.start, units.end, units.is_done, stretch),
        Window(AT * WEEK, AT * WEEK, 8, 8),
        TEAMS,
        is_change=True,
    )
    assert np.flatnonzero(np.isnan(moved.shift)).tolist() == [3]
