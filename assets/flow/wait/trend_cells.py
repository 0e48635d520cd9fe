"""Which waits are in which row of flow.wait_trend: every period, for pairs, givers, receivers and all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assets.product_limit import Groups, Numbers, Waits

PERIODS = {"week": 1, "4 weeks": 4, "13 weeks": 13}
# Windows of one pair with fewer could show no median.
FEWEST_FOR_A_MEDIAN = 10


@dataclass(frozen=True, slots=True)
class Facts:
    """The waits of one population by one clock, in the order of their hours; names are numbers here."""

    waits: Waits
    outcome: Numbers
    follow_up: Numbers
    chain: Numbers
    week: Numbers
    giver: Numbers
    receiver: Numbers
    layer: Numbers
    is_to_platform: Numbers
    tau: float
    week_count: int


@dataclass(frozen=True, slots=True)
class Cells:
    """Groups of waits that are rows of the table, by the numbers of what names them."""

    groups: Groups
    period: str
    window: Numbers
    giver: Numbers
    receiver: Numbers
    layer: Numbers


def cells_of(facts: Facts, *, has_layers: bool) -> Iterator[Cells]:
    """Every period, for pairs and roll-ups, for each layer and all of them."""
    zero = np.zeros_like(facts.giver)
    everybody = np.ones(len(zero), bool)
    for giver in (facts.giver, zero):
        for receiver, who in (
            (facts.receiver, everybody),
            (zero, everybody),
            (zero + 1, ~facts.is_to_platform),
        ):
            for layer in (facts.layer, zero) if has_layers else (zero,):
                is_pair = giver is facts.giver and receiver is facts.receiver
                for period, weeks in PERIODS.items():
                    first, inside = windows(facts.week, weeks, facts.week_count)
                    inside &= (who & (facts.week >= 0))[:, None]
                    fewest = FEWEST_FOR_A_MEDIAN if is_pair and weeks > 1 else 1
                    yield grouped(period, inside, first, giver, receiver, layer, fewest)
                yield grouped("all", who[:, None], zero[:, None], giver, receiver, layer, 1)


def windows(week: Numbers, weeks: int, week_count: int) -> tuple[Numbers, Numbers]:
    """The windows that each wait may be in, by the number of their first week, and whether there are such."""
    first = week[:, None] - np.arange(weeks)
    return first, (first >= 0) & (first <= week_count - weeks)


def grouped(
    period: str,
    inside: Numbers,
    window: Numbers,
    giver: Numbers,
    receiver: Numbers,
    layer: Numbers,
    fewest: int,
) -> Cells:
    """Cells of the waits that are inside a window: row and window number of `inside` and `window`."""
    rows, column = np.nonzero(inside)
    parts = (giver[rows], receiver[rows], layer[rows], window[rows, column])
    shape = tuple(int(part.max(initial=0)) + 1 for part in parts)
    key = np.ravel_multi_index(parts, shape)
    count = np.bincount(key)
    is_kept = (count >= fewest) & (count > 0)
    kept = is_kept[key]
    number = (np.cumsum(is_kept) - 1)[key[kept]]
    size = count[is_kept]
    first = np.cumsum(size) - size
    rows = rows[kept][in_order(number)]
    names = np.unravel_index(np.flatnonzero(is_kept), shape)
    return Cells(Groups(rows, first, size), period, names[3], names[0], names[1], names[2])


def in_order(number: Numbers) -> Numbers:
    """The stable order of whole numbers, by half of their bits at a time: small ones need no comparing."""
    low = np.argsort((number & 0xFFFF).astype(np.uint16), kind="stable")
    return low[np.argsort((number[low] >> 16).astype(np.uint16), kind="stable")]
