"""What a merger is judged by: waits between teams, and how much shorter a team's own requests wait.

Pure functions over arrays, in which teams and chains of work are numbers. Everything takes a weight for each
chain: how often it counts. With ones that is what was; with other weights it is a resample.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assets.flow.merge.groups import Numbers

# Where a team's own requests do not tell how much of a wait would vanish.
ASSUMED_LOW, ASSUMED_HIGH = 0.25, 0.75
# Fewer pickups, of its own requests or of those of others, do not tell.
FEWEST_PICKUPS = 10
INTERVAL = (0.05, 0.95)
SEED = 1709


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits of the window, from giver to receiver."""

    chain: Numbers
    giver: Numbers
    receiver: Numbers
    hours: Numbers
    team_count: int

    def between(self, weight: Numbers) -> Numbers:
        """Hours by giver and receiver."""
        teams = self.team_count
        total = np.bincount(
            self.giver * teams + self.receiver, weights=self.hours * weight[self.chain], minlength=teams**2
        )
        return total.reshape(teams, teams)


@dataclass(frozen=True, slots=True)
class Requests:
    """How long what was asked of a team waited in its queue, in the order of the hours, pickups first.

    follow_up is how long each could be watched.
    """

    chain: Numbers
    receiver: Numbers
    is_internal: Numbers
    hours: Numbers
    is_picked_up: Numbers
    follow_up: Numbers
    team_count: int
    tau: float

    def of(self, team: int, *, is_internal: bool) -> Numbers:
        return np.flatnonzero((self.receiver == team) & (self.is_internal == is_internal))

    def tells(self, rows: Numbers) -> bool:
        """Whether there are enough, and one of them could be watched for tau."""
        return bool(
            self.is_picked_up[rows].sum() >= FEWEST_PICKUPS and self.follow_up[rows].max() >= self.tau
        )


@dataclass(frozen=True, slots=True)
class SavedShares:
    """How much of what waits for each team would vanish if its own had given it: the rows that tell."""

    requests: Requests
    rows: dict[int, tuple[Numbers, Numbers]]

    def shares(self, weight: Numbers) -> Numbers:
        """1 less what its own requests wait by what others' do, at least 0; NaN where nothing tells."""
        found = np.full(self.requests.team_count, np.nan)
        for team, (own, others) in self.rows.items():
            internal = restricted_mean(self.requests, own, weight)
            external = restricted_mean(self.requests, others, weight)
            found[team] = max(0.0, 1 - internal / external) if external > 0 else np.nan
        return found


def saved_shares(requests: Requests) -> SavedShares:
    rows = {
        team: (own, others)
        for team in range(requests.team_count)
        for own in [requests.of(team, is_internal=True)]
        for others in [requests.of(team, is_internal=False)]
        if len(own) and len(others) and requests.tells(own) and requests.tells(others)
    }
    return SavedShares(requests, rows)


def restricted_mean(requests: Requests, rows: Numbers, weight: Numbers) -> float:
    """The mean wait up to tau (under the product-limit curve) of some requests; NaN where none has weight."""
    counts = weight[requests.chain[rows]]
    at_risk = np.cumsum(counts[::-1])[::-1]
    if not at_risk[0]:
        return float("nan")
    steps = counts * requests.is_picked_up[rows] / np.maximum(at_risk, 1)
    until = np.minimum(requests.hours[rows], requests.tau)
    return float(until[0] + (np.diff(until, append=requests.tau) * np.cumprod(1 - steps)).sum())


def resamples(chain_count: int, count: int, seed: int = SEED) -> Iterator[Numbers]:
    """Weights of chains drawn with replacement, so many times; the same in every run."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        yield np.bincount(random.integers(0, chain_count, chain_count), minlength=chain_count)


def halves(chain_count: int, count: int, seed: int = SEED) -> Iterator[tuple[Numbers, Numbers]]:
    """Weights of the two halves of all chains, split so many times."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        is_first = random.permutation(chain_count) < chain_count // 2
        yield is_first.astype(int), (~is_first).astype(int)
