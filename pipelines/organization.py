"""The organization file: who belongs to which team, what teams own, and where tickets and pull requests are.

This module says which fields there are; reading a file with its references checked is in `organization_file`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field

from pipelines.calendar import Calendar
from pipelines.fields import Address, Cron, FieldIds, Moment, Text, Variable, Zone, distinct, not_empty
from pipelines.part import Part, instant, landed_instant
from pipelines.team import Team

Rung = Literal["status", "team", "assignee", "component", "label", "project"]
Detector = Literal["D1", "D2", "D3", "D4", "D5", "D6"]


class JiraFields(Part):
    """Which fields hold what, by id: the first that is filled counts. Without any they are discovered."""

    points: FieldIds = ()
    team: FieldIds = ()
    sprint: FieldIds = ()
    epic_link: FieldIds = ()
    flagged: FieldIds = ()
    request_type: FieldIds = ()

    def chosen(self) -> tuple[str, ...]:
        """The ids of all of them."""
        return tuple(dict.fromkeys(field_id for ids in self.model_dump().values() for field_id in ids))


class Source(Part):
    name: Text
    history_from: Moment | None = Field(
        default=None,
        description="First day (or instant) from which its history is complete, as after a migration that "
        "left it behind; left out: always.",
    )


class JiraSite(Source):
    kind: Literal["jira"]
    url: Address
    user_env: Variable | None = None
    token_env: Variable
    projects: tuple[Text, ...] = ()
    exclude_projects: tuple[Text, ...] = ()
    jql: Text | None = None
    fields: JiraFields = JiraFields()
    ca_bundle: Text | None = None
    proxy: Address | None = None

    @property
    def secrets(self) -> dict[tuple[str | int, ...], str]:
        """Environment variables by the field that names them."""
        found: dict[tuple[str | int, ...], str] = {}
        if self.user_env is not None:
            found["user_env",] = self.user_env
        return found | {("token_env",): self.token_env}

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(self.secrets.values())


class GitHubApp(Part):
    app_id_env: Variable
    private_key_env: Variable


class GitHubHost(Source):
    """Read with personal tokens, with apps that are installed in its organizations, or with both."""

    kind: Literal["github"]
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


class Person(Part):
    """Somebody with accounts; one with a verified e-mail address that another has needs no mention here."""

    id: Text
    accounts: dict[str, tuple[Text, ...]] = Field(
        default={}, description="Source: Jira account ids, or GitHub logins."
    )


class UserFacing(Part):
    """Where customers and users report: what begins here came from outside."""

    jira_projects: tuple[Text, ...] = ()
    jira_components: tuple[Text, ...] = ()
    jira_labels: tuple[Text, ...] = ()
    github_repositories: tuple[Text, ...] = ()


class Statuses(Part):
    """By name. A list left out: as the vendor's categories say."""

    work: tuple[Text, ...] | None = None
    wait: tuple[Text, ...] | None = Field(
        default=None, description="Neither work nor to do: what waits for somebody."
    )
    todo: tuple[Text, ...] | None = None
    done: tuple[Text, ...] | None = None
    owners: dict[str, Text] = Field(
        default={}, description="Status: requester, customer, or the id of a team."
    )


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
        "label",
        "project",
    )
    debounce_minutes: Annotated[int, Field(ge=0)] = 15
    bulk_edit_tickets: Annotated[int, Field(ge=2)] = Field(
        default=20, description="So many tickets edited by one author in one minute are a bulk edit."
    )
    conflict_business_hours: Annotated[int, Field(ge=0)] = Field(
        default=8, description="So long may Team field and assignee disagree before it counts as a conflict."
    )


class Handoffs(Part):
    detectors: Annotated[tuple[Detector, ...], AfterValidator(distinct)] = get_args(Detector)
    same_business_hours: Annotated[int, Field(ge=0)] = Field(
        default=1, description="Detectors that fire for one pair within so long have found one handoff."
    )
    request_business_hours: Annotated[int, Field(ge=0)] = Field(
        default=8, description="A blocker that was created so shortly before its link is the request itself."
    )


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
    bots: dict[str, tuple[Text, ...]] = Field(default={})
    customers: dict[str, tuple[Text, ...]] = Field(default={})
    user_facing: UserFacing = UserFacing()
    statuses: Statuses = Statuses()
    resolutions: Resolutions = Resolutions()
    items: Items = Items()
    ownership: Ownership = Ownership()
    handoffs: Handoffs = Handoffs()

    def instant(self, moment: datetime | date) -> datetime:
        """Aware UTC. Dates and times without an offset are local to the organization."""
        return instant(moment, self.timezone)

    def every_calendar(self) -> tuple[Calendar, ...]:
        """Those of the file, or 09:00 to 17:00 on weekdays where it has none. The first is the default."""
        return self.calendars or (Calendar(id="standard", timezone=self.timezone),)

    def as_landed(self) -> dict[str, Any]:
        """The file as landing keeps it, and as every later stage knows it. No addresses, no secrets."""
        calendars = self.every_calendar()
        return {
            "name": self.name,
            "timezone": self.timezone,
            "calendars": [calendar.landed() for calendar in calendars],
            "teams": [team.landed_with(self.timezone, calendars[0].id) for team in self.teams],
            "sources": [
                {
                    "name": source.name,
                    "kind": source.kind,
                    "history_from": landed_instant(source.history_from, self.timezone),
                    "fields": _roles(source),
                }
                for source in self.sources
            ],
            "people": [{"id": person.id, "accounts": _accounts(person.accounts)} for person in self.people],
            "bots": _accounts(self.bots),
            "customers": _accounts(self.customers),
            "user_facing": self.user_facing.model_dump(mode="json"),
            "statuses": {
                **self.statuses.model_dump(mode="json", include={"work", "wait", "todo", "done"}),
                "owners": [{"status": name, "owner": owner} for name, owner in self.statuses.owners.items()],
            },
            "resolutions": self.resolutions.model_dump(mode="json"),
            "excluded_types": self.items.model_dump(mode="json")["excluded_types"],
            "ladder": list(self.ownership.ladder),
            "debounce_seconds": self.ownership.debounce_minutes * 60,
            "bulk_edit_ticket_count": self.ownership.bulk_edit_tickets,
            "conflict_seconds": self.ownership.conflict_business_hours * 3600,
            "detectors": list(self.handoffs.detectors),
            "same_handoff_seconds": self.handoffs.same_business_hours * 3600,
            "request_seconds": self.handoffs.request_business_hours * 3600,
        }


def _accounts(accounts: dict[str, tuple[str, ...]]) -> list[dict[str, str]]:
    return [{"source": source, "account": name} for source, names in accounts.items() for name in names]


def _roles(source: JiraSite | GitHubHost) -> list[dict[str, str]]:
    if isinstance(source, GitHubHost):
        return []
    chosen = source.fields.model_dump()
    return [{"role": role, "field_id": field_id} for role, ids in chosen.items() for field_id in ids]
