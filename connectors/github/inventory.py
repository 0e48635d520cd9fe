"""Whether a GitHub host has what configuration names of it."""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import closing

from connectors.errors import NotVisible
from connectors.github.client import Client
from connectors.github.limits import Limits
from connectors.github.planning_fields import Field, board_fields, issue_fields
from connectors.github.source import GitHubSource, matches
from connectors.inventory import Inventory, Thing
from connectors.transport.deadline import Deadline

SECONDS = 1800.0
# They are in each repository for itself.
NOT_ASKED = {
    "label": "labels on GitHub are not asked for",
    "type of ticket": "types of issues on GitHub are not asked for",
}

OWN_WORDS = {
    "status": ("open", "closed"),
    "resolution": ("completed", "not_planned", "duplicate", "reopened"),
}
FIELDS = ("field", "iteration field")
NAMED = frozenset(
    (
        "organization",
        "repository",
        "repository like",
        "GitHub team",
        "account",
        *FIELDS,
        *NOT_ASKED,
        *OWN_WORDS,
    )
)
# What is pulled of fields of other kinds is no value.
_VALUES = ("DATE", "ITERATION", "MULTI_SELECT", "NUMBER", "SINGLE_SELECT")


def look_up(source: GitHubSource, things: Collection[Thing]) -> Inventory:
    """Raises what check raises. Asks for no more than `things` need."""
    found = Inventory()
    for thing in things:
        if thing.name in OWN_WORDS.get(thing.kind, ()):
            found.found.add(thing)
        elif thing.kind in NOT_ASKED:
            found.unclear[thing] = NOT_ASKED[thing.kind]
        elif thing.kind == "resolution":
            found.missing.add(thing)
    with closing(Client(source, Limits(), Deadline(source.name, time.monotonic() + SECONDS))) as client:
        repositories = _repositories(client, source, things)
        found.names["repository", ""] |= repositories
        lower = {name.lower() for name in repositories}
        for thing in sorted(things):
            match thing.kind:
                case "organization":
                    _ask(found, thing, client, f"/orgs/{thing.name}")
                case "repository" if thing.name.lower() in lower:
                    found.found.add(thing)
                case "repository":
                    # Elsewhere, or under a name that it had before.
                    _ask(found, thing, client, f"/repos/{thing.name}")
                case "repository like":
                    found.note(thing, any(matches(name, (thing.name,)) for name in repositories))
                case "account":
                    _account(found, thing, client)
        _teams(found, client, [thing for thing in things if thing.kind == "GitHub team"])
        _planning(found, client, source, [one for one in things if one.kind in (*FIELDS, "status")])
    return found


def _repositories(client: Client, source: GitHubSource, things: Collection[Thing]) -> set[str]:
    """Those of the configured organizations that may be read."""
    names: set[str] = set()
    if any(thing.kind in ("repository", "repository like") for thing in things):
        for login in source.organizations:
            try:
                pages = client.pages(f"/orgs/{login}/repos?type=all")
                names |= {str(one["full_name"]) for page in pages for one in page}
            except NotVisible:
                # The organization itself is asked for, too.
                continue
    return names


def _teams(found: Inventory, client: Client, things: Collection[Thing]) -> None:
    for login in sorted({thing.name.partition("/")[0].lower() for thing in things}):
        wanted = [thing for thing in things if thing.name.lower().startswith(f"{login}/")]
        try:
            pages = client.pages(f"/orgs/{login}/teams")
            slugs = {f"{login}/{one['slug']}".lower() for page in pages for one in page}
        except NotVisible as error:
            found.unclear |= dict.fromkeys(wanted, f"teams of {login} are {error.message}")
            continue
        found.names["GitHub team", ""] |= slugs
        for thing in wanted:
            found.note(thing, thing.name.lower() in slugs)


def _account(found: Inventory, thing: Thing, client: Client) -> None:
    """By number or login; an app's has a suffix that people leave out."""
    login = thing.name.removesuffix("[bot]")
    paths = [f"/user/{login}"] if login.isdecimal() else [f"/users/{login}[bot]", f"/users/{login}"]
    for path in paths:
        found.missing.discard(thing)
        _ask(found, thing, client, path)
        if thing not in found.missing:
            return


def _planning(found: Inventory, client: Client, source: GitHubSource, things: Collection[Thing]) -> None:
    """Fields by name or id, in whichever case, of boards and of issues; statuses of boards.

    Of all owners that the source reads.
    """
    things = [thing for thing in things if thing not in found.found]
    listed: list[Field] = []
    doubts: list[str] = []
    owners = {one.partition("/")[0].lower() for one in (*source.organizations, *source.repositories)}
    for login in sorted(owners) if things else ():
        for what, look in (("project boards", board_fields), ("issue fields", issue_fields)):
            try:
                listed += look(client, login)
            except NotVisible as error:
                doubts.append(f"{what} of {login} are {error.message}")
    for kind in FIELDS:
        values = [
            one for one in listed if one["dataType"] in (_VALUES if kind == "field" else ("ITERATION",))
        ]
        words = {str(one[key]).strip().lower() for one in values for key in ("id", "name")}
        found.names[kind, ""] |= {str(one["name"]) for one in values}
        for thing in (thing for thing in things if thing.kind == kind):
            if doubts and thing.name.lower() not in words:
                found.unclear[thing] = doubts[0]
            else:
                found.note(thing, thing.name.lower() in words)

    options = {
        str(option["name"]) for one in listed if one["name"] == "Status" for option in one.get("options", ())
    }
    found.names["status", ""] |= options
    for thing in (thing for thing in things if thing.kind == "status"):
        if thing.name in options:
            found.found.add(thing)
        else:
            found.unclear[thing] = doubts[0] if doubts else "a board on GitHub may have had it"


def _ask(found: Inventory, thing: Thing, client: Client, path: str) -> None:
    try:
        answer = client.get(path)
        found.found.add(thing)
        now = str(answer.get("full_name") or thing.name)
        if now.lower() != thing.name.lower():
            found.renamed[thing] = now
    except NotVisible as error:
        if error.status == 404:
            found.missing.add(thing)
        else:
            found.unclear[thing] = error.message
