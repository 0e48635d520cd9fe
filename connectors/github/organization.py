"""Rosters of an organization: repositories, teams, members, boards; and repositories named one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from connectors.errors import NotVisible, OutOfTime, SourceError
from connectors.github.answers import as_promised
from connectors.github.boards import Looks, land_boards
from connectors.github.context import OVERLAP, PullContext, Repository
from connectors.github.identity import identity, owners
from connectors.github.people import user_payload
from connectors.github.roster import every_listed, land_roster
from connectors.github.teams import land_teams
from connectors.landing.walk import Record, Walk
from connectors.outcome import ScopeOutcome

# Raised when the payloads of the rosters change.
ROSTER_VERSION = "roster-2"
# Where more than these leave an organization at once, they are more likely not visible than gone.
MOST_FOLLOWED = 20
FORBIDDEN = 403


def walk_organization(context: PullContext, login: str) -> tuple[ScopeOutcome, list[Repository]]:
    """Land an organization's rosters. Also its repositories to walk: none when they could not be listed."""
    outcome = ScopeOutcome(context.source.name, f"organization:{login}", login, "partial")
    wanted: list[Repository] = []
    boards: Looks = {}
    detail: dict[str, Any] = {"boards": boards}
    with _walk(context, outcome, detail) as (walk, notes, lost):
        items = list(every_listed(context, f"/orgs/{login}/repos?type=all", "repositories"))
        detail |= identity(context.source, items)
        listed = [_repository(context, item) for item in items]
        there = {str(one.id) for one in listed}
        moved, hidden = _moved(context, walk, there, notes, lost)
        wanted += [one for one in listed if context.source.wants(one.full_name)] + moved
        there |= {str(one.id) for one in moved} | hidden
        land_roster(context, walk, "github_repository", [_record(one) for one in wanted], there, notes)
        land_teams(context, walk, login, notes, lost)
        _land_members(context, walk, login, wanted, notes)
        boards |= land_boards(context, walk, login, _looks(context, walk), notes, lost)
    return outcome, wanted


def walk_host(context: PullContext) -> tuple[list[ScopeOutcome], list[Repository]]:
    """Land the repositories that are named one by one. Each that is missing has a failed outcome."""
    outcome = ScopeOutcome(context.source.name, "host", context.source.host, "partial")
    found: list[Repository] = []
    outcomes = [outcome]
    ids: dict[str, int] = {}
    boards: Looks = {}
    detail: dict[str, Any] = {"ids": ids, "boards": boards}
    with _walk(context, outcome, detail) as (walk, notes, lost):
        items: list[dict[str, Any]] = []
        for full_name in context.source.repositories:
            try:
                items.append(_named(context, walk, full_name))
                found.append(_repository(context, items[-1]))
                ids[full_name] = found[-1].id
                if found[-1].full_name.lower() != full_name.lower():
                    notes.append(f"{full_name} is {found[-1].full_name} now")
            except NotVisible as error:
                outcomes.append(
                    ScopeOutcome(
                        context.source.name, full_name, full_name, "failed", f"{full_name} is {error.message}"
                    )
                )
        detail |= owners(context.source, items)
        walk.land("github_repository", [_record(one) for one in found])
        read = {login.lower() for login in context.source.organizations}
        for owner in sorted({one.owner for one in found if one.owner.lower() not in read}):
            boards |= land_boards(context, walk, owner, _looks(context, walk), notes, lost)
    return outcomes, found


def _looks(context: PullContext, walk: Walk) -> Looks:
    """When this walk's scope last looked at project boards."""
    looks: Looks = (context.landing.last_walk(context.source.name, walk.scope) or {}).get("boards", {})
    return looks


