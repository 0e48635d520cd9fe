"""Whether a host and its organizations are those that were landed under a source's name."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from connectors.errors import AnotherSite, NotVisible
from connectors.github.client import Client
from connectors.github.limits import Limits
from connectors.github.source import GitHubSource
from connectors.landing.landing import Landing
from connectors.transport.deadline import Deadline

SECONDS = 60.0
LIMITS = Limits()
ORGANIZATION = "organization:"
# The machine itself, on which a host has another port every time.
HERE = ("127.0.0.1", "localhost")


def identity(source: GitHubSource, listed: list[dict[str, Any]]) -> dict[str, Any]:
    """What a walk over an organization notes of whose it is, from its repositories as listed."""
    ids = {(item.get("owner") or {}).get("id") for item in listed}
    return {"host": _host(source.url), "organization_id": ids.pop() if len(ids) == 1 else None}


def require_same_site(source: GitHubSource, landing: Landing) -> None:
    """Raises AnotherSite where the host is another, or an organization of this name had another id."""
    scopes = [scope for scope in landing.scopes(source.name) if scope.startswith(ORGANIZATION)]
    walks = {
        scope.removeprefix(ORGANIZATION): landing.last_walk(source.name, scope) or {} for scope in scopes
    }
    _require_host(source, {str(walk["host"]) for walk in walks.values() if walk.get("host")})
    if not walks or not source.organizations:
        return
    ids = {login.lower(): walk.get("organization_id") for login, walk in walks.items()}
    now = _ids(source)
    for login, id_ in now.items():
        before = ids.get(login.lower())
        if None not in (before, id_) and before != id_:
            raise AnotherSite(
                source.name,
                f"the organization {login} has the id {id_}, and what was landed of {login} is of {before}:"
                " its name was taken by another. Give this source another name",
            )
    is_known = any(login.lower() in ids for login in source.organizations)
    if not is_known and not {id_ for id_ in now.values() if id_} & set(ids.values()):
        raise AnotherSite(
            source.name,
            f"none of its organizations ({', '.join(source.organizations)}) was landed under the name"
            f" {source.name!r}, which is {', '.join(sorted(walks))}'s. Give it another name, or its"
            " organization a home of its own (--home DIR)",
        )


def _require_host(source: GitHubSource, before: set[str]) -> None:
    here, former = _host(source.url), {_host(url) for url in source.former_urls}
    if here and before and here not in before and not before & former:
        raise AnotherSite(
            source.name,
            f"this is the host {here}, and what was landed under the name {source.name!r} is of"
            f" {' and '.join(sorted(before))}. Give it another name, or its organization a home of its own"
            " (--home DIR); if it is the same host under a new address, put the old one in former_urls",
        )


def _ids(source: GitHubSource) -> dict[str, Any]:
    """The ids of the organizations that can be seen: of the others the walk says what is wrong."""
    client = Client(source, LIMITS, Deadline(source.name, time.monotonic() + SECONDS))
    found: dict[str, Any] = {}
    try:
        for login in source.organizations:
            try:
                answer = client.get(f"/orgs/{login}")
            except NotVisible:
                continue
            found[login] = answer.get("id") if isinstance(answer, dict) else None
    finally:
        client.close()
    return found


def _host(url: str) -> str | None:
    host = urlsplit(url if "://" in url else f"https://{url}").hostname
    return None if host in HERE else host
