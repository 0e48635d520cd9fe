"""The kinds of text that the organization file is made of, each with what it must look like."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field

from pipelines.organization.messages import expected, near


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not known, not a name, the name of a directory
        hint = near(name, available_timezones())
        raise expected(f"a time zone such as America/New_York, found {name!r}{hint}") from None
    return name


def _moment(value: Any) -> Any:
    """A bare date stays a date: it means midnight in the organization's time zone."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value) if len(value) <= len("2025-01-01") else datetime.fromisoformat(value)
    except ValueError:
        raise expected(
            f"a date such as 2025-01-01 or an instant such as 2025-01-01T09:00:00Z, found {value!r}"
        ) from None


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise expected(f"a date such as 2025-03-21, found {value!r}") from None


def _clock(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise expected(f'a time of day such as "09:00", found {value!r}')
    return value


def _variable(value: str) -> str:
    # The value is not repeated: what stands in the wrong place here may be the secret itself.
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,63}", value):
        raise expected(
            "the name of an environment variable, in capitals, such as JIRA_TOKEN (never the secret itself)"
        )
    return value


def _address(value: str) -> str:
    if "@" in value:
        raise expected("an address without user name and password: these come from environment variables")
    if not re.match(r"https?://[^/\s]|\$\{\w+\}", value):
        raise expected(f"an address that begins with https://, found {value!r}")
    return value.rstrip("/")


def _cron(value: str) -> str:
    import dagster as dg

    try:
        dg.ScheduleDefinition(name="nightly", job_name="nightly", cron_schedule=value)
    except dg.DagsterInvalidDefinitionError:
        raise expected(f'five cron fields such as "0 2 * * *" (daily at 02:00), found {value!r}') from None
    return value


def _field_id(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]\w*", value, re.ASCII):
        raise expected(f"the id of one of Jira's fields such as customfield_10016, found {value!r}")
    return value


def _pattern(value: str) -> str:
    if value.count("*") != 1 or value == "*":
        raise expected(f'a label with one * for the value, such as "points: *", found {value!r}')
    return value


def _currency(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", value):
        raise expected(f"a currency by its three letters, such as EUR, found {value!r}")
    return value


def _listed(value: Any) -> Any:
    """One text stands for a list of it."""
    return [value] if isinstance(value, str) else value


def distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) < len(values):
        raise expected("each of them once")
    return values


def not_empty(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if not values:
        raise expected("at least one")
    return values


Zone = Annotated[str, AfterValidator(_zone)]
Moment = Annotated[datetime | date, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]
Clock = Annotated[str, AfterValidator(_clock)]
Cron = Annotated[str, AfterValidator(_cron)]
Variable = Annotated[str, AfterValidator(_variable)]
Address = Annotated[str, AfterValidator(_address)]
Currency = Annotated[str, AfterValidator(_currency)]
Text = Annotated[str, Field(min_length=1)]
FieldNames = Annotated[tuple[Text, ...], BeforeValidator(_listed), AfterValidator(distinct)]
LabelPatterns = Annotated[
    tuple[Annotated[str, AfterValidator(_pattern)], ...], BeforeValidator(_listed), AfterValidator(distinct)
]
FieldIds = Annotated[
    tuple[Annotated[str, AfterValidator(_field_id)], ...],
    BeforeValidator(_listed),
    AfterValidator(distinct),
    AfterValidator(not_empty),
]
