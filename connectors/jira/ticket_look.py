"""A look at a site's tickets: what their Team field says, and who acts while one of its values stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.errors import OutOfTime, SourceError
from connectors.jira.client import JiraClient
from connectors.jira.fields import TEAM
from connectors.jira.records import ACCOUNT_IDS, instant
from connectors.jira.source import JiraSource

# Histories are long: of so many tickets of a project they are read, the newest ones'.
MOST_HISTORIES = 500
PROJECTS_AT_ONCE = 4

Json = dict[str, Any]


@dataclass(slots=True)
class ProjectLook:
    """What all tickets of a project say. Team values are names; no value is ''.

    `components` and `assignees` count tickets by component, and by Team value or by assignee's account.
    `acts` counts by Team value and account what people did on the newest tickets while it stood there.
    `note` says what is missing.
    """

    key: str
    ticket_count: int = 0
    assigned_count: int = 0
    team_values: Counter[str] = field(default_factory=Counter)
    team_ids: set[str] = field(default_factory=set)
    components: dict[str, Counter[str]] = field(default_factory=dict)
    assignees: dict[str, Counter[str]] = field(default_factory=dict)
    acts: dict[str, Counter[str]] = field(default_factory=dict)
    note: str = ""


def wanted_projects(source: JiraSource, projects: Iterable[Json]) -> list[Json]:
    """Those that the configuration asks for, but for the archived and deleted, which no search finds."""
    return [
        project
        for project in projects
        if source.wants(project) and not (project.get("archived") or project.get("deleted"))
    ]


def look_at_projects(client: JiraClient, projects: Iterable[Json], with_acts: bool) -> Iterator[ProjectLook]:
    """One for each project, several at once."""
    fields = _team_fields(client)
    narrowed = f" AND ({client.source.jql})" if client.source.jql else ""

    def look(key: str) -> ProjectLook:
        found = ProjectLook(key)
        try:
            ids = [one for page in client.issue_ids(f'project = "{key}"{narrowed}') for one in page]
            for page in client.found(ids, [*fields, "components", "assignee"]) if ids else []:
                for ticket in page:
                    _count(found, ticket["fields"], fields)
            if with_acts and ids:
                _count_acts(client, found, ids[-MOST_HISTORIES:], fields)
        except (SourceError, OutOfTime) as error:
            found.note = f"not all tickets of {key} could be looked at ({error.message})"
        return found

    with ThreadPoolExecutor(PROJECTS_AT_ONCE) as threads:
        yield from threads.map(look, [str(project["key"]) for project in projects])


def _team_fields(client: JiraClient) -> dict[str, str]:
    """Id and name of the fields that hold a team: the configured ones, else those of the vendor's type."""
    listed = {str(one["id"]): one for one in client.fields()}
    of_type = [id_ for id_, one in listed.items() if (one.get("schema") or {}).get("custom") == TEAM]
    return {
        id_: str(listed[id_]["name"]).lower() for id_ in client.source.team_fields or of_type if id_ in listed
    }


def _count(found: ProjectLook, ticket: Json, fields: Mapping[str, str]) -> None:
    team_id, team = _team(ticket, fields)
    found.ticket_count += 1
    assignee = account(ticket.get("assignee")) or ""
    found.assigned_count += bool(assignee)
    if team:
        found.team_values[team] += 1
        found.team_ids.add(team_id)
    for component in ticket.get("components") or []:
        found.components.setdefault(str(component["name"]), Counter())[team] += 1
        found.assignees.setdefault(str(component["name"]), Counter())[assignee] += 1


def _team(ticket: Json, fields: Mapping[str, str]) -> tuple[str, str]:
    """Id and name of the first Team field that is filled."""
    for name in fields:
        value = ticket.get(name)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, dict) and (team := value.get("name") or value.get("value")):
            return str(value.get("id") or ""), str(team)
        if isinstance(value, str) and value:
            return "", value
    return "", ""


def _count_acts(
    client: JiraClient, found: ProjectLook, ids: Sequence[str], fields: Mapping[str, str]
) -> None:
    """Whose acts fell into the time of which Team value: a change of the field itself is nobody's work."""
    teams: dict[str, str] = {}
    acts: dict[str, list[tuple[datetime, str, Json | None]]] = {}
    asked = ["created", "updated", "project", *fields]
    for kind, rows in client.fetch_whole(ids, asked, lambda ticket: True):
        if kind == "issues":
            teams |= {str(ticket["id"]): _team(ticket["fields"], fields)[1] for ticket in rows}
        elif kind in ("histories", "comments"):
            for ticket, row in rows:
                author, at = account(row.get("author")), _instant(row.get("created"))
                if author and at is not None:
                    acts.setdefault(ticket, []).append((at, author, _team_change(row, fields)))
    for ticket, history in acts.items():
        team = teams.get(ticket, "")
        for _, author, change in sorted(history, key=lambda act: act[0], reverse=True):
            if change is None:
                found.acts.setdefault(team, Counter())[author] += 1
            else:
                team = str(change.get("fromString") or "")


def _team_change(row: Json, fields: Mapping[str, str]) -> Json | None:
    """Histories name the field by its id, or by its name alone."""
    for item in row.get("items") or []:
        is_named = "fieldId" not in item and str(item.get("field")).lower() in fields.values()
        if item.get("fieldId") in fields or is_named:
            return dict(item)
    return None


def _instant(value: Any) -> datetime | None:
    try:
        return instant(value)
    except (ValueError, OverflowError, OSError):
        return None


def account(author: Json | None) -> str | None:
    """The id of whoever acts or is assigned."""
    return next((str(author[name]) for name in ACCOUNT_IDS if author.get(name)), None) if author else None
