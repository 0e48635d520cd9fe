"""flow.wait_trend: how long waits took by period, for every giver and receiver and for many together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from assets.chain_interval import intervals
from assets.flow.wait.trend_cells import FEWEST_FOR_A_MEDIAN, Cells, Facts, cells_of
from assets.frame import read_frame
from assets.product_limit import (
    CANCELLED,
    CENSORED,
    OTHER_EXIT,
    PICKED_UP,
    Waits,
    estimate,
    with_enough_at_risk,
)

ALL, NO_PLATFORM = "*", "*non-platform"
FEWEST_FOR_AN_INTERVAL = 20
# Two weeks are 80 business hours, and 336 by the clock.
WALL_PER_BUSINESS_HOUR = 168 / 40
CLOCKS = {
    "wall": ("hours", "entry_hours", "follow_up_hours"),
    "business": ("business_hours", "entry_business_hours", "follow_up_business_hours"),
}
ENDS = {
    "picked_up": PICKED_UP,
    "cancelled": CANCELLED,
    "returned": OTHER_EXIT,
    "forwarded": OTHER_EXIT,
    "dissolved_by_reorg": CENSORED,
    "open": CENSORED,
}
OUTCOMES = list(ENDS)


def trend(frame: pl.DataFrame) -> pl.DataFrame:
    if frame.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    teams = [ALL, NO_PLATFORM, *pl.concat([frame["from_team"], frame["to_team"]]).unique().sort()]
    layers = [ALL, *frame["layer"].unique().sort()]
    keys = frame["chain_key"].unique().sort()
    numbered = frame.with_columns(
        *(
            pl.col(column).replace_strict(names, range(len(names)), return_dtype=pl.Int64)
            for column, names in (("from_team", teams), ("to_team", teams), ("layer", layers))
        ),
        pl.col("outcome").replace_strict(OUTCOMES, range(len(OUTCOMES)), return_dtype=pl.Int64),
        pl.col("outcome").replace_strict(ENDS, return_dtype=pl.Int64).alias("end"),
        pl.col("chain_key").replace_strict(keys, range(len(keys)), return_dtype=pl.Int64).alias("chain"),
        pl.col("week_number").fill_null(-1),
    )
    return pl.concat(
        [
            rows(facts, cells).select(
                pl.lit(population).alias("population"),
                pl.lit(cells.period).alias("period"),
                (pl.lit(frame["first_on"][0]) + pl.duration(weeks=pl.col("window"))).alias(
                    "period_starts_on"
                ),
                *(
                    pl.col(column).replace_strict(range(len(names)), names, return_dtype=pl.String)
                    for column, names in (("from_team", teams), ("to_team", teams), ("layer", layers))
                ),
                pl.lit(clock).alias("clock"),
                pl.all().exclude("window", "from_team", "to_team", "layer"),
            )
            for (population,), waits in numbered.group_by("population", maintain_order=True)
            for clock in CLOCKS
            for facts in [facts_of(waits, clock)]
            for cells in cells_of(facts, has_layers=waits["layer"].n_unique() > 1)
        ]
    )


def facts_of(waits: pl.DataFrame, clock: str) -> Facts:
    hours, entry, follow_up = CLOCKS[clock]
    ordered = waits.filter(pl.col(hours).is_not_null()).sort(hours, "end", maintain_order=True)
    factor = WALL_PER_BUSINESS_HOUR if clock == "wall" else 1
    column = {name: ordered[name].to_numpy() for name in ordered.columns}
    return Facts(
        Waits(column[hours], column[entry], column["end"]),
        column["outcome"],
        column[follow_up],
        column["chain"],
        column["week_number"],
        column["from_team"],
        column["to_team"],
        column["layer"],
        column["is_to_platform"],
        waits["tau_business_hours"][0] * factor,
        waits["week_count"][0],
    )


def rows(facts: Facts, cells: Cells) -> pl.DataFrame:
    """The table's numbers of some cells."""
    groups, waits, tau = cells.groups, facts.waits, facts.tau
    if not len(groups.size):
        return pl.DataFrame(schema=NUMBERS)
    counts = [
        np.add.reduceat((facts.outcome == number)[groups.rows], groups.first, dtype=np.int64)
        for number in range(len(OUTCOMES))
    ]
    groups = with_enough_at_risk(waits, groups)
    found = estimate(waits, groups, tau)
    follow_up = facts.follow_up[cells.groups.rows]
    longest = np.maximum.reduceat(follow_up, cells.groups.first)
    shortest = np.minimum.reduceat(follow_up, cells.groups.first)
    spread = np.full((4, len(groups.size)), np.nan)
    wide = np.nonzero((groups.size >= FEWEST_FOR_AN_INTERVAL) & (counts[PICKED_UP] >= FEWEST_FOR_A_MEDIAN))[0]
    spread[:, wide] = intervals(waits, groups.some(wide), facts.chain, found.p50[wide], tau)
    tells = longest >= tau
    numbers = {
        "window": cells.window,
        "from_team": cells.giver,
        "to_team": cells.receiver,
        "layer": cells.layer,
        "wait_count": cells.groups.size,
        **{f"{name}_count": count for name, count in zip(OUTCOMES, counts, strict=True)},
        "p50": found.p50,
        "p50_low": spread[0],
        "p50_high": spread[1],
        "p85": found.p85,
        "rmst": np.where(tells, found.rmst, np.nan),
        "rmst_low": np.where(tells, spread[2], np.nan),
        "rmst_high": np.where(tells, spread[3], np.nan),
        "tau_hours": np.full(len(groups.size), tau),
        "picked_up_by_tau": np.where(tells, found.picked_up_by_tau, np.nan),
        "cancelled_by_tau": np.where(tells, found.cancelled_by_tau, np.nan),
        "longest_follow_up_hours": longest,
        "is_mature": shortest >= tau,
    }
    return pl.DataFrame(numbers, schema=NUMBERS).with_columns(
        pl.when(pl.selectors.float().is_finite()).then(pl.selectors.float())
    )


NUMBERS: dict[str, pl.DataType] = {
    **dict.fromkeys(["window", "from_team", "to_team", "layer", "wait_count"], pl.Int64()),
    **{f"{name}_count": pl.Int64() for name in OUTCOMES},
    **dict.fromkeys(
        ["p50", "p50_low", "p50_high", "p85", "rmst", "rmst_low", "rmst_high", "tau_hours"], pl.Float64()
    ),
    **dict.fromkeys(["picked_up_by_tau", "cancelled_by_tau", "longest_follow_up_hours"], pl.Float64()),
    "is_mature": pl.Boolean(),
}
SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(["population", "period"], pl.String()),
    "period_starts_on": pl.Date(),
    **dict.fromkeys(["from_team", "to_team", "layer", "clock"], pl.String()),
    **{
        name: kind
        for name, kind in NUMBERS.items()
        if name not in ("window", "from_team", "to_team", "layer")
    },
}
FRAME = read_frame(Path(__file__), trend)
