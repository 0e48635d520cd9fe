"""What is told of each night, to the addresses that the environment has: the digest, and alerts."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from pipelines.organization.calendar import Weekday
from pipelines.organization.fields import Address, Text, distinct
from pipelines.organization.model_base import Part

Kind = Literal["failed", "incomplete", "stale", "service_level"]


class Digest(Part):
    """The page's sentences, sent after a complete night."""

    every: Literal["week", "night", "never"] = Field(
        default="week", description="Once about each week that is over, or after each complete night."
    )
    weekday: Weekday = Field(
        default="mon", description="The weekly one is sent in the first complete night from this day on."
    )
    page: Address | None = Field(
        default=None, description="Where readers find the page, if somebody serves data/published/current."
    )


class Alerts(Part):
    """What is told as soon as a night finds it, once until it is over."""

    about: Annotated[tuple[Kind, ...], AfterValidator(distinct)] = get_args(Kind)
    stale_after_hours: Annotated[float, Field(gt=0, allow_inf_nan=False)] = Field(
        default=36, description="So old may published tables be."
    )
    teams: tuple[Text, ...] = Field(
        default=(),
        description="Ids of teams whose promises are watched; left out: of all that promise something.",
    )
