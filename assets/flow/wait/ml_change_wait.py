"""flow.ml_change_wait: how long what teams of kind ml merged took to a user's report."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.flow.wait.quarterly_wait import quarterly
from assets.frame import read_frame


def change_waits(changes: pl.DataFrame) -> pl.DataFrame:
    """Users write whenever they like: by the clock alone."""
    return quarterly(changes, ["wall"])


FRAME = read_frame(Path(__file__), change_waits)
