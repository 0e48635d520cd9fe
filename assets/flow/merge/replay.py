"""The same history with some teams as one: their waits for each other as short as a team's own requests'."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.flow.merge.choice import Question, Shares, drawn, inside, saved, shares_of
from assets.flow.merge.evidence import ASSUMED_HIGH, ASSUMED_LOW, INTERVAL, SEED, saved_shares
from assets.flow.merge.groups import Numbers

DRAWS = 400


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate, NaN where something in it is assumed, and the ends of its 90 % interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Replay:
    """Hours of waits between the teams, what would have been saved of them, and the shares behind it."""

    labels: Numbers
    between: Numbers
    saved: Interval
    shares: Shares
    drawn_shares: Numbers


@dataclass(frozen=True, slots=True)
class Leads:
    """Lead times of chains that waited between the teams: what was, and what would have been."""

    hours: Numbers
    shorter_share: Interval
    # Of each chain at the ends of the shares.
    at_most: Numbers
    at_least: Numbers


def replay(question: Question, labels: Numbers) -> Replay:
    """Teams with one label are one. The interval is by resampled chains, and by what is assumed."""
    ones = np.ones(question.chain_count)
    vanishing = saved_shares(question.requests)
    hours, drawn_shares = drawn(question, vanishing, DRAWS)
    between = question.waits.between(ones)
    shares = shares_of(vanishing, ones, drawn_shares)
    ends = np.array([saved(labels, *draw) for draw in zip(hours, drawn_shares, strict=True)])
    by_receiver = inside(labels, between).sum(axis=0)
    receives = by_receiver > 0
    return Replay(
        labels,
        inside(labels, between),
        Interval(
            float(by_receiver[receives] @ shares.estimate[receives]),
            float(np.quantile(ends[:, 0], INTERVAL[0])),
            float(np.quantile(ends[:, 1], INTERVAL[1])),
        ),
        shares,
        drawn_shares,
    )


def leads(replayed: Replay, lead_hours: Numbers, wait_hours: Numbers) -> Leads:
    """For chains with these lead times, and hours of waits between the teams: a row each, by receiver."""
    low, high = (
        np.where(np.isnan(replayed.drawn_shares), assumed, replayed.drawn_shares)
        for assumed in (ASSUMED_LOW, ASSUMED_HIGH)
    )
    random = np.random.default_rng(SEED + 2)
    ends = []
    for number in range(len(low)):
        rows = random.integers(0, len(lead_hours), len(lead_hours))
        waited, lead = wait_hours[rows].sum(axis=0), lead_hours[rows].sum()
        ends.append((waited @ low[number] / lead, waited @ high[number] / lead))
    both = np.array(ends)
    waited = wait_hours.sum(axis=0)
    receives = waited > 0
    return Leads(
        lead_hours,
        Interval(
            float(waited[receives] @ replayed.shares.estimate[receives] / lead_hours.sum()),
            float(np.quantile(both[:, 0], INTERVAL[0])),
            float(np.quantile(both[:, 1], INTERVAL[1])),
        ),
        lead_hours - wait_hours @ replayed.shares.low,
        lead_hours - wait_hours @ replayed.shares.high,
    )
