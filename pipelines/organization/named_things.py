"""Everything that the organization file names of its sources, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from connectors.inventory import Thing
from pipelines.organization.model import Organization
from pipelines.organization.model_base import Dated
from pipelines.organization.yaml_document import Place

KINDS = {
    "project": "project",
    "component": "component",
    "label": "label",
    "status": "status",
    "team_value": "value of the Team field",
    "github_team": "GitHub team",
    "repository": "repository",
    "path": "repository",
}


@dataclass(frozen=True, slots=True)
class NamedThing:
    """`source` is the one that it must be on; None: it may be on any.

    What `is_past` perhaps is a word that only histories know any more. What is owned has dates for that.
    """

    place: Place
    thing: Thing
    source: str | None = None
    is_past: bool = False


def of_sources(organization: Organization) -> Iterator[NamedThing]:
    """What the sources are told to read."""
    for at, source in enumerate(organization.sources):
        for place, thing in source.named:
            yield NamedThing(("sources", at, *place), thing, source.name)


def of_organization(organization: Organization, now: datetime) -> Iterator[NamedThing]:
    """What teams own, what words mean, who is an agent. What was owned until before `now` may be gone."""
    for at, team in enumerate(organization.teams):
        for field, number, kind, within, value, dates in team.owns.claims():
            if not _is_over(organization, team, now) and not _is_over(organization, dates, now):
                thing = (
                    Thing("repository", within)
                    if kind == "path"
                    else Thing(KINDS[kind], value, within if kind == "component" else "")
                )
                yield NamedThing(("teams", at, "owns", field, number), thing)
    facing, surface = organization.user_facing, organization.product_surface
    statuses = organization.statuses
    for place, kind, there in (
        (("user_facing", "jira_projects"), "project", facing.jira_projects),
        (("user_facing", "jira_components"), "component", facing.jira_components),
        (("user_facing", "github_repositories"), "repository", facing.github_repositories),
        (("product_surface", "jira_components"), "component", surface.jira_components),
        (("product_surface", "github_repositories"), "repository", surface.github_repositories),
    ):
        for number, name in enumerate(there):
            yield NamedThing((*place, number), Thing(kind, name))
    for place, kind, names in (
        (("user_facing", "jira_labels"), "label", facing.jira_labels),
        (("statuses", "work"), "status", statuses.work),
        (("statuses", "wait"), "status", statuses.wait),
        (("statuses", "todo"), "status", statuses.todo),
        (("statuses", "done"), "status", statuses.done),
        (("statuses", "blocked"), "status", statuses.blocked),
        (("resolutions", "counted"), "resolution", organization.resolutions.counted),
        (("resolutions", "not_counted"), "resolution", _given(organization, "not_counted")),
        (("items", "excluded_types"), "type of ticket", organization.items.excluded_types),
        (("items", "bug_types"), "type of ticket", organization.items.bug_types),
    ):
        for number, name in enumerate(names or ()):
            yield NamedThing((*place, number), Thing(kind, name), is_past=True)
    for name, accounts in organization.agents.items():
        for number, account in enumerate(accounts):
            yield NamedThing(("agents", name, number), Thing("account", account), name, True)
    for status in statuses.owners:
        yield NamedThing(("statuses", "owners", status), Thing("status", status), is_past=True)


def _given(organization: Organization, field: str) -> tuple[str, ...]:
    """Resolutions that the file itself names; the vendors' own need not be on every site."""
    resolutions = organization.resolutions
    return getattr(resolutions, field) if field in resolutions.model_fields_set else ()


def _is_over(organization: Organization, dates: Dated, now: datetime) -> bool:
    return dates.until is not None and organization.instant(dates.until) <= now
