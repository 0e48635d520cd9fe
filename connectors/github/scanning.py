"""What changed in repositories: many in one query, and the further pages of each one's lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from connectors.errors import BadAnswer, NotVisible, SourceError
from connectors.github.answers import as_promised
from connectors.github.client import Client
from connectors.github.documents import REPOSITORY_SCAN, SCANS
from connectors.github.failures import QueryTooLarge
from connectors.github.hydration import Kind, Listed, listed

Node = dict[str, Any]
# From when on each kind is to be read; None: all of it.
Since = dict[Kind, datetime | None]
# Pull requests know no "since": what changed comes first. When all are listed, they come in an order in which
# nothing moves while it is read.
NEWEST_CHANGE_FIRST = {"field": "UPDATED_AT", "direction": "DESC"}
OLDEST_FIRST = {"field": "CREATED_AT", "direction": "ASC"}
LISTS: dict[Kind, str] = {"pull_request": "pullRequests", "issue": "issues"}


class Scanning:
    """Lists what one owner's repositories hold, by their node ids."""

    def __init__(self, client: Client, owner: str) -> None:
        self._client = client
        self._owner = owner
        # By the repository's node id: what GitHub says of things that its lists have and do not show.
        self.hidden: dict[str, str] = {}

    def repositories(self, ids: list[str], since: Since) -> list[Node | SourceError]:
        """The newest of each repository, or why it cannot be read. Asks for fewer at once if it must."""
        self._client.deadline.check()
        issues_since = since["issue"] and since["issue"].isoformat()
        order = _order(since["pull_request"])
        variables = {"ids": ids, "since": issues_since, "order": order, "first": 100}
        try:
            if len(ids) == 1:
                reply = self._client.graphql_as_is(REPOSITORY_SCAN, variables, self._owner)
            else:
                reply = self._client.graphql(REPOSITORY_SCAN, variables, self._owner)
        except QueryTooLarge as too_large:
            self._client.back_off(0, too_large.problem)
            half = len(ids) // 2
            return self.repositories(ids[:half], since) + self.repositories(ids[half:], since)
        with as_promised(self._client.source, "repositories"):
            nodes = list(reply.data["nodes"])
        said = {
            str(error["path"][1]): str(error.get("message"))
            for error in reply.errors
            if len(error.get("path") or ()) == 2
        }
        for place, node in enumerate(nodes):
            for name in SCANS if node else ():
                self._note_hidden(node["id"], reply.hidden_in("nodes", place, name, "nodes"))
        return [
            node or self._not_visible(said.get(str(place), "no explanation"))
            for place, node in enumerate(nodes)
        ]

    def pages(self, node: Node, name: str, since: datetime | None = None) -> Iterator[list[Node]]:
        """A repository's list, page by page, from the page that the scan brought along."""
        with as_promised(self._client.source, f"the {name} of {node['nameWithOwner']}"):
            connection = node.get(name)
            after: str | None = None
            while connection is not None:
                yield [each for each in connection["nodes"] if each]
                if not connection["pageInfo"]["hasNextPage"]:
                    return
                after = self._next(after, connection, node["nameWithOwner"])
                connection = self._page(node["id"], name, after, since)

    def fresh_pages(self, node: Node, name: str, since: datetime | None = None) -> Iterator[list[Node]]:
        """The same list as it is now, from its beginning."""
        first = self._page(node["id"], name, None, since)
        return self.pages({**node, name: first}, name, since)

    def changed(self, node: Node, kind: Kind, since: datetime | None) -> Iterator[list[Listed]]:
        """What changed at or after `since` (aware; None: everything), as far as it is listed now."""
        return self._until(self.pages(node, LISTS[kind], since), kind, since)

    def changed_meanwhile(self, node: Node, kind: Kind, since: datetime) -> Iterator[list[Listed]]:
        return self._until(self.fresh_pages(node, LISTS[kind], since), kind, since)

    def _until(
        self, pages: Iterator[list[Node]], kind: Kind, since: datetime | None
    ) -> Iterator[list[Listed]]:
        for page in pages:
            with as_promised(self._client.source, f"a list of {LISTS[kind]}"):
                found = [listed(kind, each) for each in page]
            yield [one for one in found if since is None or one.updated_at >= since]
            # Pull requests come newest first and know no beginning; issues begin at `since`.
            if kind == "pull_request" and since is not None and found and found[-1].updated_at < since:
                return

    def _page(self, id_: str, name: str, after: str | None, since: datetime | None) -> Node | None:
        self._client.deadline.check()
        variables: Node = {"id": id_, "after": after}
        if name == "issues":
            variables["since"] = since and since.isoformat()
        if name == "pullRequests":
            variables["order"] = _order(since)
        reply = self._client.graphql_as_is(SCANS[name], variables, self._owner)
        if reply.data["node"] is None:
            raise self._not_visible("; ".join(str(error.get("message")) for error in reply.errors)[:200])
        self._note_hidden(id_, reply.hidden_in("node", name, "nodes"))
        return reply.data["node"][name]

    def _note_hidden(self, id_: str, reason: str | None) -> None:
        if reason is not None:
            self.hidden[id_] = reason

    def _next(self, after: str | None, connection: Node, repository: str) -> str:
        cursor = connection["pageInfo"]["endCursor"]
        if not cursor or cursor == after:
            raise BadAnswer(self._client.source, f"the pages of {repository} lead in a circle")
        return str(cursor)

    def _not_visible(self, said: str) -> SourceError:
        return NotVisible(self._client.source, f"not found, or not visible to the token ({said})")


def _order(since: datetime | None) -> dict[str, str]:
    return OLDEST_FIRST if since is None else NEWEST_CHANGE_FIRST
