"""flow.delivery_median: how long changes take to production, what is not there yet counted as waiting."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.frame import read_frame
from assets.survival import kaplan_meier_median

BY = ["measure", "week_count", "week_starts_on", "source", "repository_id", "team_id"]


def medians(waits: pl.DataFrame) -> pl.DataFrame:
    return kaplan_meier_median(waits, BY)


FRAME = read_frame(Path(__file__), medians)
