"""The pull requests of one repository: which of them changed, and each one whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.github.answers import Reply, as_promised
from connectors.github.client import Client
from connectors.github.failures import NotVisible, QueryTooLarge, ScopeMissing, TeamsHidden
from connectors.github.page import Page
from connectors.github.queries import SCAN, WITH_TEAMS, Queries
from connectors.github.reduce import Reduced, reduce_pull_request
from connectors.outcome import BadAnswer

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A pull request as the scan lists it: GraphQL's node id, the id it is landed under, its last change."""

    node: str
    id: str
    updated_at: datetime


class PullRequests:
    """Reads the pull requests of one repository. `vanished` counts those listed and then not there."""

    def __init__(self, client: Client, full_name: str, queries: Queries, most: int) -> None:
        self._client = client
        self._full_name = full_name
        self._queries = queries
        self._page = Page(most)
        self.vanished = 0

    def changed(self, since: datetime | None) -> list[Listed]:
        """Those whose last change is at or after `since` (aware), newest first; None: all of them."""
        owner, _, name = self._full_name.partition("/")
        found: dict[str, Listed] = {}
        after: str | None = None
        while True:
            self._client.pace.check()
            reply = self._client.graphql_as_is(SCAN, {"owner": owner, "name": name, "after": after})
            with self._as_promised():
                if reply.data["repository"] is None:
                    said = "; ".join(str(error.get("message")) for error in reply.errors)[:200]
                    raise NotVisible(self._client.source, f"not found, or not visible to the token ({said})")
                connection = reply.data["repository"]["pullRequests"]
                listed = [_listed(node) for node in connection["nodes"] if node]
                # What moves to the front meanwhile is met twice: the later meeting has the newer time.
                found |= {one.id: one for one in listed if since is None or one.updated_at >= since}
                is_through = since is not None and bool(listed) and listed[-1].updated_at < since
                if is_through or not connection["pageInfo"]["hasNextPage"]:
                    return list(found.values())
                after = self._next(after, connection)

    def whole(self, listed: list[Listed]) -> Iterator[list[Reduced]]:
        """The pull requests in reduced form, batch after batch, as large as GitHub lets a batch be.

        Raises TeamsHidden when teams are asked for and the token may not read them.
        """
        begin = 0
        while begin < len(listed):
            self._client.pace.check()
            batch = listed[begin : begin + self._page.ids]
            try:
                nodes = self._nodes([one.node for one in batch])
            except QueryTooLarge as too_large:
                self._ask_for_less(len(batch), too_large)
                continue
            begin += len(batch)
            self._page.grow()
            reduced = (
                self._reduced(node) for node in nodes if node and node.get("__typename") == "PullRequest"
            )
            found = [one for one in reduced if one is not None]
            self.vanished += len(batch) - len(found)
            yield found

    def _nodes(self, ids: list[str]) -> list[Node | None]:
        reply = self._asked(self._queries.hydrate, {"ids": ids})
        with self._as_promised():
            return list(reply.data["nodes"])

    def _reduced(self, node: Node) -> Reduced | None:
        """A pull request with all of its timeline, or None when it vanishes while that is read."""
        with as_promised(self._client.source, f"pull request {node.get('number')} of {self._full_name}"):
            connection = node["timelineItems"]
            items: list[Node | None] = list(connection["nodes"])
            after: str | None = None
            while connection["pageInfo"]["hasNextPage"]:
                after = self._next(after, connection)
                rest = self._rest(node["id"], after)
                if rest is None:
                    return None
                connection = rest["timelineItems"]
                items += connection["nodes"]
            return reduce_pull_request(node, [item for item in items if item])

    def _rest(self, id_: str, after: str) -> Node | None:
        while True:
            try:
                return self._asked(self._queries.timeline, {"id": id_, "after": after}).data["node"]
            except QueryTooLarge as too_large:
                self._ask_for_less(1, too_large)

    def _asked(self, query: str, variables: dict[str, Any]) -> Reply:
        """A reply about pull requests. Raises TeamsHidden instead of what a token without read:org gets."""
        asks_for_teams = self._queries is WITH_TEAMS
        try:
            reply = self._client.graphql(query, {**variables, "items": self._page.items})
        except ScopeMissing:
            if asks_for_teams:
                raise TeamsHidden from None
            raise
        if asks_for_teams and any("requestedReviewer" in (error.get("path") or ()) for error in reply.errors):
            raise TeamsHidden
        return reply

    def _ask_for_less(self, asked: int, too_large: QueryTooLarge) -> None:
        if asked == 1 and self._page.is_smallest and self._page.failures + 1 >= self._client.attempts:
            raise too_large.problem
        self._client.pace.back_off(self._page.failures, too_large.problem)
        self._page.shrink(asked)

    def _next(self, after: str | None, connection: Node) -> str:
        cursor = connection["pageInfo"]["endCursor"]
        if not cursor or cursor == after:
            raise BadAnswer(self._client.source, f"the pages of {self._full_name} lead in a circle")
        return str(cursor)

    def _as_promised(self) -> AbstractContextManager[None]:
        return as_promised(self._client.source, self._full_name)


def _listed(node: Node) -> Listed:
    return Listed(node["id"], str(int(node["fullDatabaseId"])), datetime.fromisoformat(node["updatedAt"]))
