"""flow.service_level_forecast: what teams were about to keep of their promises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from assets.curves import CENSORED, PICKED_UP, Groups, Numbers, Waits, curves
from assets.flow.wait.wait_trend import ENDS
from assets.frame import read_frame

KEY = ["target", "week_starts_on", "team_id"]
PROMISE = ["measured_at", "promised_business_hours", "promised_share"]
FEWEST = 10


def forecasts(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` has the waits of 13 weeks at the end of each; those of the newest four are in the window."""
    ordered = frame.with_columns(
        pl.col("outcome").replace_strict(ENDS, return_dtype=pl.Int64).alias("end")
    ).sort([*KEY, "business_hours", "end"])
    hours, end, promised = (
        ordered[name].to_numpy() for name in ("business_hours", "end", "promised_business_hours")
    )
    is_in_time, is_open, is_served = hours <= promised, end == CENSORED, end == PICKED_UP
    counted = ordered.with_columns(
        is_met=is_in_time & is_served,
        is_missed=~is_in_time,
        is_waiting=is_in_time & is_open,
        is_served=is_served,
        chance=chances(ordered, hours, end, promised),
    )
    window = pl.col("is_in_window")
    return (
        counted.group_by(KEY, maintain_order=True)
        .agg(
            *(pl.col(name).first() for name in PROMISE),
            *(
                (pl.col(f"is_{name}") & window).sum().cast(pl.Int64).alias(f"{name}_count")
                for name in ("met", "missed", "waiting")
            ),
            (pl.col("chance") * (pl.col("is_waiting") & window)).sum().alias("still_served"),
            pl.col("is_served").sum().alias("served_count"),
        )
        .with_columns(
            (pl.col("met_count") + pl.col("missed_count") + pl.col("waiting_count")).alias("item_count")
        )
        .with_columns(
            pl.when(pl.col("item_count") >= FEWEST, pl.col("served_count") >= FEWEST)
            .then((pl.col("met_count") + pl.col("still_served")) / pl.col("item_count"))
            .alias("expected_share"),
        )
        .drop("still_served", "served_count")
    )


def chances(ordered: pl.DataFrame, hours: Numbers, end: Numbers, promised: Numbers) -> Numbers:
    """For each wait: that it ends in time, given how long it has lasted, by its team's curve of then."""
    starts = ordered.select(pl.struct(KEY).rle_id()).to_series().to_numpy()
    first = np.flatnonzero(np.diff(starts, prepend=-1))
    groups = Groups(np.arange(len(hours)), first, np.diff(np.append(first, len(hours))))
    until = promised[first]
    still, at_promise = np.ones(len(hours)), np.ones(len(first))
    for chosen, some in curves(Waits(hours, np.zeros(len(hours)), end), groups):
        is_wait = some.rows >= 0
        still[some.rows[is_wait]] = some.still[is_wait]
        at_promise[chosen] = np.where(some.hours <= until[chosen, None], some.still, 1).min(axis=1)
    left = np.repeat(at_promise, groups.size)
    return np.where(still > 0, 1 - np.minimum(left, still) / np.maximum(still, 1e-12), 0.0)


FRAME = read_frame(Path(__file__), forecasts)
