"""flow.wait_trend: how long waits took by period, for every giver and receiver and for many together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from assets.chain_interval import intervals_of
from assets.curves import CANCELLED, CENSORED, OTHER_EXIT, PICKED_UP, Numbers, Waits, curves, joined
from assets.flow.wait.trend_cells import Cells, Span, cells_of, span_of
from assets.frame import read_frame
from assets.product_limit import estimates_of, with_enough_at_risk

ALL, NO_PLATFORM = "*", "*non-platform"
WINDOWS = {"week": 1, "4 weeks": 4, "13 weeks": 13}
# Windows of one pair with fewer could show no median.
FEWEST_FOR_A_MEDIAN = 10
FEWEST_FOR_AN_INTERVAL = 20
# Two weeks are 80 business hours, and 336 by the clock.
WALL_PER_BUSINESS_HOUR = 168 / 40
# The rows of groups that are taken together: some megabytes.
ROWS_AT_ONCE = 1 << 20
CLOCKS = {
    "wall": ("hours", "entry_hours", "follow_up_hours"),
    "business": ("business_hours", "entry_business_hours", "follow_up_business_hours"),
}
ENDS = {
    "picked_up": PICKED_UP,
    "cancelled": CANCELLED,
    "closed_by_automation": OTHER_EXIT,
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


def trend(frame: pl.DataFrame) -> pl.DataFrame:
    if frame.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    teams = [ALL, NO_PLATFORM, *pl.concat([frame["from_team"], frame["to_team"]]).unique().sort()]
    layers = [ALL, *frame["layer"].unique().sort()]
    numbered = frame.with_columns(
        *(
            pl.col(column).replace_strict(names, range(len(names)), return_dtype=pl.Int64)
            for column, names in (("from_team", teams), ("to_team", teams), ("layer", layers))
        ),
        pl.col("outcome").replace_strict(OUTCOMES, range(len(OUTCOMES)), return_dtype=pl.Int64),
        pl.col("outcome").replace_strict(ENDS, return_dtype=pl.Int64).alias("end"),
        pl.col("chain_key").rank("dense").cast(pl.Int64).alias("chain"),
        pl.col("week_number").fill_null(-1),
        pl.col("opened_by").fill_null(""),
    )
    return pl.concat(
        [
            pl.DataFrame(schema=SCHEMA),
            *(
                rows(facts, cells).select(
                    pl.lit(population).alias("population"),
                    "period",
                    (pl.lit(frame["first_on"][0]) + pl.duration(weeks=pl.col("window"))).alias(
                        "period_starts_on"
                    ),
                    *(
                        pl.lit(pl.Series(names)).gather(pl.col(column)).alias(column)
                        for column, names in (("from_team", teams), ("to_team", teams), ("layer", layers))
                    ),
                    pl.lit(origin).alias("origin"),
                    pl.lit(clock).alias("clock"),
                    pl.all().exclude("period", "window", "from_team", "to_team", "layer"),
                )
                for (population,), everything in numbered.group_by("population", maintain_order=True)
                for has_layers in [everything["layer"].n_unique() > 1]
                for origin, waits in by_origin(everything)
                for clock in CLOCKS
                for facts in [facts_of(waits, clock)]
                for cells in at_once(every_cell(facts, has_layers=has_layers, has_pairs=origin == ALL))
            ),
        ]
    )


def by_origin(waits: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """All of them; and, where agents opened some of the work, what humans and what agents opened."""
    yield ALL, waits
    if (waits["opened_by"] == "agent").any():
        for origin in ("human", "agent"):
            opened = waits.filter(pl.col("opened_by") == origin)
            if len(opened):
                yield origin, opened


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


def every_cell(facts: Facts, *, has_layers: bool, has_pairs: bool) -> Iterator[Cells]:
    """Every period, for pairs (where they are wanted) and roll-ups, for each layer and all of them."""
    zero = np.zeros_like(facts.giver)
    everybody = np.ones(len(zero), bool)
    for who, receivers in (
        (everybody, (facts.receiver, zero)),
        (~facts.is_to_platform, (zero + 1,)),
    ):
        for span in spans(facts, who):
            for giver in (facts.giver, zero):
                for receiver in receivers:
                    is_pair = giver is facts.giver and receiver is facts.receiver
                    if is_pair and not has_pairs:
                        continue
                    fewest = FEWEST_FOR_A_MEDIAN if is_pair and span.period in WINDOWS else 1
                    for layer in (facts.layer, zero) if has_layers else (zero,):
                        yield cells_of(span, (giver, receiver, layer), fewest)


def spans(facts: Facts, who: Numbers) -> Iterator[Span]:
    """Every period, for some of the waits."""
    week = np.where(who, facts.week, -1)
    for period, weeks in WINDOWS.items():
        yield span_of(period, weeks, week, facts.week_count)
    yield span_of("all", 1, np.where(who, 0, -1), 1)


def at_once(every: Iterable[Cells]) -> Iterator[list[Cells]]:
    """Cells whose groups are taken together, since there are more of like size then; no more than fit."""
    some: list[Cells] = []
    for cells in every:
        if len(cells.groups.size):
            some.append(cells)
        if sum(len(each.groups.rows) for each in some) >= ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def rows(facts: Facts, several: Sequence[Cells]) -> pl.DataFrame:
    """The table's numbers of some cells."""
    waits, tau, groups = facts.waits, facts.tau, joined([cells.groups for cells in several])
    size = groups.size
    counts = [
        np.concatenate([cells.count(is_so) for cells in several])
        for is_so in (facts.outcome == number for number in range(len(OUTCOMES)))
    ]
    longest = np.concatenate([cells.most(facts.follow_up) for cells in several])
    shortest = -np.concatenate([cells.most(-facts.follow_up) for cells in several])
    found = np.full((5, len(size)), np.nan)
    spread = np.full((4, len(size)), np.nan)
    chain = np.append(facts.chain, -1)
    for chosen, some in curves(waits, with_enough_at_risk(waits, groups)):
        found[:, chosen] = estimates_of(some, tau)
        if some.size.max() >= FEWEST_FOR_AN_INTERVAL:
            spread[:, chosen] = intervals_of(some, chain[some.rows], found[0, chosen], tau)
            is_narrow = (some.size < FEWEST_FOR_AN_INTERVAL) | (
                counts[PICKED_UP][chosen] < FEWEST_FOR_A_MEDIAN
            )
            spread[:, chosen[is_narrow]] = np.nan
    tells = longest >= tau
    giver, receiver, layer = (
        np.concatenate(names) for names in zip(*(each.names for each in several), strict=True)
    )
    numbers = {
        "period": np.repeat([cells.span.period for cells in several], [len(c.window) for c in several]),
        "window": np.concatenate([cells.window for cells in several]),
        "from_team": giver,
        "to_team": receiver,
        "layer": layer,
        "wait_count": size,
        **{f"{name}_count": count for name, count in zip(OUTCOMES, counts, strict=True)},
        "p50": found[0],
        "p50_low": spread[0],
        "p50_high": spread[1],
        "p85": found[1],
        "rmst": np.where(tells, found[2], np.nan),
        "rmst_low": np.where(tells, spread[2], np.nan),
        "rmst_high": np.where(tells, spread[3], np.nan),
        "tau_hours": np.full(len(size), tau),
        "picked_up_by_tau": np.where(tells, found[3], np.nan),
        "cancelled_by_tau": np.where(tells, found[4], np.nan),
        "longest_follow_up_hours": longest,
        "is_mature": shortest >= tau,
    }
    return pl.DataFrame(numbers, schema=NUMBERS).with_columns(
        pl.when(pl.selectors.float().is_finite()).then(pl.selectors.float())
    )


NUMBERS: dict[str, pl.DataType] = {
    "period": pl.String(),
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
    **dict.fromkeys(["from_team", "to_team", "layer", "origin", "clock"], pl.String()),
    **{
        name: kind
        for name, kind in NUMBERS.items()
        if name not in ("period", "window", "from_team", "to_team", "layer")
    },
}
FRAME = read_frame(Path(__file__), trend)
