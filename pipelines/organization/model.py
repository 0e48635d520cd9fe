"""The organization file: who belongs to which team, what teams own, and where tickets and pull requests are.

This module says which fields there are; reading a file with its references checked is in `organization_file`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field

from connectors.formats import ORGANIZATION
from pipelines.organization.calendar import Calendar
from pipelines.organization.fields import Cron, Currency, Text, Zone, distinct, not_empty
from pipelines.organization.model_base import Part, instant
from pipelines.organization.publishing import Publish
from pipelines.organization.source import GitHubHost, JiraSite
from pipelines.organization.team import Team
from pipelines.organization.telling import Alerts, Digest

Rung = Literal["status", "team", "assignee", "component", "label", "project"]
Detector = Literal["D1", "D2", "D3", "D4", "D5", "D6"]


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


class ProductSurface(Part):
    """What users have in their hands: a change that is merged there reaches them."""

    github_repositories: tuple[Text, ...] = ()
    jira_components: tuple[Text, ...] = Field(
        default=(), description="Whoever owns these, or the repositories, owns the product's surface."
    )


class Statuses(Part):
    """By name. A list left out, and GitHub's open and closed unless named: as the vendor's categories say."""

    work: tuple[Text, ...] | None = None
    wait: tuple[Text, ...] | None = Field(
        default=None, description="Neither work nor to do: what waits for somebody."
    )
    todo: tuple[Text, ...] | None = None
    done: tuple[Text, ...] | None = None
    blocked: tuple[Text, ...] | None = Field(
        default=None, description="Like wait: something is in the way. blocked_time has their hours."
    )
    owners: dict[str, Text] = Field(
        default={}, description="Status: requester, customer, or the id of a team."
    )


class Resolutions(Part):
    """By name. GitHub's completed counts unless it is named among those that do not."""

    counted: tuple[Text, ...] | None = Field(
        default=None, description="With these a closed ticket is a completion; left out: with all others."
    )
    not_counted: tuple[Text, ...] = Field(
        default=(
            "Won't Do",
            "Won't Fix",
            "Duplicate",
            "Declined",
            "Cannot Reproduce",
            "Incomplete",
            "not_planned",
            "duplicate",
        ),
        description="With these it is a cancellation: those of Jira and GitHub themselves, if left out.",
    )


class Items(Part):
    excluded_types: tuple[Text, ...] | None = None
    bug_types: tuple[Text, ...] | None = Field(
        default=None,
        description="Types of tickets that are bugs: what they are called in several languages, if left out.",
    )


class Deployments(Part):
    production_environments: Annotated[tuple[Text, ...], AfterValidator(not_empty)] = Field(
        default=("prod*",),
        description="Environments that are production, in any case of letters; * stands for any characters.",
    )


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
    detectors: Annotated[tuple[Detector, ...], AfterValidator(distinct)] = Field(
        default=get_args(Detector),
        description="The rules that find handoffs; docs/metrics.md#handoffs explains each.",
    )
    same_business_hours: Annotated[int, Field(ge=0)] = Field(
        default=1, description="Detectors that fire for one pair within so long have found one handoff."
    )
    request_business_hours: Annotated[int, Field(ge=0)] = Field(
        default=8, description="A blocker that was created so shortly before its link is the request itself."
    )
    tau_business_hours: Annotated[int, Field(gt=0)] = Field(
        default=80,
        description="Mean waits are restricted to so long, and so long a week's waits must be watched.",
    )


class Merges(Part):
    largest_team: Annotated[int, Field(ge=2)] = Field(
        default=12, description="No merger of teams is looked for that would have more people."
    )
    together: tuple[tuple[str, ...], ...] = Field(
        default=(), description="Ids of teams that are to be in one group, whatever is best: a list of each."
    )
    apart: tuple[tuple[str, ...], ...] = Field(
        default=(), description="Ids of teams of which no two are to be in one group: a list of each."
    )


class Costs(Part):
    """Your own rate; without one nothing is told in money."""

    per_waited_hour: Annotated[float, Field(gt=0, allow_inf_nan=False)] = Field(
        description="What a working hour costs you in which one piece of work waits for a team: no one's pay."
    )
    currency: Currency


class Organization(Part):
    version: Annotated[int, Field(ge=1, le=ORGANIZATION)] = Field(
        default=ORGANIZATION, description="The format of this file; left out: the current one."
    )
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
    agents: dict[str, tuple[Text, ...]] = Field(
        default={},
        description="Accounts of software that works for whoever gives it work; known ones need no word.",
    )
    customers: dict[str, tuple[Text, ...]] = Field(default={})
    user_facing: UserFacing = UserFacing()
    product_surface: ProductSurface = ProductSurface()
    statuses: Statuses = Statuses()
    resolutions: Resolutions = Resolutions()
    items: Items = Items()
    deployments: Deployments = Deployments()
    ownership: Ownership = Ownership()
    handoffs: Handoffs = Handoffs()
    merges: Merges = Merges()
    costs: Costs | None = None
    publish: Publish = Publish()
    digest: Digest = Digest()
    alerts: Alerts = Alerts()

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
            "teams": [team.landed_with(self.timezone, calendars[0].id, self.agents) for team in self.teams],
            "sources": [source.landed(self.timezone) for source in self.sources],
            "people": [{"id": person.id, "accounts": _accounts(person.accounts)} for person in self.people],
            "bots": _accounts(self.bots),
            "agents": _accounts(self.agents),
            "customers": _accounts(self.customers),
            "user_facing": self.user_facing.model_dump(mode="json"),
            "product_surface": self.product_surface.model_dump(mode="json"),
            "statuses": {
                **self.statuses.model_dump(mode="json", include={"work", "wait", "todo", "done", "blocked"}),
                "owners": [{"status": name, "owner": owner} for name, owner in self.statuses.owners.items()],
            },
            "resolutions": self.resolutions.model_dump(mode="json"),
            **self.items.model_dump(mode="json"),
            **self.deployments.model_dump(mode="json"),
            "ladder": list(self.ownership.ladder),
            "debounce_seconds": self.ownership.debounce_minutes * 60,
            "bulk_edit_ticket_count": self.ownership.bulk_edit_tickets,
            "conflict_seconds": self.ownership.conflict_business_hours * 3600,
            "detectors": list(self.handoffs.detectors),
            "same_handoff_seconds": self.handoffs.same_business_hours * 3600,
            "request_seconds": self.handoffs.request_business_hours * 3600,
            "tau_business_hours": self.handoffs.tau_business_hours,
            "largest_team": self.merges.largest_team,
            "teams_together": [list(teams) for teams in self.merges.together],
            "teams_apart": [list(teams) for teams in self.merges.apart],
            "costs": self.costs and self.costs.model_dump(mode="json"),
        }


def _accounts(accounts: dict[str, tuple[str, ...]]) -> list[dict[str, str]]:
    return [{"source": source, "account": name} for source, names in accounts.items() for name in names]
