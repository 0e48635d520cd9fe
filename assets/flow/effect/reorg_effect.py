"""flow.reorg_effect: what each reorganization did to lead times, and whether that can be told from chance."""

from __future__ import annotations

import math
from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from assets.flow.effect.before_after import (
    FEWEST_PLACEBOS,
    FEWEST_PRE_WEEKS,
    LEVEL,
    MOST_PRE_WEEKS,
    POST_WEEKS,
    POWER,
    WASH_OUT_WEEKS,
    WEEK,
    Units,
    Window,
    placebo_dates,
    placebos,
    separate,
    shifts,
)
from assets.flow.effect.trend import trend_rank
from assets.frame import read_frame

# Pretended reorganizations are looked for this far from one, so that the work does not grow with the history.
FARTHEST = 104 * WEEK
SCHEMA = {
    "wave_on": pl.Date(),
    "team_ids": pl.List(pl.String()),
    "compared_team_ids": pl.List(pl.String()),
    "began_at": pl.Datetime("us"),
    "settled_at": pl.Datetime("us"),
    **dict.fromkeys(
        [
            "pre_weeks",
            "post_weeks",
            "before_count",
            "after_count",
            "compared_before_count",
            "compared_after_count",
        ],
        pl.Int64(),
    ),
    **dict.fromkeys(["ratio", "ratio_low", "ratio_high", "detectable_ratio"], pl.Float64()),
    "placebo_count": pl.Int64(),
    **dict.fromkeys(["placebo_p", "trend_p"], pl.Float64()),
    "verdict": pl.String(),
    "unknown_because": pl.String(),
}


def effects(frame: pl.DataFrame) -> pl.DataFrame:
    """A row for each wave of the frame."""
    rows = [effect(wave) for wave in frame.partition_by("wave_on", maintain_order=True)]
    return pl.DataFrame(rows, schema=SCHEMA)


def effect(wave: pl.DataFrame) -> dict[str, object]:
    """What is known of one wave, or why nothing is."""
    first = wave.row(0, named=True)
    row = {name: first[name] for name in ("wave_on", "team_ids", "began_at", "settled_at")}
    names = wave.filter(~pl.col("is_reorganized"))["team_id"].unique().sort().to_list()
    began, settled, now, opens = (
        hours(first[each]) for each in ("began_at", "settled_at", "as_of", "first_at")
    )
    pre = min(MOST_PRE_WEEKS, math.floor((began - opens) / WEEK))
    post = math.floor((now - settled) / WEEK) - WASH_OUT_WEEKS
    if pre < FEWEST_PRE_WEEKS:
        return row | unknown("too few weeks before")
    if post < min(POST_WEEKS):
        return row | unknown("too few weeks after")
    span = max(opens, began - FARTHEST), min(now, settled + FARTHEST)
    window = longest_window(began, settled, pre, post, span, len(names) + 1)
    return row | compared(units_of(wave, names), window, placebo_dates(window, *span), names)


def longest_window(
    began: float, settled: float, pre: int, post: int, span: tuple[float, float], team_count: int
) -> Window:
    """The window with the most weeks after the change that leaves enough placebos; else the shortest."""
    windows = [
        Window(began, settled, max(FEWEST_PRE_WEEKS, min(pre, weeks)), weeks)
        for weeks in POST_WEEKS
        if weeks <= post
    ]
    for window in windows:
        if team_count * separate(placebo_dates(window, *span), window) >= FEWEST_PLACEBOS:
            return window
    return windows[-1]


def compared(units: Units, window: Window, dates: list[float], names: list[str]) -> dict[str, object]:
    """The wave's teams against those that went on as they were."""
    moved = shifts(units, window, len(names) + 1, is_change=True)
    every = np.arange(1, len(names) + 1)
    others = every[np.isfinite(moved.shift[every])]
    row: dict[str, object] = {
        "compared_team_ids": [names[number - 1] for number in others],
        "pre_weeks": window.pre_weeks,
        "post_weeks": window.post_weeks,
        "before_count": int(moved.before.count[0]),
        "after_count": int(moved.after.count[0]),
        "compared_before_count": int(moved.before.count[others].sum()),
        "compared_after_count": int(moved.after.count[others].sum()),
    }
    if not len(others):
        return row | unknown("no team to compare with")
    difference, error = moved.against(0, others)
    if not math.isfinite(difference):
        return row | unknown("too little work")
    pretended = placebos(units, window, dates, every, len(names) + 1)
    trend = trend_rank(units, window, others)
    row |= {
        "ratio": math.exp(difference),
        "trend_p": trend,
        "placebo_count": pretended.separate_count,
    }
    if not math.isfinite(pretended.limit):
        return row | unknown("too few placebos")
    reach = pretended.limit * error
    usual = float(np.sqrt(np.mean(pretended.strength**2)))
    rank = pretended.rank(abs(difference) / error)
    row |= {
        "ratio_low": math.exp(difference - reach),
        "ratio_high": math.exp(difference + reach),
        "detectable_ratio": math.exp(-reach - POWER * usual * error),
        "placebo_p": rank,
    }
    if trend is not None and trend < LEVEL:
        return row | unknown("different trends before")
    if rank > LEVEL:
        return row | {"verdict": "no effect told"}
    return row | {"verdict": "faster" if difference < 0 else "slower"}


def unknown(because: str) -> dict[str, object]:
    return {"verdict": "cannot be told", "unknown_because": because}


def units_of(wave: pl.DataFrame, names: list[str]) -> Units:
    """The wave's pieces of work; the reorganized teams are one, number 0."""
    number = {name: place for place, name in enumerate(names, start=1)}
    columns = wave.select(
        pl.when("is_reorganized").then(0).otherwise(pl.col("team_id").replace_strict(number, default=0)),
        *(pl.col(each).dt.epoch("us") / 3.6e9 for each in ("created_at", "ended_at")),
        "is_done",
        "stretch",
    )
    team, start, end, is_done, stretch = (column.to_numpy() for column in columns.get_columns())
    return Units(team.astype(np.intp), start, end, is_done, stretch.astype(np.intp))


def hours(at: datetime) -> float:
    """Hours since 1970 of an instant in UTC without zone."""
    return (at - datetime.combine(date(1970, 1, 1), datetime.min.time())).total_seconds() / 3600


FRAME = read_frame(Path(__file__), effects)
