"""How long the waits of each team took, by quarter and over all: what is in a table of quarters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import polars as pl

from assets.flow.wait.trend_cells import Cells, cells_of, span_of
from assets.flow.wait.wait_trend import ENDS, OUTCOMES, Facts, at_once, facts_of, rows

COLUMNS = [
    *("wait_count", "picked_up_count", "cancelled_count"),
    *("p50", "p50_low", "p50_high", "tau_hours", "picked_up_by_tau", "cancelled_by_tau", "is_mature"),
]


def quarterly(waits: pl.DataFrame, clocks: Iterable[str]) -> pl.DataFrame:
    """`week_number` of a wait is the number of its quarter, from that of `first_on` on."""
    if waits.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    teams = waits["team_id"].unique().sort()
    numbered = waits.with_columns(
        pl.col("team_id").replace_strict(teams, range(len(teams)), return_dtype=pl.Int64).alias("to_team"),
        pl.lit(0, pl.Int64).alias("from_team"),
        pl.lit(0, pl.Int64).alias("layer"),
        pl.lit(value=False).alias("is_to_platform"),
        pl.col("outcome").replace_strict(OUTCOMES, range(len(OUTCOMES)), return_dtype=pl.Int64),
        pl.col("outcome").replace_strict(ENDS, return_dtype=pl.Int64).alias("end"),
    )
    first_on: date = waits["first_on"][0]
    return pl.concat(
        [
            pl.DataFrame(schema=SCHEMA),
            *(
                rows(facts, cells).select(
                    pl.lit(clock).alias("clock"),
                    "period",
                    pl.lit(first_on)
                    .dt.offset_by(pl.format("{}mo", pl.col("window") * 3))
                    .alias("period_starts_on"),
                    pl.col("to_team")
                    .replace_strict(range(len(teams)), teams, return_dtype=pl.String)
                    .alias("team_id"),
                    *COLUMNS,
                )
                for clock in clocks
                for facts in [facts_of(numbered, clock)]
                for cells in at_once(every_cell(facts))
            ),
        ]
    )


def every_cell(facts: Facts) -> list[Cells]:
    """Each quarter, which stands in the place of a week here, and all of them."""
    zero = np.zeros_like(facts.receiver)
    return [
        cells_of(span, (zero, facts.receiver, zero), 1)
        for span in (span_of("quarter", 1, facts.week, facts.week_count), span_of("all", 1, zero, 1))
    ]


SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(["clock", "period"], pl.String()),
    "period_starts_on": pl.Date(),
    "team_id": pl.String(),
    **dict.fromkeys(["wait_count", "picked_up_count", "cancelled_count"], pl.Int64()),
    **dict.fromkeys(["p50", "p50_low", "p50_high", "tau_hours"], pl.Float64()),
    **dict.fromkeys(["picked_up_by_tau", "cancelled_by_tau"], pl.Float64()),
    "is_mature": pl.Boolean(),
}
