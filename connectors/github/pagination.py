"""The pages of a GraphQL connection that a query asks for by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.errors import Forbidden, NotVisible, ScopeMissing
from connectors.github.client import Client

Node = dict[str, Any]


def nodes(client: Client, query: str, path: tuple[str, str], variables: Node, owner: str) -> Iterator[Node]:
    """What the connection at `path` holds, page by page. Raises NotVisible, or Forbidden for a part."""
    after: str | None = None
    while True:
        client.deadline.check()
        try:
            reply = client.graphql_as_is(query, {**variables, "after": after}, owner)
        except ScopeMissing as missing:
            raise NotVisible(client.source, f"not visible to the token: {missing.message}") from None
        connection = (reply.data[path[0]] or {}).get(path[1])
        if connection is None:
            said = "; ".join(str(error.get("message")) for error in reply.errors)[:200]
            raise NotVisible(client.source, f"not found, or not visible to the token ({said})")
        if hidden := reply.hidden_in(*path, "nodes"):
            raise Forbidden(client.source, f"a part of it is not shown to the token: {hidden}")
        yield from (node for node in connection["nodes"] if node)
        if not connection["pageInfo"]["hasNextPage"]:
            return
        if connection["pageInfo"]["endCursor"] == after:
            raise ValueError("its pages lead in a circle")
        after = connection["pageInfo"]["endCursor"]
