"""Made organizations whose teams belong together in streams, or do not, as arrays: no pipeline is needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.flow.merge.choice import Question
from assets.flow.merge.evidence import Requests, Waits
from assets.flow.merge.groups import Numbers

LARGEST = 12
TAU = 80.0
MEDIAN_WAIT = 24.0


@dataclass(frozen=True, slots=True)
class Made:
    question: Question
    # Of each team the first team of its stream; a platform is alone.
    planted: Numbers


def organization(
    random: np.random.Generator,
    items: int,
    noise: float,
    streams: tuple[int, ...] = (3, 3, 2),
    sigma: float = 1.5,
    saved_share: float = 0.5,
    is_all_faster: bool = False,
) -> Made:
    """Streams of so many teams, and a platform that a third of all items need.

    An item goes through one or two handoffs in its stream; with a chance of `noise` each is between any two
    teams instead. Waits are lognormal. What a team's own members ask for is picked up at once with a chance
    of `saved_share`, and else waits as long as what others ask for; or all of it waits shorter by that share.
    """
    stream = np.repeat(np.arange(len(streams)), streams)
    teams, platform = len(stream), len(stream)
    chain, giver, receiver = [], [], []
    for item in range(items):
        own = np.flatnonzero(stream == random.integers(len(streams)))
        for _ in range(random.integers(1, 3)):
            pair = random.choice(np.arange(teams) if random.random() < noise else own, 2, replace=False)
            chain.append(item)
            giver.append(pair[0])
            receiver.append(pair[1])
        if random.random() < 1 / 3:
            chain.append(item)
            giver.append(random.integers(teams))
            receiver.append(platform)
    hours = MEDIAN_WAIT * random.lognormal(0, sigma, len(chain))
    size = np.append(random.integers(3, 5, teams), np.nan).astype(float)
    planted = np.append([np.flatnonzero(stream == each)[0] for each in stream], platform)
    waits = Waits(np.array(chain), np.array(giver), np.array(receiver), hours, teams + 1)
    is_at_once = random.random(len(chain)) < saved_share
    others = MEDIAN_WAIT * random.lognormal(0, sigma, len(chain))
    own_hours = (1 - saved_share) * others if is_all_faster else np.where(is_at_once, 0, others)
    asked = requests(random, np.array(chain), np.array(receiver), hours, own_hours, items, teams + 1)
    return Made(Question(waits, asked, 2 * items, size, LARGEST), planted)


def requests(
    random: np.random.Generator,
    chain: Numbers,
    receiver: Numbers,
    hours: Numbers,
    own_hours: Numbers,
    items: int,
    teams: int,
) -> Requests:
    """The waits as requests of others, and as many of each team's own, which are in chains of their own."""
    count = len(chain)
    every = np.concatenate([hours, own_hours])
    order = np.argsort(every, kind="stable")
    return Requests(
        np.concatenate([chain, items + random.integers(0, items, count)])[order],
        np.concatenate([receiver, receiver])[order],
        (np.arange(2 * count) >= count)[order],
        every[order],
        np.ones(2 * count, dtype=bool),
        np.full(2 * count, 10 * TAU),
        teams,
        TAU,
    )
