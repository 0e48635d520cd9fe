"""flow.pair_median: the median wait of each pair of teams over all of history."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.frame import read_frame
from assets.survival import medians_by_clock

BY = ["from_team", "to_team"]


def medians(waits: pl.DataFrame) -> pl.DataFrame:
    return medians_by_clock(waits, by=BY)


FRAME = read_frame(Path(__file__), medians)
