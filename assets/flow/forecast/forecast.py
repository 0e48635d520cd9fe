"""flow.forecast: how many weeks a team needs for what it has open, and how many it really took."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from assets.draws_to_clear import HORIZON, PERCENTILES, Numbers, weeks_to_clear
from assets.flow.forecast.team_weeks import TeamWeeks, team_weeks
from assets.frame import read_frame

WINDOWS = (4, 8, 12)
# A forecast from fewer weeks promises more than is kept.
FEWEST_WEEKS = 8
# Numbers of items, beside all that is open.
FIXED = (10, 20)
OPEN = "open"
# Longer queues are forecast as of now alone: each week of the past would cost too much.
LONGEST_PAST_QUEUE = 200
NO_WEEK, NO_COMPLETION, TOO_FAR = "no full week", "no completion", f"more than {HORIZON} weeks"
TOO_LONG = f"past queue of more than {LONGEST_PAST_QUEUE}"


def forecasts(frame: pl.DataFrame) -> pl.DataFrame:
    """A row for each of the frame's, window and number of items."""
    if frame.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    weeks = team_weeks(frame)
    rows = frame.select("team_id", "week_starts_on", "is_complete_week", "counts_from_on")
    parts = [
        rows.hstack(pl.DataFrame(numbers, schema=NUMBERS))
        for window in WINDOWS
        for numbers in of_window(weeks, window)
    ]
    return (
        pl.concat(parts)
        .with_columns(pl.selectors.float().fill_nan(None))
        .cast(dict.fromkeys(WHOLE, pl.Int64()))
    )


def of_window(weeks: TeamWeeks, window: int) -> Iterator[dict[str, object]]:
    """The numbers of all rows, drawn from at most so many weeks: for each number of items."""
    used = np.minimum(window, weeks.full_weeks)
    items = np.column_stack([*(np.full(len(used), count) for count in FIXED), weeks.open_now])
    completed = weeks.total(weeks.completed, used)
    exits = completed + weeks.total(weeks.cancelled, used)
    net_flow = weeks.total(weeks.inflow, used) - weeks.total(weeks.outflow, used)
    is_short = (items <= LONGEST_PAST_QUEUE) | ~weeks.is_complete[:, None]
    until = percentiles(weeks, used, items, is_short & (completed > 0)[:, None])
    for number, name in enumerate((*map(str, FIXED), OPEN)):
        count = items[:, number]
        cleared = weeks.cleared(count)
        # Weeks to clear are those of the whole queue.
        stock = count * used if name == OPEN else np.full(len(used), np.nan)
        is_unknown = np.isnan(until[:, number]).any(axis=1)
        reasons = {
            NO_WEEK: used == 0,
            NO_COMPLETION: completed == 0,
            TOO_LONG: ~is_short[:, number],
            TOO_FAR: is_unknown,
        }
        because = np.select([is_unknown & holds for holds in reasons.values()], list(reasons), "")
        yield {
            "window_weeks": np.full(len(used), window),
            "history_weeks": used,
            "is_too_few_weeks": used < FEWEST_WEEKS,
            "items": [name] * len(used),
            "item_count": count,
            **{f"p{each}_weeks": until[:, number, at] for at, each in enumerate(PERCENTILES)},
            "unknown_because": pl.Series(because.tolist()).replace("", None),
            "completed_per_week": ratio(completed, used),
            "net_flow_per_week": ratio(net_flow, used),
            "is_growing": pl.Series(net_flow >= 0).set(pl.Series(used == 0), None),
            "clear_by_completions_weeks": ratio(stock, completed),
            "clear_by_exits_weeks": ratio(stock, exits),
            "clear_with_arrivals_weeks": ratio(stock, -net_flow),
            "cleared_in_weeks": cleared.weeks,
            "watched_weeks": cleared.watched,
        }


def percentiles(weeks: TeamWeeks, used: Numbers, items: Numbers, is_drawn: Numbers) -> Numbers:
    """Weeks of each row, number of items and percentile; NaN where there are none."""
    until = np.full((*items.shape, len(PERCENTILES)), np.nan)
    for size in np.unique(used[is_drawn.any(axis=1)]):
        rows = np.flatnonzero((used == size) & is_drawn.any(axis=1))
        found = weeks_to_clear(weeks.draws(rows, size), np.where(is_drawn[rows], items[rows], 0))
        until[rows] = np.where((found > 0) & is_drawn[rows, :, None], found, np.nan)
    until[items == 0] = 0
    return until


def ratio(above: Numbers, below: Numbers) -> Numbers:
    """NaN where there is nothing to divide by."""
    return np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)


WHOLE = ("p50_weeks", "p85_weeks", "p95_weeks", "cleared_in_weeks")
NUMBERS: dict[str, pl.DataType] = {
    **dict.fromkeys(["window_weeks", "history_weeks"], pl.Int64()),
    "is_too_few_weeks": pl.Boolean(),
    "items": pl.String(),
    "item_count": pl.Int64(),
    **dict.fromkeys(["p50_weeks", "p85_weeks", "p95_weeks"], pl.Float64()),
    "unknown_because": pl.String(),
    **dict.fromkeys(["completed_per_week", "net_flow_per_week"], pl.Float64()),
    "is_growing": pl.Boolean(),
    **dict.fromkeys(
        ["clear_by_completions_weeks", "clear_by_exits_weeks", "clear_with_arrivals_weeks"], pl.Float64()
    ),
    "cleared_in_weeks": pl.Float64(),
    "watched_weeks": pl.Int64(),
}
SCHEMA: dict[str, pl.DataType] = {
    "team_id": pl.String(),
    "week_starts_on": pl.Date(),
    "is_complete_week": pl.Boolean(),
    "counts_from_on": pl.Date(),
    **NUMBERS,
    **dict.fromkeys(WHOLE, pl.Int64()),
}
FRAME = read_frame(Path(__file__), forecasts)
