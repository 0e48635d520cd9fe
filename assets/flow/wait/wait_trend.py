"""flow.wait_trend: how long waits took by period, for every giver and receiver and for many together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from assets.chain_interval import intervals
from assets.frame import read_frame
from assets.product_limit import CANCELLED, CENSORED, OTHER_EXIT, PICKED_UP, Groups, Numbers, Waits, estimate
from assets.survival import FEWEST_AT_RISK

ALL, NO_PLATFORM = "*", "*non-platform"
PERIODS = {"week": 1, "4 weeks": 4, "13 weeks": 13}
FEWEST_FOR_A_MEDIAN = 10
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


@dataclass(frozen=True, slots=True)
class Facts:
    """The waits of one population by one clock, in the order of their hours; names are numbers here."""

    waits: Waits
    outcome: Numbers
    follow_up: Numbers
    chain: Numbers
    week: Numbers
    giver: Numbers
    receiver: Numbers
    layer: Numbers
    is_to_platform: Numbers
    tau: float
    week_count: int


@dataclass(frozen=True, slots=True)
class Cells:
    """Groups of waits that are rows of the table, by the numbers of what names them."""

    groups: Groups
    period: str
    window: Numbers
    giver: Numbers
    receiver: Numbers
    layer: Numbers


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


def cells_of(facts: Facts, *, has_layers: bool) -> Iterator[Cells]:
    """Every period, for pairs and roll-ups, for each layer and all of them."""
    zero = np.zeros_like(facts.giver)
    everybody = np.ones(len(zero), bool)
    for giver in (facts.giver, zero):
        for receiver, who in (
            (facts.receiver, everybody),
            (zero, everybody),
            (zero + 1, ~facts.is_to_platform),
        ):
            for layer in (facts.layer, zero) if has_layers else (zero,):
                is_pair = giver is facts.giver and receiver is facts.receiver
                for period, weeks in PERIODS.items():
                    first = facts.week[:, None] - np.arange(weeks)
                    inside = (first >= 0) & (first <= facts.week_count - weeks)
                    inside &= (who & (facts.week >= 0))[:, None]
                    fewest = FEWEST_FOR_A_MEDIAN if is_pair and weeks > 1 else 1
                    yield grouped(period, inside, first, giver, receiver, layer, fewest)
                yield grouped("all", who[:, None], zero[:, None], giver, receiver, layer, 1)


def grouped(
    period: str,
    inside: Numbers,
    window: Numbers,
    giver: Numbers,
    receiver: Numbers,
    layer: Numbers,
    fewest: int,
) -> Cells:
    """Cells of the waits that are inside a window: row and window number of `inside` and `window`."""
    rows, column = np.nonzero(inside)
    parts = (giver[rows], receiver[rows], layer[rows], window[rows, column])
    shape = tuple(int(part.max(initial=0)) + 1 for part in parts)
    key = np.ravel_multi_index(parts, shape)
    count = np.bincount(key)
    is_kept = (count >= fewest) & (count > 0)
    kept = is_kept[key]
    number = (np.cumsum(is_kept) - 1)[key[kept]]
    size = count[is_kept]
    first = np.cumsum(size) - size
    rows = rows[kept][in_order(number)]
    names = np.unravel_index(np.flatnonzero(is_kept), shape)
    return Cells(Groups(rows, first, size), period, names[3], names[0], names[1], names[2])


def in_order(number: Numbers) -> Numbers:
    """The stable order of whole numbers, by half of their bits at a time: small ones need no comparing."""
    low = np.argsort((number & 0xFFFF).astype(np.uint16), kind="stable")
    return low[np.argsort((number[low] >> 16).astype(np.uint16), kind="stable")]


def rows(facts: Facts, cells: Cells) -> pl.DataFrame:
    """The table's numbers of some cells."""
    groups, waits, tau = cells.groups, facts.waits, facts.tau
    if not len(groups.size):
        return pl.DataFrame(schema=NUMBERS)
    counts = [
        np.add.reduceat((facts.outcome == number)[groups.rows], groups.first, dtype=np.int64)
        for number in range(len(OUTCOMES))
    ]
    is_late = waits.entry > 0
    if is_late.any():
        groups = with_enough_at_risk(waits, groups, is_late, tau)
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


def with_enough_at_risk(waits: Waits, groups: Groups, is_late: Numbers, tau: float) -> Groups:
    """The groups, without their late entries where these leave too few at risk up to the median."""
    has_late = np.add.reduceat(is_late[groups.rows], groups.first, dtype=np.int64) > 0
    few = has_late & (estimate(waits, groups, tau).fewest_at_risk < FEWEST_AT_RISK)
    group_of = np.repeat(np.arange(len(groups.size)), groups.size)
    return groups.without(is_late[groups.rows] & few[group_of])


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
