"""Whether a host and whose the repositories are is what was landed under a source's name."""

from __future__ import annotations

import time
from collections.abc import Iterable
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
ORGANIZATION, HOST = "organization:", "host"
# The machine itself, on which a host has another port every time.
HERE = ("127.0.0.1", "localhost")


def identity(source: GitHubSource, listed: list[dict[str, Any]]) -> dict[str, Any]:
    """What a walk over an organization notes of whose it is, from its repositories as listed."""
    ids = {(item.get("owner") or {}).get("id") for item in listed}
    return {"host": _host(source.url), "organization_id": ids.pop() if len(ids) == 1 else None}


def owners(source: GitHubSource, named: list[dict[str, Any]]) -> dict[str, Any]:
    """What a walk over repositories that are named one by one notes of whose they are."""
    return {
        "host": _host(source.url),
        "owners": {item["owner"]["login"]: item["owner"].get("id") for item in named},
    }


def require_same_site(source: GitHubSource, landing: Landing) -> None:
    """Raises AnotherSite where the host is another, or an owner of this name had another id.

    Also where nothing that the source names was landed under its name: no organization or owner with this
    name or id, and no repository with this id. One that was renamed or transferred keeps its id.
    """
    walks = {
        scope: landing.last_walk(source.name, scope) or {}
        for scope in landing.scopes(source.name)
        if scope == HOST or scope.startswith(ORGANIZATION)
    }
    _require_host(source, {str(walk["host"]) for walk in walks.values() if walk.get("host")})
    before = _ids_before(walks)
    if not before:
        return
    client = Client(source, LIMITS, Deadline(source.name, time.monotonic() + SECONDS))
    try:
        now = {**_organizations(client, source), **_owners(client, source)}
        for login, id_ in now.items():
            known = before.get(login.lower())
            if None not in (known, id_) and known != id_:
                what = "organization" if login in source.organizations else "owner"
                raise AnotherSite(
                    source.name,
                    f"the {what} {login} has the id {id_}, and what was landed of {login} is of {known}:"
                    " its name was taken by another. Give this source another name",
                )
        names = {name.lower() for name in (*source.organizations, *now, *_logins(source.repositories))}
        is_known = bool(names & before.keys() or {id_ for id_ in now.values() if id_} & set(before.values()))
        if not is_known and not _has_landed(client, source, landing):
            _refuse(source, before)
    finally:
        client.close()


def _ids_before(walks: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The ids of all owners that walks were of, by login; None where no walk noted it."""
    host = walks.get(HOST, {})
    found = {login.lower(): None for login in _logins(host.get("ids", {}))}
    found |= {login.lower(): id_ for login, id_ in host.get("owners", {}).items()}
    for scope, walk in walks.items():
        if scope != HOST:
            found[scope.removeprefix(ORGANIZATION).lower()] = walk.get("organization_id")
    return found


def _refuse(source: GitHubSource, before: dict[str, Any]) -> None:
    kind, named = (
        ("organizations", source.organizations)
        if source.organizations
        else ("repositories", source.repositories)
    )
    raise AnotherSite(
        source.name,
        f"none of its {kind} ({', '.join(named)}) was landed under the name"
        f" {source.name!r}, which is {', '.join(sorted(before))}'s. Give it another name, or its"
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


def _organizations(client: Client, source: GitHubSource) -> dict[str, Any]:
    """The ids of the organizations that can be seen: of the others the walk says what is wrong."""
    found: dict[str, Any] = {}
    for login in source.organizations:
        answer = _answer(client, f"/orgs/{login}")
        if answer is not None:
            found[login] = answer.get("id")
    return found


def _owners(client: Client, source: GitHubSource) -> dict[str, Any]:
    """The ids of those who own repositories that are named one by one, a repository asked for each."""
    found: dict[str, Any] = {}
    first = {name.partition("/")[0].lower(): name for name in reversed(source.repositories)}
    for name in first.values():
        owner = (_answer(client, f"/repos/{name}") or {}).get("owner") or {}
        if owner.get("login"):
            found[str(owner["login"])] = owner.get("id")
    return found


def _has_landed(client: Client, source: GitHubSource, landing: Landing) -> bool:
    """Whether one of the repositories that are named one by one was landed, wherever it was then."""
    for name in source.repositories:
        id_ = (_answer(client, f"/repos/{name}") or {}).get("id")
        if id_ is not None and landing.landed_ids(source.name, "github_repository", [str(id_)]):
            return True
    return False


def _logins(repositories: Iterable[str]) -> list[str]:
    return [name.partition("/")[0] for name in repositories]


def _answer(client: Client, path: str) -> dict[str, Any] | None:
    try:
        answer = client.get(path)
    except NotVisible:
        return None
    return answer if isinstance(answer, dict) else None


def _host(url: str) -> str | None:
    host = urlsplit(url if "://" in url else f"https://{url}").hostname
    return None if host in HERE else host
