"""How the page writes what tables hold: numbers with their unit, dates, and what nobody knows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from connectors.plain_text import harmless

UNKNOWN = "—"
NO_BREAK = "\u00a0"


def count(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"


def number(value: float | None) -> str:
    """With one place, as hours have it; a whole number of thousands needs none."""
    if value is None or math.isnan(value):
        return UNKNOWN
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.1f}"


def hours(value: float | None) -> str:
    return UNKNOWN if value is None else f"{number(value)} h"


def days(value: float | None) -> str:
    """Hours by the clock, as days."""
    return UNKNOWN if value is None else f"{number(value / 24)} d"


def share(value: float | None) -> str:
    """Some is not none: what is too little for a percent is not written as 0."""
    if value is None:
        return UNKNOWN
    percent = f"{100 * value:.0f}"
    return f"{'<1' if percent == '0' and value > 0 else percent}{NO_BREAK}%"


def ratio(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.2f}"


def day(value: date | None) -> str:
    return UNKNOWN if value is None else f"{value:%Y-%m-%d}"


def minute(value: datetime | None) -> str:
    return UNKNOWN if value is None else f"{value:%Y-%m-%d %H:%M}"


def yes(value: bool | None) -> str:
    return UNKNOWN if value is None else "yes" if value else "no"


def text(value: object) -> str:
    """What somebody wrote: nothing in it turns round what is read."""
    return UNKNOWN if value is None or value == "" else harmless(str(value))


def short(value: str) -> str:
    """As much of a name as has room beside a drawing."""
    return value if len(value) <= 28 else value[:27] + "…"


def plural(value: int | None, one: str, many: str | None = None) -> str:
    """`3 handoffs`, `1 handoff`."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def basis(row: Mapping[str, Any]) -> str:
    """What stands behind a sentence: how many, its interval, whether it may still change, and its grade."""
    parts = [f"n {count(row['n'])} {row['n_of']}", row["interval_text"] or "no interval"]
    return " · ".join(
        [*parts, *(["not mature"] if not row["is_mature"] else []), f"grade {text(row['grade'])}"]
    )


def link(url: str | None) -> str | None:
    """An address that a browser may be sent to; None for any other."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


FILTERS = {
    each.__name__: each
    for each in (count, number, hours, days, share, ratio, day, minute, yes, text, short, plural, link)
}
