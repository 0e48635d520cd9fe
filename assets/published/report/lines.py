"""Lines over time: a median with its interval, and a team's weeks against its own past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from assets.published.report.questions import Row
from assets.published.report.scale import Point, Scale, band, from_zero, line, month_ticks, tick_text

WIDTH, HEIGHT = 640, 230
LEFT, RIGHT, TOP, BOTTOM = 44, 628, 18, 202


def trend(rows: Sequence[Row], events: Sequence[Row], holidays: Sequence[Row]) -> dict[str, Any] | None:
    """A median by the end of its window. None where fewer than two windows can be shown."""
    if sum(row["p50_hours"] is not None for row in rows) < 2:
        return None
    days = [row["period_ends_on"] for row in rows]
    x = _time(days)
    highest = [row[name] for row in rows for name in ("p50_hours", "p50_high_hours")]
    y, ticks = from_zero(highest, BOTTOM, TOP)
    mature = [row for row in rows if row["is_mature"]]
    # The line of what is not mature begins at the last point that is, so that it is one line.
    young = [*mature[-1:], *(row for row in rows if not row["is_mature"])]
    return {
        **_frame(days, x, y, ticks),
        "band": band([_interval(row, x, y) for row in rows]),
        "line": line([_point(row, x, y) for row in mature]),
        "young_line": line([_point(row, x, y) for row in young]),
        "young_x": x(young[0]["period_ends_on"].toordinal()) if len(young) > 1 and mature else None,
        "points": [
            {"x": point[0], "y": point[1], "row": row}
            for row in rows
            if (point := _point(row, x, y)) is not None
        ],
        "events": marks(events, days, x),
        "holidays": [
            {"x": x(each["happened_on"].toordinal()), "row": each}
            for each in holidays
            if days[0] <= each["happened_on"] <= days[-1]
        ],
    }


def marks(events: Sequence[Row], days: Sequence[date], x: Scale) -> list[dict[str, Any]]:
    """The days on which something happened, each with the numbers that its events have in the list below."""
    marked: dict[date, list[tuple[int, str]]] = {}
    for number, event in enumerate(events, start=1):
        if days[0] <= event["happened_on"] <= days[-1]:
            marked.setdefault(event["happened_on"], []).append((number, event["sentence"]))
    return [
        {
            "x": x(day.toordinal()),
            "numbers": ", ".join(str(number) for number, _ in found),
            "sentence": ". ".join(sentence for _, sentence in found),
        }
        for day, found in marked.items()
    ]


def past(rows: Sequence[Row]) -> dict[str, Any] | None:
    """A small drawing of one team's weeks, with the middle half of its own past behind the newest."""
    known = [row for row in rows if row["completed_count"] is not None]
    if len(known) < 2:
        return None
    x = Scale(0, len(known) - 1, 4, 196)
    y, _ = from_zero([row["completed_count"] for row in known], 44, 6)
    newest = known[-1]
    points: list[Point | None] = [(x(at), y(row["completed_count"])) for at, row in enumerate(known)]
    has_past = newest["past_low_count"] is not None
    return {
        "line": line(points),
        "last": points[-1],
        "low": y(newest["past_low_count"]) if has_past else None,
        "high": y(newest["past_high_count"]) if has_past else None,
        "marks": [x(at) for at, row in enumerate(known) if row["is_reorganized"]],
        "holidays": [x(at) for at, row in enumerate(known) if row["has_holiday"]],
    }


def _time(days: Sequence[date]) -> Scale:
    return Scale(days[0].toordinal(), days[-1].toordinal(), LEFT, RIGHT)


def _frame(days: Sequence[date], x: Scale, y: Scale, ticks: Sequence[float]) -> dict[str, Any]:
    return {
        "y_ticks": [{"y": y(tick), "text": tick_text(tick)} for tick in ticks],
        "x_ticks": month_ticks(days, x),
    }


def _point(row: Row, x: Scale, y: Scale) -> Point | None:
    if row["p50_hours"] is None:
        return None
    return x(row["period_ends_on"].toordinal()), y(row["p50_hours"])


def _interval(row: Row, x: Scale, y: Scale) -> tuple[Point, Point] | None:
    if row["p50_low_hours"] is None or row["p50_high_hours"] is None:
        return None
    at = x(row["period_ends_on"].toordinal())
    return (at, y(row["p50_low_hours"])), (at, y(row["p50_high_hours"]))
