"""What product-limit curves of many groups of waits say: medians, restricted means, what became of them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from assets.curves import (
    CANCELLED,
    CENSORED,
    PICKED_UP,
    Curves,
    Groups,
    Numbers,
    Waits,
    curves,
    hours_at,
    place_of,
    total,
)

# Where fewer were at risk, one of the few that waited when the history began would decide the curve.
FEWEST_AT_RISK = 5


class Estimates(NamedTuple):
    """One number per group; not a number (or infinite hours) where the curve does not tell."""

    p50: Numbers
    p85: Numbers
    rmst: Numbers
    picked_up_by_tau: Numbers
    cancelled_by_tau: Numbers


def estimate(waits: Waits, groups: Groups, tau: float) -> Estimates:
    """All estimates of each group; tau is up to when the mean is restricted and ends are counted."""
    found = np.full((len(Estimates._fields), len(groups.size)), math.nan)
    for chosen, some in curves(waits, groups):
        found[:, chosen] = estimates_of(some, tau)
    return Estimates(*found)


def estimates_of(some: Curves, tau: float) -> Estimates:
    """The same of groups side by side."""
    until = np.minimum(some.hours, tau)
    return Estimates(
        hours_at(some, place_of(some, (1, 2))),
        hours_at(some, place_of(some, (3, 20))),
        until[:, 0] + total(span_after(until, tau, some.still)),
        *ended_by(some, tau),
    )


def medians(waits: Waits, groups: Groups) -> Numbers:
    """The median of each group alone."""
    found = np.full(len(groups.size), math.nan)
    for chosen, some in curves(waits, groups):
        found[chosen] = hours_at(some, place_of(some, (1, 2)))
    return found


def served(waits: Waits, groups: Groups, until: Numbers) -> tuple[Numbers, Numbers]:
    """The 85th percentile of each group, and the share that was picked up by the hours of `until`, if any."""
    p85, share = np.full((2, len(groups.size)), math.nan)
    for chosen, some in curves(waits, groups):
        p85[chosen] = hours_at(some, place_of(some, (3, 20)))
        if not np.isnan(until[chosen]).all():
            left = np.where(some.hours <= until[chosen, None], some.still, 1).min(axis=1)
            share[chosen] = np.where(np.isnan(until[chosen]), math.nan, 1 - left)
    return p85, share


def span_after(until: Numbers, tau: float, still: Numbers) -> Numbers:
    """How much of the mean lies between each place and the next."""
    span = np.empty_like(until)
    np.subtract(until[:, 1:], until[:, :-1], out=span[:, :-1])
    np.subtract(tau, until[:, -1], out=span[:, -1])
    span *= still
    return span


def ended_by(some: Curves, tau: float) -> tuple[Numbers, Numbers]:
    """The shares that were picked up and that were cancelled by tau (Aalen and Johansen 1978).

    Where none was censored before and all were seen from their beginning, they are counted.
    """
    is_by = some.hours <= tau
    size = np.maximum(some.size, 1)
    picked_up = np.count_nonzero(some.is_pickup & is_by, axis=1) / size
    cancelled = np.count_nonzero((some.end == CANCELLED) & is_by, axis=1) / size
    is_curve = ((some.end == CENSORED) & is_by).any(axis=1)
    if some.entry is not None:
        is_curve |= some.entry.any(axis=1)
    if is_curve.any():
        at_risk = np.maximum(some.at_risk if some.at_risk.ndim == 1 else some.at_risk[is_curve], 1)
        end = some.end[is_curve]
        nowhere = np.cumprod(np.where(end < CENSORED, 1 - 1 / at_risk, 1.0), axis=1)
        before = np.concatenate([np.ones((len(end), 1)), nowhere[:, :-1]], axis=1)
        step = np.where(is_by[is_curve], before / at_risk, 0)
        picked_up[is_curve] = total(step * (end == PICKED_UP))
        cancelled[is_curve] = total(step * (end == CANCELLED))
    return picked_up, cancelled


def with_enough_at_risk(waits: Waits, groups: Groups) -> Groups:
    """The groups, without their late entries where these leave too few at risk up to the median."""
    if not waits.entry.any():
        return groups
    is_late = waits.entry[groups.rows] > 0
    has_late = np.flatnonzero(groups.count(is_late))
    fewest = np.full(len(has_late), np.iinfo(np.int64).max)
    for chosen, some in curves(waits, groups.some(has_late)):
        place = place_of(some, (1, 2))
        is_event = some.is_pickup & (np.arange(some.still.shape[1]) <= place[:, None])
        fewest[chosen] = np.where(is_event, some.at_risk, fewest[chosen][:, None]).min(axis=1)
    few = groups.some(has_late[fewest < FEWEST_AT_RISK])
    return groups.without(is_late & few.covered())
