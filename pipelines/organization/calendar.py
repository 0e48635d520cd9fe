"""Business hours: a zone, the hours of each weekday, and the days off."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Literal, get_args

import holidays
from pydantic import Field

from pipelines.organization.fields import Clock, Day, Text, Zone
from pipelines.organization.model_base import Part

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Weekday, ...] = get_args(Weekday)

# Holidays are landed as dates, so that a figure stays what it was when the library learns better.
YEARS = range(2000, 2051)


class WorkingHours(Part):
    opens: Clock
    closes: Clock


class Calendar(Part):
    id: Text
    timezone: Zone
    opens: Clock = "09:00"
    closes: Clock = "17:00"
    days: tuple[Weekday, ...] = Field(default=DAYS[:5], description="Working days of the week.")
    hours: dict[Weekday, WorkingHours] = Field(
        default={},
        description="Weekdays whose hours differ from opens and closes; they are working days too.",
    )
    country: Text | None = Field(
        default=None, description="Its public holidays are days off: ISO 3166 code, such as DE."
    )
    subdivision: Text | None = Field(
        default=None, description="Part of the country with holidays of its own: BY, CA."
    )
    holidays: tuple[Day, ...] = Field(default=(), description="More days off.")
    working_days: tuple[Day, ...] = Field(
        default=(), description="Days that are worked although they are off."
    )

    def every_holiday(self) -> list[date]:
        """Those of the country and of the file, without the days that are worked nevertheless."""
        public = public_holidays(self.country, self.subdivision) if self.country else frozenset()
        return sorted({*public, *self.holidays} - set(self.working_days))

    def landed(self) -> dict[str, Any]:
        return {
            **self.model_dump(include={"id", "timezone", "opens", "closes"}),
            "days": sorted({DAYS.index(day) + 1 for day in (*self.days, *self.hours)}),
            "hours": [
                {"day": DAYS.index(day) + 1, **hours.model_dump()} for day, hours in self.hours.items()
            ],
            "holidays": [day.isoformat() for day in self.every_holiday()],
            "working_days": sorted({day.isoformat() for day in self.working_days}),
        }


def countries() -> dict[str, list[str]]:
    """Countries whose holidays are known, each with its subdivisions."""
    return holidays.list_supported_countries()


@cache
def public_holidays(country: str, subdivision: str | None) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=YEARS))
