"""Medians of waits of which some have not ended yet, and some had begun before anybody looked."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from assets.curves import CENSORED, PICKED_UP, Groups, Waits
from assets.product_limit import medians, with_enough_at_risk

# Which columns hold a wait, and what of it had passed when it came into view, by each clock.
CLOCKS = {"wall": ("hours", "entry_hours"), "business": ("business_hours", "entry_business_hours")}


def medians_by_clock(waits: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The product-limit medians of each group of waits by each clock.

    Args:
        waits: columns `by`, is_picked_up, and those of CLOCKS in hours; null where a clock does not tell.
        by: the columns that make a group.

    Returns:
        The rows of `kaplan_meier_median` for each clock, with its name in `clock`.
    """
    medians = [
        kaplan_meier_median(
            waits.filter(pl.col(hours).is_not_null()).select(
                *by, "is_picked_up", pl.col(hours).alias("hours"), pl.col(entry).alias("entry_hours")
            ),
            by,
        ).select(pl.lit(clock).alias("clock"), pl.all())
        for clock, (hours, entry) in CLOCKS.items()
    ]
    return pl.concat(medians)


def kaplan_meier_median(waits: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The product-limit median of each group of waits, with late entries at risk from their entry on.

    Args:
        waits: columns `by`, hours (duration so far or to its end), entry_hours (what of them had passed when
            the wait came into view; 0 for one that was seen from its beginning), and is_picked_up (whether
            it ended in the event; else it is censored at hours). At ties events come before censorings.
        by: the columns that make a group.

    Returns:
        One row per group: `by`, wait_count, picked_up_count, and median_hours = min{t: S(t) <= 0.5}, with
        S(t) the product over event times up to t of (1 - events / at risk) (Kaplan and Meier 1958; with
        entries, Lynden-Bell 1971); null where S stays above 0.5. A group in which late entries leave fewer
        than five at risk at some event up to the median has that of its waits without them.
    """
    groups = (
        waits.group_by(by)
        .agg(
            pl.len().cast(pl.Int64).alias("wait_count"),
            pl.col("is_picked_up").sum().cast(pl.Int64).alias("picked_up_count"),
        )
        .sort(by)
        .with_row_index("group")
    )
    # What names a group is compared once; the curves know it by its number.
    ordered = (
        waits.join(groups.select(*by, "group"), on=by)
        .select(
            "group", "hours", "entry_hours", end=pl.when("is_picked_up").then(PICKED_UP).otherwise(CENSORED)
        )
        .sort("group", "hours", "end")
    )
    every = Waits(*(ordered[column].to_numpy() for column in ("hours", "entry_hours", "end")))
    size = groups["wait_count"].to_numpy()
    grouped = Groups(np.arange(len(ordered)), np.cumsum(size) - size, size)
    median = medians(every, with_enough_at_risk(every, grouped))
    return groups.select(
        *by,
        "wait_count",
        "picked_up_count",
        pl.Series("median_hours", np.where(np.isfinite(median), median, math.nan)).fill_nan(None),
    )
