"""flow.integration_ratio: how many times as long work of several teams takes as work of one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from assets.curves import Numbers
from assets.flow.unit.adjusted_ratio import NOT_KNOWN, adjusted
from assets.flow.unit.strata import ALL, Strata, by_size, by_size_and_type, everything
from assets.frame import read_frame
from assets.stratified_ratio import FEWEST_UNITS, Level, Units, compare, levels_of

# How many teams a chain took: each number, and all of them.
DOSES = {"≥2": (2, math.inf), "2": (2, 2), "3": (3, 3), "4+": (4, math.inf)}
# Means are up to a quarter: long enough for most work, and for a history that tells of it.
TAU = 13 * 168.0
MEDIAN, MEAN = "median", "mean"
REGRESSION = "regression"


def ratios(frame: pl.DataFrame) -> pl.DataFrame:
    if frame.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    teams = frame["team_count"].to_numpy()
    landmark_teams = frame["landmark_team_count"].to_numpy()
    all_units = units_of(frame, "hours")
    is_left = landmark_teams > 0
    size, size_and_type = by_size(frame), by_size_and_type(frame, teams > 1)
    rows = [
        *rows_of({"raw": MEDIAN}, all_units, everything(frame), teams),
        *rows_of({"by size": MEDIAN, "rmst": MEAN}, all_units, size, teams),
        *rows_of(
            {"landmark": MEDIAN},
            units_of(frame, "landmark_hours").some(is_left),
            size.some(is_left),
            landmark_teams[is_left],
        ),
    ]
    if size_and_type:
        rows += rows_of({"by size and type": MEDIAN}, all_units, size_and_type, teams)
    rows += regression_rows(frame, teams)
    table = pl.DataFrame(rows, schema=NUMBERS, orient="row").with_columns(
        pl.when(pl.selectors.float().is_finite()).then(pl.selectors.float())
    )
    return judged(table).select(SCHEMA.keys())


def judged(table: pl.DataFrame) -> pl.DataFrame:
    """With what may be shown: no raw ratio that matching turns round, and none where sizes disagree."""
    of_sizes = (
        table.filter(stratum=ALL, method="by size")
        .select(
            "dose",
            pl.lit(["raw", REGRESSION]).alias("method"),
            pl.lit(ALL).alias("stratum"),
            pl.col("ratio").alias("matched"),
            pl.col("has_mixed_signs").alias("is_mixed"),
        )
        .explode("method")
    )
    # A regression that says the contrary of what matching says is a finding.
    is_turned = (pl.col("method") == "raw") & ((pl.col("ratio") > 1) != (pl.col("matched") > 1))
    return (
        table.join(of_sizes, on=["method", "stratum", "dose"], how="left")
        .with_columns(
            has_mixed_signs=pl.any_horizontal("has_mixed_signs", "is_mixed", is_turned).fill_null(False)
        )
        .with_columns(
            is_shown=pl.col("ratio").is_not_null() & ~pl.col("is_too_few") & ~pl.col("has_mixed_signs")
        )
    )


def units_of(frame: pl.DataFrame, hours: str) -> Units:
    cluster = np.unique(frame["cluster_number"].to_numpy(), return_inverse=True)[1]
    return Units(frame[hours].to_numpy(), frame["is_done"].to_numpy(), frame["follow_up"].to_numpy(), cluster)


def rows_of(methods: dict[str, str], units: Units, strata: Strata, teams: Numbers) -> Iterator[tuple]:
    """The rows of methods that compare the same units in the same strata, each by another measure."""

    def level(fewest: float, most: float) -> Level:
        chosen = (teams >= fewest) & (teams <= most)
        return levels_of(units.some(chosen), strata.number[chosen], len(strata.names), TAU)

    integrated = level(1, 1)
    for dose, bounds in DOSES.items():
        chains = level(*bounds)
        for method, measure in methods.items():
            yield row(method, ALL, dose, measure, chains, integrated)
            for number, name in enumerate(strata.names if len(strata.names) > 1 else []):
                if chains.count[number, 0] and integrated.count[number, 0]:
                    yield row(
                        method, name, dose, measure, chains.of_stratum(number), integrated.of_stratum(number)
                    )


def regression_rows(frame: pl.DataFrame, teams: Numbers) -> Iterator[tuple]:
    """The rows of the regression: each dose with the integrated work."""
    for dose, (fewest, most) in DOSES.items():
        chosen = (teams == 1) | ((teams >= fewest) & (teams <= most))
        found = adjusted(frame.filter(pl.Series(chosen)))
        is_too_few = min(found.counts) < FEWEST_UNITS
        yield (
            *(REGRESSION, ALL, dose, *found.counts, *NOT_KNOWN, *NOT_KNOWN),
            *(found.ratio, found.low, found.high, is_too_few, False),
        )


def row(method: str, stratum: str, dose: str, measure: str, chains: Level, integrated: Level) -> tuple:
    found = compare(chains, integrated, measure)
    median, mean = (found.levels, NOT_KNOWN) if measure == MEDIAN else (NOT_KNOWN, found.levels)
    is_too_few = min(found.counts) < FEWEST_UNITS
    return (
        *(method, stratum, dose, *found.counts, *median, *mean),
        *(found.ratio, found.low, found.high, is_too_few, found.has_mixed_signs),
    )


NUMBERS: dict[str, pl.DataType] = {
    **dict.fromkeys(["method", "stratum", "dose"], pl.String()),
    **dict.fromkeys(["chain_count", "integrated_count"], pl.Int64()),
    **dict.fromkeys(["median_chain_hours", "median_integrated_hours"], pl.Float64()),
    **dict.fromkeys(["mean_chain_hours", "mean_integrated_hours"], pl.Float64()),
    **dict.fromkeys(["ratio", "low", "high"], pl.Float64()),
    **dict.fromkeys(["is_too_few", "has_mixed_signs"], pl.Boolean()),
}
SCHEMA: dict[str, pl.DataType] = {**NUMBERS, "is_shown": pl.Boolean()}
FRAME = read_frame(Path(__file__), ratios)
