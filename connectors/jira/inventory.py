"""Whether a Jira site has what configuration names of it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing

from connectors.errors import CredentialsRefused
from connectors.inventory import Inventory, Thing
from connectors.jira.client import JiraClient, Json
from connectors.jira.connection import connect
from connectors.jira.source import JiraSource, known_keys
from connectors.jira.ticket_look import account, look_at_projects, wanted_projects

SECONDS = 1800.0
TEAM_VALUE = "value of the Team field"
NAMED = frozenset(
    (
        "project",
        "component",
        "label",
        "status",
        "type of ticket",
        "resolution",
        "field",
        "account",
        TEAM_VALUE,
    )
)


def look_up(source: JiraSource, things: Collection[Thing]) -> Inventory:
    """Raises what check raises. Asks for no more than `things` need."""
    with closing(connect(source, time.monotonic() + SECONDS).client) as client:
        found = Inventory()
        projects = [project for page in client.projects() for project in page]
        _projects(found, things, projects)
        _components(found, things, client, projects)
        for kind, listed in (
            ("status", client.statuses),
            ("type of ticket", client.issue_types),
            ("resolution", client.resolutions),
            ("field", client.fields),
        ):
            if any(thing.kind == kind for thing in things):
                names = {str(row["id" if kind == "field" else "name"]) for row in listed()}
                found.compare(things, kind, names)
        # Ids are alike without meaning the same.
        found.names.pop(("field", ""), None)
        for thing in things:
            if thing.kind == "label":
                label = quoted(thing.name)
                found.note(thing, any(client.issue_ids(f"labels = {label}")))
        _accounts(found, [thing for thing in things if thing.kind == "account"], client)
        if any(thing.kind == TEAM_VALUE for thing in things):
            _team_values(found, things, client, wanted_projects(source, projects))
        return found


def quoted(text: str) -> str:
    """As a value in a query."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _projects(found: Inventory, things: Iterable[Thing], projects: list[Json]) -> None:
    """By key of today or before, in whichever case, or by id."""
    keys = {str(project["key"]) for project in projects}
    known = {key: str(project["key"]) for project in projects for key in known_keys(project)}
    known |= {str(project["id"]): str(project["id"]) for project in projects}
    found.names["project", ""] |= keys
    for thing in things:
        if thing.kind == "project":
            now = known.get(thing.name.upper())
            found.note(thing, now is not None)
            if now is not None and now.upper() != thing.name.upper():
                found.renamed[thing] = now


def _components(
    found: Inventory, things: Collection[Thing], client: JiraClient, projects: list[Json]
) -> None:
    ids = {key: str(project["id"]) for project in projects for key in known_keys(project)}
    for within in {thing.within for thing in things if thing.kind == "component"}:
        wanted = [thing for thing in things if (thing.kind, thing.within) == ("component", within)]
        if not within:
            for thing in wanted:
                found.note(thing, client.wrong_with(f"component = {quoted(thing.name)}") is None)
        elif within.upper() in ids:
            names = {str(row["name"]) for row in client.components(ids[within.upper()])}
            found.compare(wanted, "component", names, within)
        else:
            found.missing.update(wanted)


def _accounts(found: Inventory, things: Collection[Thing], client: JiraClient) -> None:
    """By id, in whichever case. Names that are like one say nothing of ids."""
    if things:
        try:
            ids = {(account(user) or "").lower() for page in client.users() for user in page}
        except CredentialsRefused:
            found.unclear |= dict.fromkeys(things, "users may not be listed ('Browse users and groups')")
        else:
            for thing in things:
                found.note(thing, thing.name.lower() in ids)


def _team_values(
    found: Inventory, things: Collection[Thing], client: JiraClient, projects: Sequence[Json]
) -> None:
    """Of all tickets, as they are today: no request says which values there are."""
    looks = list(look_at_projects(client, projects, with_acts=False))
    names = {name for look in looks for name in look.team_values}
    found.compare(things, TEAM_VALUE, names | {id_ for look in looks for id_ in look.team_ids})
    found.names[TEAM_VALUE, ""] = names
    for note in [look.note for look in looks if look.note][:1]:
        for thing in [thing for thing in things if thing.kind == TEAM_VALUE and thing in found.missing]:
            found.missing.discard(thing)
            found.unclear[thing] = note
