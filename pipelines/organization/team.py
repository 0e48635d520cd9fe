"""Teams, what they own, and who is in them: all of it with dates, since figures are about the past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from pipelines.organization.fields import Moment, Text
from pipelines.organization.messages import expected
from pipelines.organization.model_base import Dated, Part, landed_instant

GITHUB_NAME = r"^[^/\s]+/[^/\s]+$"
# Fields of what a team owns that has a name and is within nothing: what kind of thing each has.
KIND_OF_PLAIN = {
    "jira_projects": "project",
    "jira_labels": "label",
    "jira_statuses": "status",
    "jira_team_values": "team_value",
    "github_teams": "github_team",
    "github_repositories": "repository",
}


class Thing(Dated):
    """Something that is owned, by its name alone (as long as the team exists) or with dates."""

    value: Text

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(schema)]}


class Component(Dated):
    project: Text
    component: Text


class Path(Dated):
    repository: Annotated[str, Field(pattern=GITHUB_NAME)]
    path: Text


def _thing(given: Any) -> Any:
    return {"value": given} if isinstance(given, str) else given


def _two_parts(thing: Thing) -> Thing:
    if thing.value.count("/") != 1 or not all(thing.value.split("/")) or " " in thing.value:
        raise expected(f"organization/name, such as meridian/data-engineering, found {thing.value!r}")
    return thing


Things = tuple[Annotated[Thing, BeforeValidator(_thing)], ...]
GitHubThings = tuple[Annotated[Thing, BeforeValidator(_thing), AfterValidator(_two_parts)], ...]


class Owns(Part):
    """What a team owns: a plain name as long as the team exists, {value, from, to} for a part of it."""

    jira_projects: Things = Field(
        default=(), description="Keys of projects whose tickets are theirs by default."
    )
    jira_components: tuple[Component, ...] = ()
    jira_labels: Things = Field(default=(), description="Labels that make a ticket theirs, on GitHub too.")
    jira_statuses: Things = Field(
        default=(),
        description="Statuses in which the ball is theirs, as statuses.owners says it without dates.",
    )
    jira_team_values: Things = Field(default=(), description="Values of Jira's Team field: names or ids.")
    github_teams: GitHubThings = Field(
        default=(), description="organization/team: reviews asked of it are asked of this team."
    )
    github_repositories: GitHubThings = Field(
        default=(), description="owner/name of repositories that are theirs."
    )
    github_paths: tuple[Path, ...] = Field(
        default=(), description="Paths that are theirs, as CODEOWNERS has them."
    )

    def claims(self) -> Iterator[tuple[str, int, str, str, str, Dated]]:
        """Each thing as field, its number there, kind, what it is within, its name, and its dates."""
        for field, kind in KIND_OF_PLAIN.items():
            for at, thing in enumerate(getattr(self, field)):
                yield field, at, kind, "", thing.value, thing
        for at, one in enumerate(self.jira_components):
            yield "jira_components", at, "component", one.project, one.component, one
        for at, path in enumerate(self.github_paths):
            yield "github_paths", at, "path", path.repository, path.path, path

    def landed(self, timezone: str) -> dict[str, Any]:
        """Names that hold as long as the team does, and beside them those with dates of their own."""
        undated: dict[str, list[Any]] = {
            field: []
            for field in (
                "jira_projects",
                "jira_components",
                "jira_labels",
                "jira_statuses",
                "jira_team_values",
                "github_teams",
                "github_repositories",
                "github_paths",
            )
        }
        dated = []
        for field, _, kind, within, value, dates in self.claims():
            if dates.since is not None or dates.until is not None:
                dated.append({"kind": kind, "within": within, "value": value, **dates.landed(timezone)})
            elif field == "jira_components":
                undated[field].append({"project": within, "component": value})
            elif field == "github_paths":
                undated[field].append({"repository": within, "path": value})
            else:
                undated[field].append(value)
        return {**undated, "dated": dated}


class Stay(Dated):
    """A person's time in a team, or an agent's."""

    person: Text | None = Field(default=None, description="Id of a person under people.")
    agent: Text | None = Field(
        default=None, description="An account under agents: what it closes on its own is the team's."
    )

    @model_validator(mode="after")
    def is_of_one(self) -> Stay:
        if (self.person is None) == (self.agent is None):
            raise expected("either person or agent")
        return self


Hours = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class ServiceLevel(Part):
    """What a team promises those who ask: by when, in its own business hours, for which share of the work."""

    touch_business_hours: Hours | None = Field(
        default=None, description="From an item's arrival to the first touch."
    )
    start_business_hours: Hours | None = Field(
        default=None, description="From an item's arrival to the first work."
    )
    done_business_hours: Hours | None = Field(
        default=None, description="From an item's arrival to its completion, without waiting for customers."
    )
    share: Annotated[float, Field(gt=0, le=1)] = Field(description="For this part of the work, such as 0.85.")

    @model_validator(mode="after")
    def promises_something(self) -> ServiceLevel:
        if (self.touch_business_hours, self.start_business_hours, self.done_business_hours) == (None,) * 3:
            raise expected("touch_business_hours, start_business_hours or done_business_hours beside share")
        return self


class FormerName(Part):
    """A name that the team had until a day; its name of today follows on the last of these."""

    name: Text
    since: Moment | None = Field(default=None, alias="from")
    until: Moment = Field(alias="to")


class Team(Dated):
    id: Text
    name: Text
    former_names: tuple[FormerName, ...] = Field(
        default=(), description="Names that the team had before this one."
    )
    kind: Literal[
        "data", "ml", "backend", "frontend", "mobile", "product", "platform", "integrated", "other"
    ] = "other"
    platform_shared: bool = Field(
        default=False, description="Serves all the others: a legitimate receiver of work."
    )
    calendar: Text | None = Field(default=None, description="Id of its calendar; left out: the first one.")
    service_level: ServiceLevel | None = Field(
        default=None, description="What it promises those who ask; left out: nothing."
    )
    merged_into: Text | None = Field(
        default=None, description="Team that took over what this one had, on its last day."
    )
    split_from: Text | None = Field(
        default=None, description="Team that this one came out of, on its first day."
    )
    owns: Owns = Owns()
    members: tuple[Stay, ...] = ()

    def names(self, timezone: str) -> list[dict[str, str | None]]:
        """Every name with its time, the present one last."""
        formers = [
            {
                "name": former.name,
                "from_at": landed_instant(former.since, timezone),
                "to_at": landed_instant(former.until, timezone),
            }
            for former in self.former_names
        ]
        renamed_at = max((former["to_at"] or "" for former in formers), default="") or None
        return [*formers, {"name": self.name, "from_at": renamed_at, "to_at": None}]

    def landed_with(
        self, timezone: str, calendar: str, agents: Mapping[str, Sequence[str]]
    ) -> dict[str, Any]:
        """`calendar` is that of teams that name none, `agents` the accounts of agents by source."""
        return {
            **self.model_dump(mode="json", include={"id", "name", "kind", "platform_shared"}),
            "names": self.names(timezone),
            "calendar": self.calendar or calendar,
            **self.landed(timezone),
            "service_level": self.service_level and self.service_level.model_dump(mode="json"),
            "merged_into": self.merged_into,
            "split_from": self.split_from,
            "owns": self.owns.landed(timezone),
            "members": [
                {"person": stay.person, **stay.landed(timezone)} for stay in self.members if stay.person
            ],
            "agents": [
                {"source": source, "account": stay.agent, **stay.landed(timezone)}
                for stay in self.members
                for source, accounts in agents.items()
                if stay.agent in accounts
            ],
        }
