"""flow.wait_median: the median wait of each group, open waits counted as the waits that they are."""

from __future__ import annotations

import polars as pl

from assets.frame import frame_of
from assets.survival import medians_by_clock

HEAD = """Kaplan-Meier medians of flow.wait: a wait that is open, or ended otherwise than in a pickup, is
censored where it stands. Null where the curve does not come down to one half: never that of the finished.
One row per population, clock, week, pair and kind.
key: population, clock, week_starts_on, from_team, to_team, kind
"""

BY = ["population", "week_starts_on", "from_team", "to_team", "kind"]


def medians(waits: pl.DataFrame) -> pl.DataFrame:
    return medians_by_clock(waits, by=BY)


FRAME = frame_of("flow", "wait_median", HEAD, "select * exclude (wait_number) from flow.wait", medians)
