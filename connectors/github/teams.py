"""An organization's teams with their members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.errors import NotVisible
from connectors.github.answers import as_promised
from connectors.github.context import PullContext
from connectors.github.documents import TEAMS
from connectors.github.pagination import nodes
from connectors.github.roster import every_listed, land_roster
from connectors.landing.walk import Record, Walk


def land_teams(context: PullContext, walk: Walk, login: str, notes: list[str], lost: list[str]) -> None:
    try:
        with as_promised(context.source.name, f"the teams of {login}"):
            teams = [_team(context, login, node, notes) for node in _listed_teams(context, login)]
    except NotVisible as error:
        context.teams.note(login, False)
        has_known = context.landing.known(context.source.name, "github_team", walk.scope)
        (lost if has_known else notes).append(f"its teams are {error.message}")
        return
    context.teams.note(login, True)
    land_roster(context, walk, "github_team", teams, {record.id for record in teams}, notes)


def _listed_teams(context: PullContext, login: str) -> Iterator[dict[str, Any]]:
    """Every team of an organization; members are null where they may not be read. Raises NotVisible."""
    return nodes(context.client, TEAMS, ("organization", "teams"), {"login": login}, login)


def _team(context: PullContext, login: str, node: dict[str, Any], notes: list[str]) -> Record:
    """A team with its members: more than a page of them come by REST; null where they may not be read."""
    connection = node["members"]
    members = None if connection is None else [one["databaseId"] for one in connection["nodes"] if one]
    slug = node["slug"]
    if connection is not None and connection["pageInfo"]["hasNextPage"]:
        listed = every_listed(context, f"/orgs/{login}/teams/{slug}/members", f"members of {slug}")
        members = [one["id"] for one in listed]
    if members is None:
        notes.append(f"the members of its team {slug} are not visible to the token")
    payload = {
        "databaseId": node["databaseId"],
        "slug": slug,
        "combinedSlug": f"{login}/{slug}",
        "name": node["name"],
        "parentId": (node["parentTeam"] or {}).get("databaseId"),
        "members": None if members is None else [{"databaseId": id_} for id_ in sorted(members)],
    }
    return Record(str(node["databaseId"]), payload)
