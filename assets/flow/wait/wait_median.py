"""flow.wait_median: the median wait of each group, open waits counted as the waits that they are."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.frame import read_frame
from assets.survival import medians_by_clock

BY = ["population", "week_starts_on", "from_team", "to_team", "kind"]


def medians(waits: pl.DataFrame) -> pl.DataFrame:
    return medians_by_clock(waits, by=BY)


FRAME = read_frame(Path(__file__), medians)
