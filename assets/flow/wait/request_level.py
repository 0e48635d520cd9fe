"""flow.request_level: how long teams take for what other teams ask of them, by quarter and over all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from assets.flow.wait.service_level import figures, p85_of
from assets.flow.wait.trend_cells import Cells, cells_of, span_of
from assets.flow.wait.wait_trend import ENDS
from assets.frame import read_frame

NUMBERS: dict[str, pl.DataType] = {
    **dict.fromkeys(["arrival_count", "ended_count"], pl.Int64()),
    **dict.fromkeys(["p85_hours", "p85_business_hours"], pl.Float64()),
    **dict.fromkeys(["promised_business_hours", "promised_share"], pl.Float64()),
    **dict.fromkeys(["met_count", "missed_count"], pl.Int64()),
    "attainment_share": pl.Float64(),
    "is_mature": pl.Boolean(),
}
SCHEMA: dict[str, pl.DataType] = {
    "period": pl.String(),
    "period_starts_on": pl.Date(),
    "team_id": pl.String(),
    **NUMBERS,
}


def levels(requests: pl.DataFrame) -> pl.DataFrame:
    if requests.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    teams = requests["team_id"].unique().sort().to_list()
    numbered = requests.with_columns(
        pl.col("team_id").replace_strict(teams, range(len(teams)), return_dtype=pl.Int64),
        pl.lit(0, pl.Int64).alias("requester_class"),
        pl.col("outcome").replace_strict(ENDS, return_dtype=pl.Int64).alias("end"),
    )
    by_business = numbered.sort("business_hours", "end", maintain_order=True)
    by_clock = numbered.sort("hours", "end", maintain_order=True)
    return pl.concat(
        [
            figures(by_business, cells, p85_of(by_clock, same_cells)).select(
                pl.lit(cells.span.period).alias("period"),
                pl.lit(requests["first_on"][0])
                .dt.offset_by(pl.format("{}mo", pl.col("window") * 3))
                .alias("period_starts_on"),
                pl.col("team_id").replace_strict(range(len(teams)), teams, return_dtype=pl.String),
                *NUMBERS,
            )
            for cells, same_cells in zip(every_cell(by_business), every_cell(by_clock), strict=True)
        ]
    )


def every_cell(requests: pl.DataFrame) -> Iterator[Cells]:
    """Each quarter, which stands in the place of a week here, and all of them."""
    team, quarter = (requests[name].to_numpy() for name in ("team_id", "week_number"))
    zero = np.zeros_like(team)
    for span in (span_of("quarter", 1, quarter, requests["week_count"][0]), span_of("all", 1, zero, 1)):
        yield cells_of(span, (zero, team), 1)


FRAME = read_frame(Path(__file__), levels)
