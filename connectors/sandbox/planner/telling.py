"""How often each story is told, and when: spread over the planned span, each with a seed of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.company import Ended
from connectors.sandbox.planner.hours import CLOCK, ENDS, FAR, STARTS

Story = Callable[[Chronicle, Random, float], None]

# A part of every story's seed: with another word the sandbox would be another chronicle.
STORIES_SEED = "connectors.sandbox.stories"


def tell(chronicle: Chronicle, story: Story, seed: int, wanted: float, least: int) -> None:
    """Tells a story as often as wanted by the clock, spread over the span, and on at that pace."""
    number = max(least, round(wanted * (ENDS - STARTS) / (CLOCK - STARTS)))
    chronicle.telling = story.__name__
    room = story.__module__.rpartition(".")[2]
    for n in range(number):
        rng = Random(f"{seed}/{STORIES_SEED}_{room}/{story.__name__}/{n}")
        with suppress(Ended):
            story(chronicle, rng, (n + rng.random()) / number)
        chronicle.counts[story.__name__] += 1


def outlive(chronicle: Chronicle) -> None:
    """Leaves what is still open as it is to the end of the span: whoever holds it may yet change teams."""
    for ticket in chronicle.tickets:
        if ticket.is_open and ticket.deleted is None:
            with suppress(Ended):
                ticket.advance(FAR)
