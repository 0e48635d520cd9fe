"""The best partition of teams, and whether it is chance: on resamples, and on work that did not choose it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.flow.merge.evidence import (
    ASSUMED_HIGH,
    ASSUMED_LOW,
    INTERVAL,
    SEED,
    Requests,
    SavedShares,
    Waits,
    halves,
    resamples,
    saved_shares,
)
from assets.flow.merge.groups import (
    MOST_TEAMS_IN_A_TABLE,
    Groups,
    Numbers,
    best_partitions,
    groups_that_fit,
)

# Resamples and splits; fewer where each takes a solver of its own.
DRAWS, SPLITS = 200, 50
FEWER_DRAWS, FEWER_SPLITS = 50, 20


@dataclass(frozen=True, slots=True)
class Question:
    """Teams that could be merged, and what is known of them; the size of a team that cannot is NaN.

    `together` and `apart` are what the organization file asks for: sets of teams.
    """

    waits: Waits
    requests: Requests
    chain_count: int
    size: Numbers
    largest: float
    together: tuple[frozenset[int], ...] = ()
    apart: tuple[frozenset[int], ...] = ()


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of each receiver's wait that a merger would save: in between where it is estimated."""

    estimate: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True, slots=True)
class Choice:
    """Of each team the first member of its group; and what speaks for the partition."""

    labels: Numbers
    # Sets of teams that are together because they were asked to be.
    together: tuple[frozenset[int], ...]
    between: Numbers
    shares: Shares
    # How often each team's group came out the same, and the partition as a whole.
    group_stability: Numbers
    stability: float
    # What partitions that one half chose have inside in the other, and what that would save.
    other_half_hours: float
    other_half_saved: tuple[float, float]


def choose(question: Question) -> Choice:
    """Raises TooManyGroupsError."""
    ones = np.ones(question.chain_count)
    between = question.waits.between(ones)
    groups = groups_that_fit(
        (between + between.T) > 0, question.size, question.largest, question.together, question.apart
    )
    [labels] = best_partitions(groups, groups.hours(between)[None])
    vanishing = saved_shares(question.requests)
    is_large = groups.members.any(axis=0).sum() > MOST_TEAMS_IN_A_TABLE
    draws, splits = (FEWER_DRAWS, FEWER_SPLITS) if is_large else (DRAWS, SPLITS)
    hours, drawn_shares = drawn(question, vanishing, draws)
    partitions = best_partitions(groups, groups.hours(hours))
    is_same = is_in(partitions) == is_in(labels[None])
    value, saved = valued_on_the_other_half(question, groups, drawn_shares, splits)
    return Choice(
        labels,
        groups.together,
        between,
        shares_of(vanishing, ones, drawn_shares),
        is_same.all(axis=2).mean(axis=0),
        float(is_same.all(axis=(1, 2)).mean()),
        value,
        saved,
    )


def drawn(question: Question, vanishing: SavedShares, draws: int) -> tuple[Numbers, Numbers]:
    """Hours between teams, and the shares that are estimated, of so many resamples."""
    hours, shares = [], []
    for weight in resamples(question.chain_count, draws):
        hours.append(question.waits.between(weight))
        shares.append(vanishing.shares(weight))
    return np.array(hours), np.array(shares)


def shares_of(vanishing: SavedShares, ones: Numbers, drawn_shares: Numbers) -> Shares:
    estimate = vanishing.shares(ones)
    low, high = np.full_like(estimate, ASSUMED_LOW), np.full_like(estimate, ASSUMED_HIGH)
    known = np.isfinite(estimate)
    if known.any():
        low[known], high[known] = np.nanquantile(drawn_shares[:, known], INTERVAL, axis=0)
    return Shares(estimate, low, high)


def is_in(labels: Numbers) -> Numbers:
    """Whether two teams are in one group: rows of labels to matrices."""
    return labels[:, :, None] == labels[:, None, :]


def inside(labels: Numbers, between: Numbers) -> Numbers:
    """Hours from team to team of one group, none from a team to itself; as a matrix."""
    return between * (is_in(labels[None])[0] & ~np.eye(len(labels), dtype=bool))


def saved(labels: Numbers, between: Numbers, shares: Numbers) -> tuple[float, float]:
    """What would be saved at least and at most, where shares that are not known are assumed."""
    by_receiver = inside(labels, between).sum(axis=0)
    low = np.where(np.isnan(shares), ASSUMED_LOW, shares)
    high = np.where(np.isnan(shares), ASSUMED_HIGH, shares)
    return float(by_receiver @ low), float(by_receiver @ high)


def valued_on_the_other_half(
    question: Question, groups: Groups, drawn_shares: Numbers, splits: int
) -> tuple[float, tuple[float, float]]:
    """The mean hours, and the ends of what is saved: each half's partition, on resamples of the other."""
    sides = [side for both in halves(question.chain_count, splits) for side in (both, both[::-1])]
    chosen = best_partitions(
        groups, groups.hours(np.array([question.waits.between(half) for half, _ in sides]))
    )
    random = np.random.default_rng(SEED + 1)
    hours, low, high = [], [], []
    for number, (labels, (_, other)) in enumerate(zip(chosen, sides, strict=True)):
        # A half has half of the hours.
        hours.append(2 * inside(labels, question.waits.between(other)).sum())
        members = np.flatnonzero(other)
        again = np.bincount(random.choice(members, len(members)), minlength=question.chain_count)
        shares = drawn_shares[number % len(drawn_shares)]
        at_least, at_most = saved(labels, 2 * question.waits.between(again), shares)
        low.append(at_least)
        high.append(at_most)
    # Both sides of a split together have every chain once.
    ends = [np.reshape(side, (-1, 2)).mean(axis=1) for side in (low, high)]
    return float(np.mean(hours)), (
        float(np.quantile(ends[0], INTERVAL[0])),
        float(np.quantile(ends[1], INTERVAL[1])),
    )
