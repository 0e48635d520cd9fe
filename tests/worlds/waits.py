"""Waits as the estimators take them: given group by group, or simulated."""

from __future__ import annotations

import math

import numpy as np

from assets.curves import CENSORED, PICKED_UP, Groups, Numbers, Waits

Wait = tuple[float, float, int]


def laid_out(hours: Numbers, entry: Numbers, end: Numbers, group: Numbers) -> tuple[Waits, Groups, Numbers]:
    """Waits in their order, their groups, and the order."""
    order = np.lexsort((end, hours))
    rows = np.argsort(group[order], kind="stable")
    size = np.bincount(group)
    return Waits(hours[order], entry[order], end[order]), Groups(rows, np.cumsum(size) - size, size), order


def grouped(groups: list[list[Wait]]) -> tuple[Waits, Groups]:
    """Each wait with its hours, what of them had passed when it came into view, and its end."""
    every = [wait for waits in groups for wait in waits]
    hours, entry, end = (np.array(column) for column in zip(*every, strict=True))
    group = np.repeat(np.arange(len(groups)), [len(waits) for waits in groups])
    waits, made, _ = laid_out(hours.astype(float), entry.astype(float), end, group)
    return waits, made


def simulated(
    worlds: int, chains: int, waits_per_chain: int, likeness: float, seed: int, watched: float = 300
) -> tuple[Waits, Groups, Numbers]:
    """Worlds of chains with waits of 24 hours in the median, watched for up to `watched`; each wait's chain.

    The waits of a chain are alike: `likeness` is the correlation of their logarithms.
    """
    chance = np.random.default_rng(seed)
    sizes = 1 + chance.poisson(waits_per_chain - 1, worlds * chains)
    chain = np.repeat(np.arange(worlds * chains), sizes)
    shared = chance.standard_normal(worlds * chains)[chain]
    own = chance.standard_normal(len(chain))
    lasts = 24 * np.exp(1.2 * (math.sqrt(likeness) * shared + math.sqrt(1 - likeness) * own))
    limit = (
        chance.uniform(0, watched, len(chain)) if math.isfinite(watched) else np.full(len(chain), math.inf)
    )
    end = np.where(lasts <= limit, PICKED_UP, CENSORED)
    waits, groups, order = laid_out(np.minimum(lasts, limit), np.zeros(len(chain)), end, chain // chains)
    return waits, groups, chain[order]
