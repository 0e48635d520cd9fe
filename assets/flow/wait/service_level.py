"""flow.service_level: how long teams take, by who asks, and how they keep what they promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from assets.curves import PICKED_UP, Numbers, Waits
from assets.flow.wait.trend_cells import Cells, cells_of, span_of
from assets.flow.wait.wait_trend import ALL, ENDS
from assets.frame import read_frame
from assets.product_limit import served

PERIODS = {"4 weeks": 4, "13 weeks": 13}
CLASSES = [ALL, "customer", "internal", "team", "unknown"]
ENDINGS = {
    "ended": "picked_up",
    "open": "open",
    "passed_on": "forwarded",
    "cancelled": "cancelled",
    "closed_by_automation": "closed_by_automation",
}


def levels(arrivals: pl.DataFrame) -> pl.DataFrame:
    teams = arrivals["team_id"].unique().sort().to_list()
    numbered = arrivals.with_columns(
        pl.col("team_id").replace_strict(teams, range(len(teams)), return_dtype=pl.Int64),
        pl.col("requester_class").replace_strict(CLASSES, range(len(CLASSES)), return_dtype=pl.Int64),
        pl.col("outcome").replace_strict(ENDS, return_dtype=pl.Int64).alias("end"),
    )
    rows = [
        figures(by_business, cells, p85_of(by_clock, same_cells)).select(
            pl.lit(target).alias("target"),
            pl.lit(cells.span.period).alias("period"),
            (pl.lit(arrivals["first_on"][0]) + pl.duration(weeks=pl.col("window"))).alias("period_starts_on"),
            *(
                pl.col(column).replace_strict(range(len(names)), names, return_dtype=pl.String)
                for column, names in (("team_id", teams), ("requester_class", CLASSES))
            ),
            pl.all().exclude("window", "team_id", "requester_class"),
        )
        for (target,), of_target in numbered.group_by("target", maintain_order=True)
        for by_business in [of_target.sort("business_hours", "end", maintain_order=True)]
        for by_clock in [of_target.sort("hours", "end", maintain_order=True)]
        for cells, same_cells in zip(every_cell(by_business), every_cell(by_clock), strict=True)
    ]
    return pl.concat(rows) if rows else pl.DataFrame(schema=SCHEMA)


def every_cell(arrivals: pl.DataFrame) -> Iterator[Cells]:
    """Both periods, for each class of requesters and for all of them."""
    team, requester, week = (
        arrivals[name].to_numpy() for name in ("team_id", "requester_class", "week_number")
    )
    for period, weeks in PERIODS.items():
        span = span_of(period, weeks, week, arrivals["week_count"][0])
        for asked in (requester, np.zeros_like(team)):
            yield cells_of(span, (asked, team), 1)


def p85_of(by_clock: pl.DataFrame, cells: Cells) -> Numbers:
    """By the wall clock, for arrivals that are in the order of its hours."""
    no_promise = np.full(len(cells.groups.size), np.nan)
    return served(waits_of(by_clock, "hours"), cells.groups, no_promise)[0]


def waits_of(arrivals: pl.DataFrame, hours: str) -> Waits:
    return Waits(arrivals[hours].to_numpy(), np.zeros(len(arrivals)), arrivals["end"].to_numpy())


def figures(arrivals: pl.DataFrame, cells: Cells, p85_hours: Numbers) -> pl.DataFrame:
    """The table's numbers of some cells, for arrivals in the order of their business hours."""
    groups = cells.groups
    if not len(groups.size):
        return pl.DataFrame(schema=FIGURES)
    column = {name: arrivals[name].to_numpy() for name in arrivals.columns}
    waits = waits_of(arrivals, "business_hours")
    some_row = groups.rows[groups.first]
    promised = column["promised_business_hours"][some_row]

    is_within = waits.hours <= column["promised_business_hours"]
    is_beyond = waits.hours > column["promised_business_hours"]
    shortest = -cells.most(-column["follow_up_business_hours"])
    is_mature = shortest >= np.where(np.isnan(promised), column["tau_business_hours"][some_row], promised)
    p85, attainment = served(waits, groups, until=promised)
    return pl.DataFrame(
        {
            "window": cells.window,
            "team_id": cells.names[1],
            "requester_class": cells.names[0],
            "arrival_count": groups.size,
            **{
                f"{name}_count": cells.count(column["outcome"] == outcome)
                for name, outcome in ENDINGS.items()
            },
            "p85_hours": p85_hours,
            "p85_business_hours": p85,
            "promised_business_hours": promised,
            "promised_share": column["promised_share"][some_row],
            "met_count": cells.count(is_within & (waits.end == PICKED_UP)),
            "missed_count": cells.count(is_beyond),
            "attainment_share": np.where(is_mature, attainment, np.nan),
            "is_mature": is_mature,
        },
        schema=FIGURES,
    ).with_columns(pl.when(pl.selectors.float().is_finite()).then(pl.selectors.float()))


FIGURES: dict[str, pl.DataType] = {
    **dict.fromkeys(["window", "team_id", "requester_class", "arrival_count"], pl.Int64()),
    **{f"{name}_count": pl.Int64() for name in ENDINGS},
    **dict.fromkeys(["p85_hours", "p85_business_hours"], pl.Float64()),
    **dict.fromkeys(["promised_business_hours", "promised_share"], pl.Float64()),
    **dict.fromkeys(["met_count", "missed_count"], pl.Int64()),
    "attainment_share": pl.Float64(),
    "is_mature": pl.Boolean(),
}
SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(["target", "period"], pl.String()),
    "period_starts_on": pl.Date(),
    **dict.fromkeys(["team_id", "requester_class"], pl.String()),
    **{name: kind for name, kind in FIGURES.items() if name not in ("window", "team_id", "requester_class")},
}
FRAME = read_frame(Path(__file__), levels)
