"""flow.ml_report_wait: how long users' reports took to a team of kind ml, by quarter and over all."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.flow.wait.quarterly_wait import quarterly
from assets.flow.wait.wait_trend import CLOCKS
from assets.frame import read_frame


def report_waits(reports: pl.DataFrame) -> pl.DataFrame:
    return quarterly(reports, CLOCKS)


FRAME = read_frame(Path(__file__), report_waits)
