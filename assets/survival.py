"""Medians of waits of which some have not ended yet."""

from __future__ import annotations

import polars as pl

# A product of ratios can miss 0.5 by rounding alone; a median that is reached must not be lost for that.
ROUNDING = 1e-9


def kaplan_meier_median(waits: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The product-limit median of each group of waits.

    Args:
        waits: columns `by`, hours (duration so far or to its end) and is_picked_up (whether it ended in the
            event; else it is censored at hours). At ties events come before censorings.
        by: the columns that make a group.

    Returns:
        One row per group: `by`, wait_count, picked_up_count, and median_hours = min{t: S(t) <= 0.5}, with
        S(t) the product over event times up to t of (1 - events / at risk) (Kaplan and Meier 1958);
        null where S stays above 0.5.
    """
    steps = (
        waits.group_by([*by, "hours"])
        .agg(pl.col("is_picked_up").sum().alias("events"), pl.len().alias("ending"))
        .sort([*by, "hours"])
        .with_columns(
            (pl.col("ending").sum().over(by) - pl.col("ending").cum_sum().over(by) + pl.col("ending")).alias(
                "at_risk"
            )
        )
        .with_columns((1 - pl.col("events") / pl.col("at_risk")).cum_prod().over(by).alias("still_waiting"))
    )
    medians = (
        steps.filter((pl.col("still_waiting") <= 0.5 + ROUNDING) & (pl.col("events") > 0))
        .group_by(by)
        .agg(pl.col("hours").min().alias("median_hours"))
    )
    return (
        waits.group_by(by)
        .agg(
            pl.len().cast(pl.Int64).alias("wait_count"),
            pl.col("is_picked_up").sum().cast(pl.Int64).alias("picked_up_count"),
        )
        .join(medians, on=by, how="left")
        .sort(by)
    )
