"""flow.forecast_curve: how likely it is, week by week, that a team has cleared what it has open."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl

from assets.draws_to_clear import HORIZON, chances_by_week
from assets.frame import read_frame

# The last digits of a sum of many floating-point numbers are noise.
CERTAIN_DIGITS = 12
SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(["team_id", "items"], pl.String()),
    "window_weeks": pl.Int64(),
    "week_number": pl.Int64(),
    "by_on": pl.Date(),
    "cleared_chance": pl.Float64(),
}


def curves(frame: pl.DataFrame) -> pl.DataFrame:
    """The weeks to come of all rows: of those together that draw from as many weeks."""
    parts = [pl.DataFrame(schema=SCHEMA)]
    for _, rows in frame.group_by("history_weeks", maintain_order=True):
        draws = np.array(rows["draws"].to_list())
        weeks = chances_by_week(draws, rows["item_count"].to_numpy()[:, None])
        last = rows["last_week_number"].fill_null(HORIZON).to_numpy()
        for number, chances in enumerate(islice(weeks, int(last.max())), start=1):
            parts.append(
                rows.with_columns(
                    pl.lit(number).cast(pl.Int64()).alias("week_number"),
                    (pl.col("counts_from_on") + pl.duration(weeks=number)).alias("by_on"),
                    pl.Series("cleared_chance", chances[:, 0].round(CERTAIN_DIGITS)),
                )
                .filter(pl.Series(last >= number))
                .select(*SCHEMA)
            )
    return pl.concat(parts)


FRAME = read_frame(Path(__file__), curves)
