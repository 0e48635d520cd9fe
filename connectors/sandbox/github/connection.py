"""Lists as GraphQL connections: pages by `first`/`after` and `last`/`before`, with opaque cursors."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any

from graphql import GraphQLError

Connection = dict[str, Any]
EMPTY: Connection = {
    "totalCount": 0,
    "filteredCount": 0,
    "pageCount": 0,
    "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    "nodes": [],
    "edges": [],
}


def cursor(position: Any) -> str:
    return base64.b64encode(b"cursor:v2:" + json.dumps(position).encode()).decode()


def position(text: str) -> Any:
    """What a cursor says. Raises GraphQLError, as GitHub does, for a text that is none."""
    try:
        return json.loads(base64.b64decode(text, validate=True).removeprefix(b"cursor:v2:"))
    except (ValueError, binascii.Error):
        kind = {"type": "INVALID_CURSOR_ARGUMENTS"}
        raise GraphQLError(f"`{text}` does not appear to be a valid cursor.", extensions=kind) from None


def bounds(
    size: int, start: int, stop: int, first: int | None, last: int | None, skip: int = 0
) -> tuple[int, int]:
    """Where a page begins and ends in a list of `size`, between what `after` and `before` leave.

    Without `first` and `last` GitHub tells how many there are and shows none of them.
    """
    start = min(max(0, start) + skip, size)
    stop = max(start, min(stop, size)) if first is not None or last is not None else start
    if first is not None:
        stop = min(stop, start + first)
    if last is not None:
        start = max(start, stop - last)
    return start, stop


def page(
    nodes: Sequence[Any], start: int, total: int, place: Callable[[int], Any], edges: Sequence[Any] = ()
) -> Connection:
    """A page of `nodes` from `start` of a list of `total`; `place(n)` is what the cursor of node n says."""
    stop = start + len(nodes)
    info = {
        "hasNextPage": stop < total,
        "hasPreviousPage": start > 0 and bool(nodes),
        "startCursor": cursor(place(start)) if nodes else None,
        "endCursor": cursor(place(stop - 1)) if nodes else None,
    }
    extra = edges or [{}] * len(nodes)
    return {
        "totalCount": total,
        "filteredCount": total,
        "pageCount": len(nodes),
        "pageInfo": info,
        "nodes": nodes,
        "edges": lambda _: [
            {"cursor": cursor(place(start + n)), "node": node, **extra[n]} for n, node in enumerate(nodes)
        ],
    }


def listed(
    nodes: Sequence[Any],
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    skip: int | None = None,
    edge: Callable[[Any], dict[str, Any]] | None = None,
) -> Connection:
    """A list that only grows at its end; cursors are places in it."""
    start = 0 if after is None else int(position(after))
    stop = len(nodes) if before is None else int(position(before)) - 1
    start, stop = bounds(len(nodes), start, stop, first, last, skip or 0)
    page_nodes = nodes[start:stop]
    return page(
        page_nodes, start, len(nodes), lambda n: n + 1, [edge(node) for node in page_nodes] if edge else ()
    )
