"""Who did something, as landing keeps it: type and id here, logins and names in the stream of users."""

from __future__ import annotations

from typing import Any

Users = dict[str, dict[str, Any]]
_PLACES = ("author", "actor", "requestedReviewer", "assignee", "creator", "user", "mergedBy")


def without_names(thing: Any, users: Users) -> Any:
    """`thing` with every person in it as type and id; what they are called goes to `users`."""
    if isinstance(thing, list):
        return [without_names(each, users) for each in thing if each is not None]
    if not isinstance(thing, dict):
        return thing
    return {
        name: person(value, users) if name in _PLACES and _is_person(value) else without_names(value, users)
        for name, value in thing.items()
    }


def person(actor: dict[str, Any] | None, users: Users) -> dict[str, Any] | None:
    """An actor's type and id; None for somebody whose account is gone."""
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


def _is_person(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and "__typename" in value)
