"""The planned span of time and the working hours of each place, in whole UTC seconds since 1970."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

REPORT_ZONE = "America/New_York"
STARTS_AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
DEFAULT_CLOCK = datetime(2026, 7, 6, 6, 0, tzinfo=UTC)
ENDS_AT = DEFAULT_CLOCK + timedelta(days=120)
REORG_ON, MERGER_ON = date(2025, 10, 6), date(2026, 2, 9)

STARTS, CLOCK, ENDS = (int(instant.timestamp()) for instant in (STARTS_AT, DEFAULT_CLOCK, ENDS_AT))
HOUR = 3600
DAY = 24 * HOUR
FAR = ENDS + 400 * DAY


def midnight(day: date) -> int:
    """The instant a date begins in the report zone: when memberships change."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(REPORT_ZONE)).timestamp())


REORG, MERGER = midnight(REORG_ON), midnight(MERGER_ON)

# Calendar: time zone, opening and closing hour, holidays.
CALENDARS: dict[str, tuple[str, int, int, str]] = {
    "us": (
        "America/New_York",
        9,
        17,
        "2025-01-20 2025-02-17 2025-05-26 2025-06-19 2025-07-04 2025-09-01 2025-11-27 2025-11-28 2025-12-25 "
        "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-11-26 2026-11-27",
    ),
    "uk": (
        "Europe/London",
        9,
        17,
        "2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26 "
        "2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31",
    ),
    "de": (
        "Europe/Berlin",
        9,
        17,
        "2025-04-18 2025-04-21 2025-05-01 2025-05-29 2025-06-09 2025-10-03 2025-12-25 2025-12-26 "
        "2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25",
    ),
    "in": (
        "Asia/Kolkata",
        10,
        18,
        "2025-01-14 2025-03-31 2025-05-01 2025-08-15 2025-08-27 2025-10-02 2025-10-20 2025-10-22 2025-12-25 "
        "2026-01-15 2026-01-26 2026-05-01 2026-09-14 2026-10-02",
    ),
}


class Hours:
    """Working time as one line: instants to working seconds since the first opening, and back.

    `slack` seconds are added on both sides of each day: people stay longer than calendars say.
    """

    def __init__(self, calendar: str, slack: int = 0) -> None:
        zone, opens, closes, holidays = CALENDARS[calendar]
        free = {date.fromisoformat(day) for day in holidays.split()}
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []
        total = 0
        day = STARTS_AT.date()
        while day <= ENDS_AT.date() + timedelta(days=14):
            if day.isoweekday() <= 5 and day not in free:
                local = datetime(day.year, day.month, day.day, opens, tzinfo=ZoneInfo(zone))
                start = int(local.timestamp()) - slack
                end = start + (closes - opens) * HOUR + 2 * slack
                self._starts.append(start)
                self._ends.append(end)
                self._before.append(total)
                total += end - start
            day += timedelta(days=1)
        self._last = total
        self.total = self.position(ENDS - DAY)
        assert all(a < b for a, b in pairwise(self._starts))

    def position(self, at: int) -> int:
        """Working seconds before `at`."""
        i = bisect_right(self._starts, at) - 1
        if i < 0:
            return 0
        return self._before[i] + min(at, self._ends[i]) - self._starts[i]

    def at(self, position: int) -> int:
        """The instant with so many working seconds before it; FAR when it lies beyond the planned span."""
        if position >= self._last:
            return FAR
        i = bisect_right(self._before, position) - 1
        return self._starts[i] + position - self._before[i]

    def after(self, at: int, seconds: int) -> int:
        """The instant `seconds` of working time after `at`, never outside working hours."""
        return self.at(self.position(at) + seconds)

    def between(self, a: int, b: int) -> int:
        """Working seconds of [a, b)."""
        return self.position(b) - self.position(a)

    def evening(self, at: int, seconds: int) -> int:
        """Some time after the end of the working day in which `at` lies."""
        i = bisect_right(self._starts, at) - 1
        return self._ends[i] + seconds if i >= 0 else at
