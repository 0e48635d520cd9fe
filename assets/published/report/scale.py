"""From values to places on a drawing: axes, and the paths of lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """`low` to `high` on an axis are drawn from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False

    def __call__(self, value: float) -> float:
        low, high, value = (
            (math.log(each) for each in (self.low, self.high, value))
            if self.is_log
            else (self.low, self.high, value)
        )
        reach = high - low
        return round(self.start + (self.end - self.start) * ((value - low) / reach if reach else 0.5), 1)


def from_zero(values: Iterable[float | None], start: float, end: float) -> tuple[Scale, list[float]]:
    """An axis from 0 to a round number above the highest value, and its ticks."""
    highest = max((value for value in values if value is not None), default=0)
    step = _step(highest)
    ticks = [step * at for at in range(math.ceil(max(highest, step) / step) + 1)]
    return Scale(0, ticks[-1], start, end), ticks


def _step(highest: float) -> float:
    """1, 2 or 5 of a power of ten: three to six of them reach the highest value."""
    rough = max(highest, 1) / 4
    power = 10 ** math.floor(math.log10(rough))
    return next((power * each for each in (1, 2, 5) if power * each >= rough), power * 10)


def tick_text(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def month_ticks(days: Sequence[date], scale: Scale, most: int = 7) -> list[dict[str, object]]:
    """The first days of months between the first and the last day; of years with their number."""
    months = [
        date(year, month, 1)
        for year in range(days[0].year, days[-1].year + 1)
        for month in range(1, 13)
        if days[0] <= date(year, month, 1) <= days[-1]
    ]
    every = max(1, math.ceil(len(months) / most))
    return [
        {"x": scale(day.toordinal()), "text": f"{day:%b %Y}" if at == 0 or day.month == 1 else f"{day:%b}"}
        for at, day in enumerate(months[::every])
    ]


def line(points: Sequence[Point | None]) -> str:
    """A path through the points, with a gap where one is not known."""
    parts, is_down = [], False
    for point in points:
        if point is not None:
            parts.append(f"{'L' if is_down else 'M'}{point[0]} {point[1]}")
        is_down = point is not None
    return "".join(parts)


def band(pairs: Sequence[tuple[Point, Point] | None]) -> str:
    """The areas between lower and upper points, one for each stretch without a gap."""
    stretches: list[list[tuple[Point, Point]]] = [[]]
    for pair in pairs:
        if pair is None:
            stretches.append([])
        else:
            stretches[-1].append(pair)
    return "".join(
        line([low for low, _ in stretch])
        + line([high for _, high in reversed(stretch)]).replace("M", "L", 1)
        + "Z"
        for stretch in stretches
        if stretch
    )
