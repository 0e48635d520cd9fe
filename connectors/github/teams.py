"""An organization's teams, as GraphQL lists them with their members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.github.client import Client
from connectors.github.failures import NotVisible, ScopeMissing
from connectors.github.queries import TEAMS


def listed_teams(client: Client, login: str) -> Iterator[dict[str, Any]]:
    """Every team of an organization; members are null where they may not be read. Raises NotVisible."""
    after: str | None = None
    while True:
        client.pace.check()
        try:
            reply = client.graphql_as_is(TEAMS, {"login": login, "after": after}, login)
        except ScopeMissing as missing:
            raise NotVisible(client.source, f"not visible to the token: {missing.message}") from None
        connection = (reply.data["organization"] or {}).get("teams")
        if connection is None:
            said = "; ".join(str(error.get("message")) for error in reply.errors)[:200]
            raise NotVisible(client.source, f"not found, or not visible to the token ({said})")
        yield from (node for node in connection["nodes"] if node)
        if not connection["pageInfo"]["hasNextPage"]:
            return
        if connection["pageInfo"]["endCursor"] == after:
            raise ValueError("their pages lead in a circle")
        after = connection["pageInfo"]["endCursor"]
