"""What a GitHub host shows to the credentials that are configured for it."""

from __future__ import annotations

import time
from contextlib import closing

from connectors.errors import NotVisible
from connectors.github.client import Client
from connectors.github.documents import VIEWER
from connectors.github.limits import Limits
from connectors.github.pull import CHECK_LIMITS, first_contact
from connectors.github.source import GitHubSource
from connectors.outcome import Description
from connectors.transport.deadline import Deadline

SECONDS = 60.0


def describe(source: GitHubSource, limits: Limits = CHECK_LIMITS) -> Description:
    """Raises SourceError, like first contact. An account that may not be named is left out."""
    with closing(Client(source, limits, Deadline(source.name, time.monotonic() + SECONDS))) as client:
        clock = first_contact(client, source)
        try:
            viewer = client.graphql_as_is(VIEWER, {}).data.get("viewer") or {}
        except NotVisible:
            viewer = {}
        return Description("github", clock, (f"account: {viewer['login']}",) if viewer.get("login") else ())
