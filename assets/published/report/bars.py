"""Bars: what came to a team and what it completed, how old its open work is, and intervals side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assets.published.report.lines import BOTTOM, LEFT, RIGHT, TOP, marks
from assets.published.report.questions import Row
from assets.published.report.scale import Scale, from_zero, line, month_ticks, tick_text

STATES = ("queue", "wip", "blocked")


def flows(rows: Sequence[Row], events: Sequence[Row]) -> dict[str, Any] | None:
    """Two bars a week, what came and what was completed, and a line of what was open at its end."""
    if not rows:
        return None
    days = [row["week_starts_on"] for row in rows]
    x = Scale(days[0].toordinal(), days[-1].toordinal() + 7, LEFT, RIGHT)
    values = [row[name] for row in rows for name in ("came_count", "completed_count", "open_end_count")]
    y, ticks = from_zero(values, BOTTOM, TOP)
    width = round((x(days[0].toordinal() + 7) - x(days[0].toordinal())) * 0.38, 1)
    return {
        "y_ticks": [{"y": y(tick), "text": tick_text(tick)} for tick in ticks],
        "x_ticks": month_ticks(days, x) if len(days) > 1 else [],
        "width": width,
        "bars": [
            {
                "x": round(x(row["week_starts_on"].toordinal()) + width * 0.2, 1),
                "came_y": y(row["came_count"]),
                "done_y": y(row["completed_count"]),
                "row": row,
            }
            for row in rows
        ],
        "bottom": BOTTOM,
        "line": line([(x(row["week_starts_on"].toordinal() + 7), y(row["open_end_count"])) for row in rows]),
        "events": marks(events, [days[0], days[-1]], x),
    }


def ages(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A row for each span of ages, with how long the bar of each state is in percent of the longest."""
    longest = max((sum(row[f"{state}_count"] for state in STATES) for row in rows), default=0)
    return [
        {
            **row,
            "parts": [
                {"state": state, "percent": round(100 * row[f"{state}_count"] / longest, 1) if longest else 0}
                for state in STATES
            ],
        }
        for row in rows
    ]


def spans(
    rows: Sequence[Row], low: str, middle: str, high: str, is_log: bool = False
) -> dict[str, Any] | None:
    """An interval with what lies in it for each row, on one axis; nothing for a row without it."""
    known = [row for row in rows if row[middle] is not None]
    ends = [row[name] for row in known for name in (low, middle, high) if row[name] is not None]
    if not ends:
        return None
    if is_log:
        x, ticks = Scale(min(*ends, 0.5), max(*ends, 2), 6, 234, is_log=True), [0.5, 1, 2, 4, 8]
        ticks = [tick for tick in ticks if x.low <= tick <= x.high]
    else:
        x, ticks = from_zero(ends, 6, 234)
    return {
        "ticks": [{"x": x(tick), "text": tick_text(tick)} for tick in ticks],
        "one": x(1) if is_log else None,
        "rows": [
            None
            if row[middle] is None
            else {
                "low": x(row[middle] if row[low] is None else row[low]),
                "middle": x(row[middle]),
                "high": x(row[middle] if row[high] is None else row[high]),
            }
            for row in rows
        ],
    }
