"""What the parts of the organization file have in common: strict fields, and dates from and to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from pipelines.organization.fields import Moment


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dated(Part):
    """Something that held for a time: without dates it has no beginning, or no end."""

    since: Moment | None = Field(
        default=None, alias="from", description="First day (or instant); left out: always."
    )
    until: Moment | None = Field(
        default=None, alias="to", description="First day (or instant) outside; left out: still."
    )

    def landed(self, timezone: str) -> dict[str, Any]:
        return {
            "from_at": landed_instant(self.since, timezone),
            "to_at": landed_instant(self.until, timezone),
        }


def instant(moment: datetime | date, timezone: str) -> datetime:
    """Aware UTC. Dates, and times without an offset, are local to `timezone`."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def landed_instant(moment: datetime | date | None, timezone: str) -> str | None:
    return None if moment is None else f"{instant(moment, timezone):%Y-%m-%dT%H:%M:%SZ}"
