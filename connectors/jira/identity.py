"""Whether a site is the one that was landed under its source's name: tickets of two would mix."""

from __future__ import annotations

import time
from contextlib import closing
from urllib.parse import urlsplit

from connectors.errors import AnotherSite
from connectors.jira.connection import cloud_id, connect
from connectors.jira.site import SCOPE
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing

SECONDS = 60.0


def require_same_site(source: JiraSource, landing: Landing) -> None:
    """Raises AnotherSite where it is another than what was landed.

    A site of the cloud is known by its cloud id, wherever it is; of others, and where that is not known, the
    address decides. Data Center has no id that it would tell.
    """
    known = landing.known(source.name, "jira_site", SCOPE)
    if not known:
        return
    connection = connect(source, time.monotonic() + SECONDS)
    with closing(connection.client):
        here = str(connection.info.get("baseUrl") or source.url)
        id_ = cloud_id(source, connection)
    id_before = (landing.last_walk(source.name, SCOPE) or {}).get("cloud_id")
    if id_ and id_before:
        if id_ != id_before:
            raise AnotherSite(
                source.name,
                f"this is the site {here} with the cloud id {id_}, and what was landed under the name"
                f" {source.name!r} is of the cloud id {id_before}. Give it another name, or its organization"
                " a home of its own (--home DIR)",
            )
        return
    before = {_place(url) for url in known}
    if _place(here) not in before and not before & set(map(_place, source.former_urls)):
        raise AnotherSite(
            source.name,
            f"this is the site {here}, and what was landed under the name {source.name!r} is of"
            f" {' and '.join(sorted(known))}. Give it another name, or its organization a home of its own"
            " (--home DIR); if it is the same site under a new address, put the old one in former_urls",
        )


def _place(url: str) -> str:
    """Where an address leads, however it is written."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"
