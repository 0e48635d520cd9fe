"""The HTTP side of the sandbox: routes, credentials, counting, faults, and the clock in every answer."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from connectors.sandbox import faults
from connectors.sandbox.faults import Fault, Faults, Sent
from connectors.sandbox.github import rest
from connectors.sandbox.github.host_http import GitHub
from connectors.sandbox.jira import access
from connectors.sandbox.jira.access import PREFIXES, TOKEN
from connectors.sandbox.jira.cloud import Jira
from connectors.sandbox.jira.data_center import DataCenter

GITHUB_PREFIX = "/github/api/v3/"
GRAPHQL_PATH = "/github/api/graphql"
GITHUB_REFUSAL = {
    "message": "Bad credentials",
    "documentation_url": "https://docs.github.com/rest",
    "status": "401",
}

Answer = Callable[[Request, bytes], Sent]


class Hosts:
    """Both servers behind one port. `requests` counts what came in by method and route."""

    def __init__(
        self, jira_server: Jira, data_center: DataCenter, github_server: GitHub, clock: datetime
    ) -> None:
        self.jira = jira_server
        self.data_center = data_center
        self.github = github_server
        self.clock = clock
        self.requests: Counter[tuple[str, str]] = Counter()
        self.faults = Faults()
        routes = [
            self._route(method, path, answer)
            for method, path, answer in access.routes(jira_server, data_center)
        ]
        routes += [
            self._route("GET", GITHUB_PREFIX + path, self._rest(answer)) for path, answer in rest.ROUTES
        ]
        routes += [
            self._route("GET", GITHUB_PREFIX + "app", self._app),
            self._route("GET", GITHUB_PREFIX + "app/installations", self._installations),
            self._route(
                "POST", GITHUB_PREFIX + "app/installations/{id:int}/access_tokens", self._access_token
            ),
            self._route("POST", GRAPHQL_PATH, self._graphql),
        ]
        routes.append(Route("/{path:path}", _Door(self, None, _not_found)))
        self.app = Starlette(routes=routes)

    def move_to(self, clock: datetime) -> None:
        self.clock = clock
        self.jira.move_to(clock)
        self.data_center.move_to(clock)
        self.github.move_to(clock)

    def _route(self, method: str, path: str, answer: Answer) -> Route:
        return Route(path, _Door(self, path, answer), methods=[method])

    def _rest(self, answer: Callable[[rest.Rest, str, rest.Given], Any]) -> Answer:
        def respond(request: Request, body: bytes) -> Sent:
            base = str(request.base_url).rstrip("/") + GITHUB_PREFIX.rstrip("/")
            path = request.url.path.removeprefix(GITHUB_PREFIX)
            query = dict(request.query_params)
            return self._shown(
                request,
                lambda reader: self.github.rest(answer, base, path, request.path_params, query, reader),
            )

        return respond

    def _graphql(self, request: Request, body: bytes) -> Sent:
        try:
            asked = json.loads(body)
        except ValueError:
            return 400, {}, {"message": "Problems parsing JSON"}
        return self._shown(request, lambda reader: self.github.graphql(asked, reader))

    def _shown(self, request: Request, answer: Callable[[str | None], Sent]) -> Sent:
        """The answer for who asks: a person sees everything (None), an app's token one organization."""
        token = _github_token(request)
        if token == TOKEN:
            return answer(None)
        reader = self.github.apps.reader(token)
        return (401, {}, GITHUB_REFUSAL) if reader is None else answer(reader)

    def _app(self, request: Request, body: bytes) -> Sent:
        return self.github.apps.app(_github_token(request))

    def _installations(self, request: Request, body: bytes) -> Sent:
        return self.github.apps.installations(_github_token(request))

    def _access_token(self, request: Request, body: bytes) -> Sent:
        return self.github.apps.access_token(_github_token(request), request.path_params["id"], self.clock)


class _Door:
    """One route as an ASGI application; without a `route`, requests count by their own path."""

    def __init__(self, hosts: Hosts, route: str | None, answer: Answer) -> None:
        self._hosts = hosts
        self._route = route
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        self._hosts.requests[request.method, self._route or request.url.path] += 1
        fault = self._hosts.faults.next(request.url.path, body)
        if fault is not None and fault.kind == "reset":
            scope["state"]["transport"].abort()
            await _gone(receive)
            return
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        status, headers, content = self._sent(request, body, fault)
        data = content if isinstance(content, bytes) else json.dumps(content, separators=(",", ":")).encode()
        headers_sent = {
            "Date": format_datetime(self._hosts.clock, usegmt=True),
            "Content-Type": "application/json;charset=UTF-8",
            "Content-Length": str(len(data)),
            **headers,
        }
        raw = [(name.lower().encode(), value.encode()) for name, value in headers_sent.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        if fault is not None and fault.kind == "truncated":
            await send({"type": "http.response.body", "body": data[: len(data) // 2], "more_body": True})
            scope["state"]["transport"].close()
            await _gone(receive)
            return
        await send({"type": "http.response.body", "body": data})

    def _sent(self, request: Request, body: bytes, fault: Fault | None) -> Sent:
        if fault is not None and fault.kind not in faults.ON_THE_ANSWER:
            if fault.kind == "unauthorized":
                is_jira = request.url.path.startswith(PREFIXES)
                return access.refusal() if is_jira else (401, {}, GITHUB_REFUSAL)
            if fault.kind == "anonymous":
                return access.anonymous(request.url.path)
            return faults.answer(fault, self._hosts.clock)
        status, headers, content = self._answer(request, body)
        if fault is not None and fault.kind == "RESOURCE_LIMITS_EXCEEDED" and isinstance(content, dict):
            content = faults.limit_resources(content)
        if fault is not None and fault.kind == "FORBIDDEN" and isinstance(content, dict):
            content = faults.forbid_nodes(content)
        if fault is not None and status == 200 and fault.change is not None:
            content = fault.change(content)
        if fault is not None and status == 200 and fault.kind in faults.PAGES:
            content = faults.spoil_page(fault.kind, content)
        return status, headers, content


async def _gone(receive: Receive) -> None:
    """Waits until the connection is closed, so that the server does not take the answer for forgotten."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _not_found(request: Request, body: bytes) -> Sent:
    return 404, {}, {"message": "Not Found", "errorMessages": ["Not Found"]}


def _github_token(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.lower() in ("token", "bearer") else ""
