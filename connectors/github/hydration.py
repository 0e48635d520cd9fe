"""Pull requests and issues whole: many in one query, each with all of its timeline."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from connectors.errors import BadAnswer, ScopeMissing
from connectors.github.answers import Reply
from connectors.github.client import Client
from connectors.github.documents import WITH_TEAMS, Queries
from connectors.github.failures import QueryTooLarge, TeamsHidden
from connectors.github.features import BOARD_EVENTS, without
from connectors.github.query_size import QuerySize
from connectors.github.records import Reduced, reduce_issue, reduce_pull_request

Node = dict[str, Any]
# When something last changed that is not listed by its changes.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
Kind = Literal["pull_request", "issue"]
_TYPES: dict[Kind, str] = {"pull_request": "PullRequest", "issue": "Issue"}
_REDUCERS: dict[Kind, Callable[[Node, list[Node]], Reduced]] = {
    "pull_request": reduce_pull_request,
    "issue": reduce_issue,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A pull request or issue as a scan lists it: GraphQL's id, the id to land it under, its last change."""

    kind: Kind
    node: str
    id: str
    number: int
    updated_at: datetime

    @property
    def key(self) -> str:
        """All that it takes to ask for it again, whenever it changes."""
        return json.dumps([self.kind, self.node, self.id, self.number])

    @classmethod
    def of_key(cls, key: str) -> Listed:
        kind, node, id_, number = json.loads(key)
        return cls(kind, node, id_, number, NEVER)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One that GitHub answers with something else than was asked for, and why it is left out."""

    reason: str


Found = Reduced | Unreadable | None


def listed(kind: Kind, node: Node) -> Listed:
    updated_at = datetime.fromisoformat(node["updatedAt"])
    return Listed(kind, node["id"], str(int(node["fullDatabaseId"])), int(node["number"]), updated_at)


class Hydration:
    """Reads what is listed of one owner's repositories. Safe to use from several threads."""

    def __init__(self, client: Client, owner: str, queries: Queries) -> None:
        self._client = client
        self._owner = owner
        self._queries = queries
        self.may_read_boards = True

    @property
    def has_board_events(self) -> bool:
        """Whether what boards said of issues is told, as far as that is known by now."""
        return self.may_read_boards and BOARD_EVENTS not in self._client.features.lacking

    def fetch_whole(self, wanted: list[tuple[Listed, QuerySize]]) -> list[Found]:
        """One for one in reduced form, all of one kind; None where it is not there any more.

        Raises QueryTooLarge when fewer should be asked for, and TeamsHidden when teams are asked for and the
        token may not read them.
        """
        kind = wanted[0][0].kind
        items = min(page.items for _, page in wanted)
        reply = self._asked(kind, "hydrate", {"ids": [one.node for one, _ in wanted], "items": items})
        nodes = reply.data.get("nodes")
        if not isinstance(nodes, list) or len(nodes) != len(wanted):
            raise BadAnswer(self._client.source, f"what came about {len(wanted)} nodes are not as many")
        return [self._whole(reply, place, one, page) for place, (one, page) in enumerate(wanted)]

    def _whole(self, reply: Reply, place: int, one: Listed, page: QuerySize) -> Found:
        node: Node | None = reply.data["nodes"][place]
        at: tuple[str | int, ...] = ("nodes", place)
        try:
            if not node or node.get("__typename") != _TYPES[one.kind]:
                return _absent(reply, one, *at)
            items: list[Node | None] = []
            after: str | None = None
            part = node
            while True:
                if reason := reply.hidden_in(*at, "timelineItems", "nodes"):
                    return _hidden(one, reason)
                items += part["timelineItems"]["nodes"]
                if not part["timelineItems"]["pageInfo"]["hasNextPage"]:
                    return _REDUCERS[one.kind](node, [item for item in items if item])
                after = _next(after, part["timelineItems"])
                reply, at = self._rest(one, after, page), ("node",)
                if (part := reply.data["node"]) is None:
                    return _absent(reply, one, *at)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            what = f"{one.kind.replace('_', ' ')} {one.number}"
            return Unreadable(f"{what} is not what was asked for ({type(error).__name__}: {error})")

    def _rest(self, one: Listed, after: str, page: QuerySize) -> Reply:
        while True:
            try:
                variables = {"id": one.node, "after": after, "items": page.items}
                return self._asked(one.kind, "timeline", variables)
            except QueryTooLarge as too_large:
                ask_for_less(self._client, page, 1, too_large)

    def _asked(self, kind: Kind, document: Literal["hydrate", "timeline"], variables: Node) -> Reply:
        """A reply. Raises TeamsHidden instead of what a token without read:org gets."""
        asks_for_teams = self._queries is WITH_TEAMS and kind == "pull_request"
        while True:
            asks_for_boards = kind == "issue" and self.may_read_boards
            query = self._query(kind, document)
            try:
                reply = self._client.graphql(query, variables, self._owner)
            except ScopeMissing:
                if asks_for_boards:
                    self.may_read_boards = False
                    continue
                if asks_for_teams:
                    raise TeamsHidden from None
                raise
            if asks_for_teams and any(
                "requestedReviewer" in (error.get("path") or ()) for error in reply.errors
            ):
                raise TeamsHidden
            return reply

    def _query(self, kind: Kind, document: Literal["hydrate", "timeline"]) -> str:
        documents = self._queries.pull_request if kind == "pull_request" else self._queries.issue
        query = documents.hydrate if document == "hydrate" else documents.timeline
        left = query if self.may_read_boards else without(query, frozenset({BOARD_EVENTS}))
        assert left is not None, "an issue is more than what boards say of it"
        return left


def _absent(reply: Reply, one: Listed, *place: str | int) -> Found:
    """Something that is not in an answer: it is gone, unless GitHub says that it is only not shown."""
    reason = reply.hidden(*place)
    return None if reason is None else _hidden(one, reason)


def _hidden(one: Listed, reason: str) -> Unreadable:
    return Unreadable(f"{one.kind.replace('_', ' ')} {one.number} is not shown to the token: {reason}")


def ask_for_less(client: Client, page: QuerySize, asked: int, too_large: QueryTooLarge) -> None:
    """Wait and halve `page`, which asked for too much; raise what to say when it cannot ask for less."""
    if asked == 1 and page.is_smallest and page.failures + 1 >= client.attempts:
        raise too_large.problem
    client.back_off(page.failures, too_large.problem)
    page.shrink(asked)


def _next(after: str | None, connection: Node) -> str:
    cursor = connection["pageInfo"]["endCursor"]
    if not cursor or cursor == after:
        raise ValueError("its pages lead in a circle")
    return str(cursor)
