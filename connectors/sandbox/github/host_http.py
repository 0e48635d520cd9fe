"""GitHub over HTTP: what a request gets, with the headers that GitHub sends along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from connectors.sandbox.github.apps import Apps
from connectors.sandbox.github.boards import Boards
from connectors.sandbox.github.deliveries import Deliveries
from connectors.sandbox.github.graphql import Budget, GraphQL
from connectors.sandbox.github.host import Host
from connectors.sandbox.github.issues import Issues
from connectors.sandbox.github.nodes import Nodes
from connectors.sandbox.github.pull_requests import Pulls
from connectors.sandbox.github.rest import MOST_PER_PAGE, Given, Rest
from connectors.sandbox.github.rest_issues import Moved, NotFound
from connectors.sandbox.github.schemas import Edition
from connectors.sandbox.world.world import World

Answer = Callable[[Rest, str, Given], Any]
DEFAULT_PER_PAGE = 30
NOT_FOUND = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}

UNLIMITED = {**NOT_FOUND, "message": "Rate limiting is not enabled."}


class GitHub:
    """`points` is the budget of an hour, for GraphQL in points and for REST in requests."""

    def __init__(self, world: World, clock: datetime, points: int, edition: Edition) -> None:
        self._points = points
        self._edition = edition
        self._host = Host(world, edition.bots_review)
        self._issues = Issues(world, self._host, clock)
        self._pulls = Pulls(world, self._host, clock, self._issues)
        deliveries, boards = Deliveries(world, self._host), Boards(world, self._issues)
        self._nodes = Nodes(self._host, self._pulls, self._issues, deliveries, boards)
        self.apps = Apps(self._host)
        self.move_to(clock)

    def move_to(self, clock: datetime) -> None:
        self._host.move_to(clock)
        self._pulls.move_to(clock)
        self._issues.move_to(clock)
        self._core = Budget(self._points, clock)
        budget = Budget(self._points, clock)
        self._graphql = GraphQL(self._nodes, budget, self._edition)
        self._rest = Rest(self._host, self._pulls, self._issues, self._core, budget)

    @property
    def points_used(self) -> int:
        """GraphQL points charged since the clock was set."""
        return self._graphql.budget.used

    def graphql(self, body: Any, reader: str | None) -> tuple[int, dict[str, str], Any]:
        """Status, headers and JSON of a POST to the GraphQL endpoint; `reader` is the organization that it is
        shown the things of (None: of all)."""
        answer = self._graphql.answer(body if isinstance(body, dict) else {}, reader)
        return 400 if "message" in answer else 200, self._limits(self._graphql.budget, "graphql"), answer

    def rest(
        self, answer: Answer, base: str, path: str, parameters: Given, query: Given, reader: str | None
    ) -> tuple[int, dict[str, str], Any]:
        """Status, headers and JSON of a GET; lists come in pages with a Link header. `reader` as above."""
        if path != "rate_limit":
            self._core.used += 1
        elif not self._edition.has_limits:
            return 404, {}, UNLIMITED
        headers = self._limits(self._core, "core")
        whose = parameters.get("org") or parameters.get("owner")
        if reader is not None and whose is not None and whose.lower() != reader.lower():
            return 404, headers, NOT_FOUND
        try:
            found = answer(self._rest, base, {**query, **parameters})
        except NotFound:
            return 404, headers, NOT_FOUND
        except Moved as moved:
            url = f"{base}/{moved.path}"
            return 301, headers | {"Location": url}, {"message": "Moved Permanently", "url": url}
        if not isinstance(found, list):
            return 200, headers, found
        size = min(_number(query, "per_page", DEFAULT_PER_PAGE), MOST_PER_PAGE)
        number = _number(query, "page", 1)
        links = _links(f"{base}/{path}", query, number, max(1, -(-len(found) // size)))
        return 200, headers | links, found[(number - 1) * size : number * size]

    def _limits(self, budget: Budget, resource: str) -> dict[str, str]:
        return budget.headers(resource) if self._edition.has_limits else {}


def _number(query: Given, name: str, default: int) -> int:
    text = query.get(name, "")
    return max(1, int(text)) if text.isdecimal() else default


def _links(url: str, query: Given, number: int, last: int) -> dict[str, str]:
    pages = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
    relations = ["next", "last"] if number < last else []
    relations += ["prev", "first"] if number > 1 else []
    links = [f'<{url}?{urlencode({**query, "page": pages[name]})}>; rel="{name}"' for name in relations]
    return {"Link": ", ".join(links)} if links else {}
