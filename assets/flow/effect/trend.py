"""Whether two groups went alike before a date: if not, what came after says nothing."""

from __future__ import annotations

import numpy as np

from assets.flow.effect.before_after import WEEK, Places, Units, Window
from assets.flow.effect.log_lead import log_leads

SEED = 1
SHUFFLES = 1999
# Weeks that have work on both sides; fewer make no trend.
FEWEST_WEEKS = 6


def trend_rank(units: Units, window: Window, others: Places) -> float | None:
    """The rank of the slope of weekly differences before the change, among those of the same weeks shuffled.

    Differences are those of mean log lead times between team 0 and the others; None of too few weeks.
    """
    week = np.floor((units.start - window.opens) / WEEK).astype(np.intp)
    is_other = np.isin(units.team, others)
    is_within = (week >= 0) & (week < window.pre_weeks) & (is_other | (units.team == 0))
    group = week + window.pre_weeks * is_other
    leads = log_leads(
        group[is_within],
        units.start[is_within],
        np.minimum(units.end[is_within], window.began),
        units.is_done[is_within] & (units.end[is_within] < window.began),
        2 * window.pre_weeks,
    )
    difference = leads.mean[: window.pre_weeks] - leads.mean[window.pre_weeks :]
    is_known = np.isfinite(difference)
    if is_known.sum() < FEWEST_WEEKS:
        return None
    at = np.flatnonzero(is_known) - np.flatnonzero(is_known).mean()
    values = difference[is_known]
    slope = abs(float(at @ values))
    orders = np.random.default_rng(SEED).permuted(np.tile(values, (SHUFFLES, 1)), axis=1)
    stronger = int((np.abs(orders @ at) >= slope * (1 - 1e-12)).sum())
    return (1 + stronger) / (1 + SHUFFLES)
