"""Medians of waits of which some have not ended yet, and some had begun before anybody looked."""

from __future__ import annotations

import polars as pl

# A product of ratios can miss 0.5 by rounding alone; a median that is reached must not be lost for that.
ROUNDING = 1e-9
# Where fewer were at risk, one of the few that waited when the history began would decide the curve.
FEWEST_AT_RISK = 5


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
            (pl.col("entry_hours") > 0).any().alias("has_late"),
        )
        .sort(by)
        .with_row_index("group")
    )
    # What names a group is compared once; the curves know it by its number.
    numbered = waits.join(groups.select(*by, "group", "has_late"), on=by).select(
        "group", "has_late", "hours", "entry_hours", "is_picked_up"
    )
    from_the_start = _medians(numbered.filter(pl.col("has_late") & (pl.col("entry_hours") == 0)))
    return (
        groups.join(_medians(numbered), on="group", how="left")
        .join(
            from_the_start.select("group", pl.col("median_hours").alias("whole_hours")),
            on="group",
            how="left",
        )
        .with_columns(
            pl.when(pl.col("has_late") & (pl.col("fewest_at_risk") < FEWEST_AT_RISK))
            .then("whole_hours")
            .otherwise("median_hours")
            .alias("median_hours")
        )
        .sort("group")
        .select(*by, "wait_count", "picked_up_count", "median_hours")
    )


def _medians(waits: pl.DataFrame) -> pl.DataFrame:
    """Where each group's curve comes down to one half, and the fewest at risk at an event up to there."""
    ends = waits.select(
        "group", pl.col("hours"), pl.col("is_picked_up").cast(pl.Int64).alias("events"), leaving=1, entering=0
    )
    entries = waits.filter(pl.col("entry_hours") > 0).select(
        "group", pl.col("entry_hours").alias("hours"), events=0, leaving=0, entering=1
    )
    steps = (
        pl.concat([ends, entries], how="vertical_relaxed")
        .group_by("group", "hours")
        .agg(pl.col("events", "leaving", "entering").sum())
        .sort("group", "hours")
        .with_columns(
            # Who entered before this time, less who left before it.
            (
                (pl.col("leaving") - pl.col("entering")).sum().over("group")
                + (pl.col("entering") - pl.col("leaving")).cum_sum().over("group")
                - (pl.col("entering") - pl.col("leaving"))
            ).alias("at_risk")
        )
        .filter(pl.col("events") > 0)
        .with_columns(
            (1 - pl.col("events") / pl.col("at_risk")).cum_prod().over("group").alias("still_waiting")
        )
        .with_columns((pl.col("still_waiting") <= 0.5 + ROUNDING).alias("is_down"))
    )
    medians = steps.filter("is_down").group_by("group").agg(pl.col("hours").min().alias("median_hours"))
    return (
        steps.join(medians, on="group", how="left")
        .filter(pl.col("median_hours").is_null() | (pl.col("hours") <= pl.col("median_hours")))
        .group_by("group")
        .agg(pl.col("median_hours").first(), pl.col("at_risk").min().alias("fewest_at_risk"))
    )
