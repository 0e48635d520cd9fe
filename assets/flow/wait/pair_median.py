"""flow.pair_median: the median wait of each pair of teams over all of history."""

from __future__ import annotations

import polars as pl

from assets.frame import frame_of
from assets.survival import medians_by_clock

HEAD = """Kaplan-Meier medians of the handoffs in flow.wait by pair of teams, all weeks and kinds together:
an open wait counts as the wait that it is, one that was under way when the history began from there on.
One row per clock and pair.
key: clock, from_team, to_team
"""

BY = ["from_team", "to_team"]


def medians(waits: pl.DataFrame) -> pl.DataFrame:
    return medians_by_clock(waits, by=BY)


FRAME = frame_of(
    "flow",
    "pair_median",
    HEAD,
    "select * exclude (population, wait_number, week_starts_on, kind) from flow.wait "
    "where population = 'handoff'",
    medians,
)