def _moved(
    context: PullContext, walk: Walk, there: set[str], notes: list[str], lost: list[str]
) -> tuple[list[Repository], set[str]]:
    """Repositories that were in the organization and are elsewhere now: they are followed by their id.

    Also the ids of those that are there and may not be read: they are not gone.
    """
    gone = context.landing.known(context.source.name, "github_repository", walk.scope) - there
    found: list[Repository] = []
    hidden: set[str] = set()
    for id_ in sorted(gone)[:MOST_FOLLOWED]:
        try:
            repository = _repository(context, context.client.get(f"/repositories/{id_}"))
        except NotVisible as error:
            if error.status == FORBIDDEN:
                hidden.add(id_)
                lost.append(f"one of its repositories is {error.message}")
            continue
        notes.append(f"one of its repositories is {repository.full_name} now")
        found.append(repository)
    return found, hidden


def _named(context: PullContext, walk: Walk, full_name: str) -> dict[str, Any]:
    """A repository by the id that it had under this name, else by the name: another may have taken it since.

    Raises NotVisible for neither.
    """
    by_name = f"/repos/{full_name}"
    before = (context.landing.last_walk(context.source.name, walk.scope) or {}).get("ids", {})
    by_id = f"/repositories/{before[full_name]}" if full_name in before else by_name
    item: dict[str, Any]
    try:
        item = context.client.get(by_id)
    except NotVisible as error:
        if error.status == FORBIDDEN or by_id == by_name:
            raise
        item = context.client.get(by_name)
    return item


@contextmanager
def _walk(
    context: PullContext, outcome: ScopeOutcome, detail: dict[str, Any] | None = None
) -> Iterator[tuple[Walk, list[str], list[str]]]:
    """A walk over a scope of rosters: finished at the end with `detail`, its problems told in the outcome.

    With the walk come notes, and notes of what could be read before and may not be any more: it is not gone,
    and without it the scope is not whole.
    """
    began, started_at = time.monotonic(), context.client.clock
    notes: list[str] = []
    lost: list[str] = []
    try:
        with context.landing.walk(context.source.name, outcome.scope, ROSTER_VERSION, started_at) as walk:
            outcome.counts = walk.counts
            yield walk, notes, lost
            about = {"name": outcome.name, **(detail or {})}
            walk.finish(started_at - OVERLAP, about, is_whole=not lost)
        outcome.state = "partial" if lost else "whole"
    except OutOfTime as out_of_time:
        notes.append("time ran out")
        if out_of_time.problem is not None:
            notes.append(out_of_time.problem.message)
    except SourceError as error:
        outcome.state = "failed"
        notes.append(error.message)
    outcome.message = "; ".join([*lost, *notes]) or None
    outcome.seconds = time.monotonic() - began


def _repository(context: PullContext, item: dict[str, Any]) -> Repository:
    with as_promised(context.source.name, "a repository"):
        return Repository(
            id=int(item["id"]),
            node=item["node_id"],
            full_name=item["full_name"],
            owner=item["owner"]["login"],
            url=item["html_url"],
            is_archived=bool(item["archived"]),
            default_branch=item.get("default_branch"),
            is_of_organization=item["owner"].get("type") != "User",
        )


def _record(repository: Repository) -> Record:
    return Record(
        str(repository.id),
        {
            "databaseId": repository.id,
            "nameWithOwner": repository.full_name,
            "isArchived": repository.is_archived,
            "defaultBranch": repository.default_branch,
            "url": repository.url,
        },
    )


def _land_members(
    context: PullContext, walk: Walk, login: str, repositories: list[Repository], notes: list[str]
) -> None:
    """Land the members never seen yet: whoever did something is landed with a name, which is not here."""
    try:
        members = list(every_listed(context, f"/orgs/{login}/members", "members"))
    except NotVisible as error:
        notes.append(f"its members are {error.message}")
        return
    scopes = [walk.scope, *(str(repository.id) for repository in repositories)]
    known_users = set().union(
        *(context.landing.known(context.source.name, "github_user", scope) for scope in scopes)
    )
    with as_promised(context.source.name, f"the members of {login}"):
        users = {str(one["id"]): user_payload(one["id"], one["login"], one["type"], None) for one in members}
    walk.land(
        "github_user", [Record(id_, payload) for id_, payload in users.items() if id_ not in known_users]
    )
