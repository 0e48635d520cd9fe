"""The organization file: who belongs to which team, what teams own, and where tickets and pull requests are.

This module says which fields there are; reading a file with its references checked is in `organization_file`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pipelines.fields import Address, Clock, Cron, Day, Moment, Text, Variable, Zone, distinct, not_empty

Rung = Literal["status", "team", "assignee", "component", "project"]
Detector = Literal["D1", "D2", "D6"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Weekday, ...] = get_args(Weekday)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class JiraSite(Part):
    kind: Literal["jira"]
    name: Text
    url: Address
    user_env: Variable
    token_env: Variable
    projects: tuple[Text, ...] = ()
    exclude_projects: tuple[Text, ...] = ()

    @property
    def secrets(self) -> dict[tuple[str | int, ...], str]:
        """Environment variables by the field that names them."""
        return {("user_env",): self.user_env, ("token_env",): self.token_env}

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(self.secrets.values())


class GitHubApp(Part):
    app_id_env: Variable
    private_key_env: Variable


class GitHubHost(Part):
    """Read with personal tokens, with apps that are installed in its organizations, or with both."""

    kind: Literal["github"]
    name: Text
    url: Address = "https://api.github.com"
    token_env: Variable | None = None
    more_token_envs: tuple[Variable, ...] = ()
    apps: tuple[GitHubApp, ...] = ()
    organizations: tuple[Text, ...] = ()
    repositories: tuple[Text, ...] = ()
    include_repositories: tuple[Text, ...] = ()
    exclude_repositories: tuple[Text, ...] = ()

    @property
    def secrets(self) -> dict[tuple[str | int, ...], str]:
        """Environment variables by the field that names them."""
        found: dict[tuple[str | int, ...], str] = {}
        if self.token_env is not None:
            found["token_env",] = self.token_env
        found |= {("more_token_envs", at): variable for at, variable in enumerate(self.more_token_envs)}
        for at, app in enumerate(self.apps):
            found["apps", at, "app_id_env"] = app.app_id_env
            found["apps", at, "private_key_env"] = app.private_key_env
        return found

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(self.secrets.values())


class Calendar(Part):
    id: Text
    timezone: Zone
    opens: Clock = "09:00"
    closes: Clock = "17:00"
    days: tuple[Weekday, ...] = DAYS[:5]
    holidays: tuple[Day, ...] = ()


class Component(Part):
    project: Text
    component: Text


class Owns(Part):
    jira_projects: tuple[Text, ...] = ()
    jira_components: tuple[Component, ...] = ()
    jira_team_values: tuple[Text, ...] = ()
    github_teams: tuple[Annotated[str, Field(pattern=r"^[^/\s]+/[^/\s]+$")], ...] = ()


class Stay(Part):
    """A person's time in a team; without dates it has no beginning or no end."""

    person: Text
    since: Moment | None = Field(None, alias="from")
    until: Moment | None = Field(None, alias="to")


class Team(Part):
    id: Text
    name: Text
    kind: Literal[
        "data", "ml", "backend", "frontend", "mobile", "product", "platform", "integrated", "other"
    ] = "other"
    platform_shared: bool = False
    calendar: Text | None = None
    since: Moment | None = Field(None, alias="from")
    until: Moment | None = Field(None, alias="to")
    owns: Owns = Owns()
    members: tuple[Stay, ...] = ()


class Person(Part):
    id: Text
    accounts: dict[str, tuple[Text, ...]]


class Statuses(Part):
    work: tuple[Text, ...] | None = None
    todo: tuple[Text, ...] | None = None
    done: tuple[Text, ...] | None = None
    owners: dict[str, Text] = {}


class Resolutions(Part):
    counted: tuple[Text, ...] | None = None
    not_counted: tuple[Text, ...] = ()


class Items(Part):
    excluded_types: tuple[Text, ...] | None = None


class Ownership(Part):
    ladder: Annotated[tuple[Rung, ...], AfterValidator(distinct)] = (
        "status",
        "team",
        "assignee",
        "component",
        "project",
    )
    debounce_minutes: Annotated[int, Field(ge=0)] = 15


class Handoffs(Part):
    detectors: Annotated[tuple[Detector, ...], AfterValidator(distinct)] = ("D1", "D2", "D6")


class Organization(Part):
    name: Text
    timezone: Zone
    schedule: Cron = "0 2 * * *"
    sources: Annotated[
        tuple[Annotated[JiraSite | GitHubHost, Field(discriminator="kind")], ...], AfterValidator(not_empty)
    ]
    calendars: tuple[Calendar, ...] = ()
    teams: tuple[Team, ...] = ()
    people: tuple[Person, ...] = ()
    bots: dict[str, tuple[Text, ...]] = {}
    customers: dict[str, tuple[Text, ...]] = {}
    statuses: Statuses = Statuses()
    resolutions: Resolutions = Resolutions()
    items: Items = Items()
    ownership: Ownership = Ownership()
    handoffs: Handoffs = Handoffs()

    def instant(self, moment: datetime | date) -> datetime:
        """Aware UTC. Dates and times without an offset are local to the organization."""
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time())
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(self.timezone))).astimezone(UTC)

    def every_calendar(self) -> tuple[Calendar, ...]:
        """Those of the file, or 09:00 to 17:00 on weekdays where it has none. The first is the default."""
        return self.calendars or (Calendar(id="standard", timezone=self.timezone),)

    def as_landed(self) -> dict[str, Any]:
        """The file as landing keeps it, and as every later stage knows it. No addresses, no secrets."""
        calendars = self.every_calendar()
        return {
            "name": self.name,
            "timezone": self.timezone,
            "sources": [{"name": source.name, "kind": source.kind} for source in self.sources],
            "calendars": [
                {
                    **calendar.model_dump(include={"id", "timezone", "opens", "closes"}),
                    "days": sorted({DAYS.index(day) + 1 for day in calendar.days}),
                    "holidays": sorted({day.isoformat() for day in calendar.holidays}),
                }
                for calendar in calendars
            ],
            "teams": [
                {
                    **team.model_dump(mode="json", include={"id", "name", "kind", "platform_shared"}),
                    "calendar": team.calendar or calendars[0].id,
                    **self._stay(team),
                    "owns": team.owns.model_dump(mode="json"),
                    "members": [{"person": stay.person, **self._stay(stay)} for stay in team.members],
                }
                for team in self.teams
            ],
            "people": [{"id": person.id, "accounts": _accounts(person.accounts)} for person in self.people],
            "bots": _accounts(self.bots),
            "customers": _accounts(self.customers),
            "statuses": {
                **self.statuses.model_dump(mode="json", include={"work", "todo", "done"}),
                "owners": [{"status": name, "owner": owner} for name, owner in self.statuses.owners.items()],
            },
            "resolutions": self.resolutions.model_dump(mode="json"),
            "excluded_types": self.items.model_dump(mode="json")["excluded_types"],
            "ladder": list(self.ownership.ladder),
            "debounce_seconds": self.ownership.debounce_minutes * 60,
            "detectors": list(self.handoffs.detectors),
        }

    def _stay(self, part: Team | Stay) -> dict[str, str | None]:
        return {"from_at": self._text(part.since), "to_at": self._text(part.until)}

    def _text(self, moment: datetime | date | None) -> str | None:
        return None if moment is None else f"{self.instant(moment):%Y-%m-%dT%H:%M:%SZ}"


def _accounts(accounts: dict[str, tuple[str, ...]]) -> list[dict[str, str]]:
    return [{"source": source, "account": name} for source, names in accounts.items() for name in names]
