"""`baton export` as a test calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Export = Callable[..., tuple[int, str, str]]
Json = dict[str, Any]


def named(log: Json, key: str) -> Json:
    """The object of an event log that has this key."""
    [found] = [one for one in log["objects"] if {"key": key}.items() <= attributes(one).items()]
    return dict(found)


def attributes(one: Json) -> dict[str, str]:
    return {attribute["name"]: attribute["value"] for attribute in one["attributes"]}


def related(one: Json, qualifier: str) -> list[str]:
    return [way["objectId"] for way in one["relationships"] if way["qualifier"] == qualifier]
