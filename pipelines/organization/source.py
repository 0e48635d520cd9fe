"""The organization file's sources: Jira sites and GitHub hosts, and with what they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from connectors.github.source import App, GitHubSource
from connectors.inventory import Thing
from connectors.jira.source import JiraSource
from pipelines.organization.fields import (
    Address,
    FieldIds,
    FieldNames,
    LabelPatterns,
    Moment,
    Text,
    Variable,
)
from pipelines.organization.model_base import Part, landed_instant


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


class GitHubFields(Part):
    """Which fields of issues and of project boards hold what, by name or id: the first that is filled counts.

    Without any they are discovered.
    """

    points: FieldNames = ()
    team: FieldNames = ()
    sprint: FieldNames = ()
    priority: FieldNames = ()


class GitHubLabels(Part):
    """Which labels hold what, with * for the value; where a field is filled as well, the field counts."""

    points: LabelPatterns = ()
    team: LabelPatterns = ()
    priority: LabelPatterns = ()


class Source(Part):
    name: Text
    history_from: Moment | None = Field(
        default=None,
        description="First day (or instant) from which its history is complete, as after a migration that "
        "left it behind; left out: always.",
    )

    former_urls: tuple[Text, ...] = Field(
        default=(), description="Addresses at which this same site or host was before it moved."
    )

    @property
    def secrets(self) -> dict[tuple[str | int, ...], str]:
        """Environment variables by the field that names them."""
        return {}

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(self.secrets.values())

    @property
    def roles(self) -> list[dict[str, str]]:
        """Which of its fields hold what, one by one."""
        return []

    @property
    def named(self) -> list[tuple[tuple[str | int, ...], Thing]]:
        """What it is told to read, each with where that stands. What it is to leave out may be gone."""
        return []

    def landed(self, timezone: str) -> dict[str, Any]:
        return {
            **self.model_dump(include={"name", "kind"}),
            "history_from": landed_instant(self.history_from, timezone),
            "fields": self.roles,
        }


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
        found: dict[tuple[str | int, ...], str] = {}
        if self.user_env is not None:
            found["user_env",] = self.user_env
        return found | {("token_env",): self.token_env}

    @property
    def roles(self) -> list[dict[str, str]]:
        chosen = self.fields.model_dump()
        return [{"role": role, "field_id": field_id} for role, ids in chosen.items() for field_id in ids]

    @property
    def named(self) -> list[tuple[tuple[str | int, ...], Thing]]:
        fields = self.fields.model_dump()
        return [
            *((("fields", role), Thing("field", id_)) for role, ids in fields.items() for id_ in ids),
            *((("projects", at), Thing("project", key)) for at, key in enumerate(self.projects)),
        ]

    def connected(self, environment: Mapping[str, str], url: str, proxy: str | None) -> JiraSource:
        """The site as its connector wants it; the addresses have their variables filled in."""
        return JiraSource(
            name=self.name,
            url=url,
            user="" if self.user_env is None else environment[self.user_env],
            token=environment[self.token_env],
            projects=self.projects,
            exclude_projects=self.exclude_projects,
            jql=self.jql,
            fields=self.fields.chosen(),
            team_fields=self.fields.team,
            ca_bundle=self.ca_bundle,
            proxy=proxy,
            former_urls=self.former_urls,
        )


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
    fields: GitHubFields = GitHubFields()
    labels: GitHubLabels = GitHubLabels()

    @property
    def secrets(self) -> dict[tuple[str | int, ...], str]:
        found: dict[tuple[str | int, ...], str] = {}
        if self.token_env is not None:
            found["token_env",] = self.token_env
        found |= {("more_token_envs", at): variable for at, variable in enumerate(self.more_token_envs)}
        for at, app in enumerate(self.apps):
            found["apps", at, "app_id_env"] = app.app_id_env
            found["apps", at, "private_key_env"] = app.private_key_env
        return found

    @property
    def roles(self) -> list[dict[str, str]]:
        """Fields by name or id, then labels as `label: pattern`."""
        fields, labels = self.fields.model_dump(), self.labels.model_dump()
        return [
            *({"role": role, "field_id": name} for role, names in fields.items() for name in names),
            *({"role": role, "field_id": f"label: {one}"} for role, ones in labels.items() for one in ones),
        ]

    @property
    def named(self) -> list[tuple[tuple[str | int, ...], Thing]]:
        fields = self.fields.model_dump()
        asked = {
            "organizations": ("organization", self.organizations),
            "repositories": ("repository", self.repositories),
            "include_repositories": ("repository like", self.include_repositories),
        }
        return [
            *(
                (("fields", role), Thing("iteration field" if role == "sprint" else "field", name))
                for role, names in fields.items()
                for name in names
            ),
            *(
                ((word, at), Thing(kind, name))
                for word, (kind, names) in asked.items()
                for at, name in enumerate(names)
            ),
        ]

    def connected(self, environment: Mapping[str, str], url: str, proxy: str | None) -> GitHubSource:
        """The host as its connector wants it; the address has its variables filled in. It knows no proxy."""
        return GitHubSource(
            name=self.name,
            url=url,
            token=environment[self.token_env] if self.token_env else "",
            organizations=self.organizations,
            repositories=self.repositories,
            exclude_repositories=self.exclude_repositories,
            include_repositories=self.include_repositories,
            former_urls=self.former_urls,
            more_tokens=tuple(environment[variable] for variable in self.more_token_envs),
            apps=tuple(
                App(environment[app.app_id_env], environment[app.private_key_env]) for app in self.apps
            ),
        )
