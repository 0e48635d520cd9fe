"""What is kept of a pull request as GitHub tells it: people as ids, ticket keys instead of words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_KEY = re.compile(r"[A-Z][A-Z0-9_]+-[0-9]+")


@dataclass(slots=True)
class Reduced:
    """A pull request's payload, and everybody seen in it: user id → payload of the stream github_user."""

    id: str
    payload: dict[str, Any]
    users: dict[str, dict[str, Any]] = field(default_factory=dict)


def reduce_pull_request(node: dict[str, Any], items: list[dict[str, Any]]) -> Reduced:
    """Reduce `node`, a pull request as hydrated, with the whole of its timeline, `items`.

    Raises KeyError, TypeError, AttributeError or ValueError when the node is not what the query asked for.
    """
    reduced = Reduced(id=str(int(node["fullDatabaseId"])), payload={})
    headlines = [item["prCommit"].get("messageHeadline") for item in items if "prCommit" in item]
    reduced.payload = {
        **{name: value for name, value in node.items() if name not in ("__typename", "title")},
        "author": _actor(node["author"], reduced.users),
        "mergedBy": _actor(node["mergedBy"], reduced.users),
        "reviewRequests": {
            "nodes": [
                _with_actors(request, reduced.users) for request in node["reviewRequests"]["nodes"] if request
            ]
        },
        "timelineItems": {"nodes": [_item(item, reduced.users) for item in _distinct(items)]},
        "ticketKeys": _ticket_keys(node["headRefName"], node["title"], headlines),
    }
    return reduced


def _distinct(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items by id: pages of a timeline that grows while it is read may overlap."""
    return list({item["id"]: item for item in items}.values())


def _item(item: dict[str, Any], users: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if "prCommit" not in item:
        return _with_actors(item, users)
    commit = {name: value for name, value in item["prCommit"].items() if name != "messageHeadline"}
    user = _actor((commit["author"] or {}).get("user"), users)
    return {**item, "prCommit": {**commit, "author": {"user": user}}}


def _with_actors(thing: dict[str, Any], users: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        name: _actor(value, users) if name in ("author", "actor", "requestedReviewer") else value
        for name, value in thing.items()
    }


def _actor(actor: dict[str, Any] | None, users: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """An actor's type and id; None for somebody whose account is gone. Logins and names go to `users`."""
    if not actor:
        return None
    kind, id_ = actor["__typename"], actor.get("databaseId")
    if kind == "Team":
        return {"__typename": kind, "databaseId": id_, "combinedSlug": actor.get("combinedSlug")}
    if id_ is not None:
        users[str(id_)] = user_payload(id_, actor["login"], kind, actor.get("name"))
    return {"__typename": kind, "databaseId": id_}


def user_payload(id_: int, login: str, kind: str, name: str | None) -> dict[str, Any]:
    """A record of the stream github_user. `kind` is GraphQL's type: User, Bot, Mannequin, Organization."""
    return {"databaseId": id_, "login": login, "__typename": kind, "name": name}


def _ticket_keys(branch: str, title: str, headlines: list[str | None]) -> list[dict[str, str]]:
    texts = [
        ("branch", branch.upper()),
        ("title", title),
        *(("commit", headline or "") for headline in headlines),
    ]
    found = {(key, place): None for place, text in texts for key in _KEY.findall(text)}
    return [{"key": key, "in": place} for key, place in found]
