"""A GitHub host of a few pull requests, whose every answer a test can replace or change."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.github.source import GitHubSource

TOKEN = "secret-of-the-tests"
START = datetime(2025, 3, 3, 9, tzinfo=UTC)
ANA = {"__typename": "User", "databaseId": 11, "login": "ana", "name": "Ana"}
BEN = {"__typename": "User", "databaseId": 12, "login": "ben", "name": "Ben"}
LINT = {"__typename": "Bot", "databaseId": 90, "login": "lint"}
DATA = {"__typename": "Team", "databaseId": 51, "combinedSlug": "meridian/data"}

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    verb: str
    path: str
    query: dict[str, list[str]]
    body: Json

    @property
    def operation(self) -> str:
        """The name of the GraphQL query, or the path."""
        return str(self.body["query"].split()[1].partition("(")[0]) if self.body else self.path

    @property
    def variables(self) -> Json:
        return dict(self.body["variables"])


@dataclass
class Reply:
    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


def zulu(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def event(kind: str, number: int, **fields: Any) -> Json:
    return {"__typename": kind, "id": f"{kind}_{number}", "createdAt": zulu(START), "actor": ANA, **fields}


def commit(number: int, headline: str, user: Json | None = None) -> Json:
    made = {"oid": f"{number:040x}", "authoredDate": zulu(START), "committedDate": zulu(START)}
    author = {"user": user or ANA}
    return {
        "__typename": "PullRequestCommit",
        "id": f"commit_{number}",
        "prCommit": {**made, "message": headline, "author": author},
    }


def pull_request(number: int, minutes: int = 0, timeline: tuple[Json, ...] = (), **fields: Any) -> Json:
    """A pull request's node; its last change is `minutes` after START. `timelineItems` holds all of it."""
    return {
        "__typename": "PullRequest",
        "id": f"PR_{number}",
        "fullDatabaseId": str(7000 + number),
        "number": number,
        "url": f"https://github.example/meridian/flow/pull/{number}",
        "state": "OPEN",
        "isDraft": False,
        "createdAt": zulu(START),
        "publishedAt": zulu(START),
        "updatedAt": zulu(START + timedelta(minutes=minutes)),
        "closedAt": None,
        "mergedAt": None,
        "merged": False,
        "additions": 3,
        "deletions": 1,
        "changedFiles": 1,
        "baseRefName": "main",
        "headRefName": f"branch-of-{number}",
        "title": "Some words that are not kept",
        "body": "More words that are not kept",
        "author": ANA,
        "mergedBy": None,
        "reviewRequests": {"nodes": []},
        "timelineItems": list(timeline),
        **fields,
    }


class GitHubStub:
    """Serves `pulls` (by owner/name) of `repositories` (owner/name → id).

    `faults` are asked first, in order: the first Reply is the answer. `changes` may rewrite other answers.
    """

    def __init__(self) -> None:
        self.clock = START + timedelta(days=1)
        self.repositories = {"meridian/flow": 1001}
        self.archived: set[str] = set()
        self.pulls: dict[str, list[Json]] = {"meridian/flow": []}
        self.issues: dict[str, list[Json]] = {}
        self.deliveries: dict[str, dict[str, list[Json]]] = {"deployments": {}, "releases": {}}
        self.owners: dict[str, Json] = {}
        self.teams: list[Json] = [{"id": 51, "slug": "data", "name": "Data", "parent": None}]
        self.secret_teams: set[str] = set()
        self.members = [
            {"id": 11, "login": "ana", "type": "User"},
            {"id": 13, "login": "cleo", "type": "User"},
        ]
        self.faults: list[Callable[[Request], Reply | None]] = []
        self.changes: list[Callable[[Request, Reply], Reply]] = []
        self.requests: list[Request] = []
        self.tokens: set[str] = {TOKEN}
        self.authorizations: list[str] = []
        self.installations: dict[str, int] = {}
        self.token_lasts = timedelta(hours=1)
        self.issued = 0
        self.url = ""

    def source(self, **fields: Any) -> GitHubSource:
        return GitHubSource(
            "gh", **{"url": self.url, "token": TOKEN, "organizations": ("meridian",), **fields}
        )

    def asked(self, operation: str) -> list[Request]:
        return [request for request in self.requests if request.operation == operation]

    def fail(self, operation: str, *replies: Reply) -> None:
        """Answer the next requests of one operation with `replies`, one after another."""
        left = list(replies)
        self.faults.append(lambda request: left.pop(0) if request.operation == operation and left else None)

    def answer(self, request: Request, authorization: str) -> Reply:
        self.requests.append(request)
        self.authorizations.append(authorization.partition(" ")[2])
        if request.path.startswith("/api/v3/app/"):
            return self._app(request)
        if authorization.removeprefix("token ") not in self.tokens:
            return Reply(401, {"message": "Bad credentials"})
        reply = next((made for fault in self.faults if (made := fault(request)) is not None), None)
        if reply is None:
            reply = self._graphql(request) if request.body else self._rest(request)
            for change in self.changes:
                reply = change(request, reply)
        return reply

    def _app(self, request: Request) -> Reply:
        """An app, whose signature is not looked at: its installations (owner → id), and tokens for them."""
        if request.path.endswith("/installations"):
            found = [{"id": id_, "account": {"login": login}} for login, id_ in self.installations.items()]
            return Reply(200, found)
        self.issued += 1
        id_ = request.path.split("/")[-2]
        token = f"installation-{id_}-token-{self.issued}"
        self.tokens.add(token)
        return Reply(201, {"token": token, "expires_at": zulu(self.clock + self.token_lasts)})

    def _rest(self, request: Request) -> Reply:
        match request.path.removeprefix("/api/v3/").split("/"):
            case ["rate_limit"]:
                return Reply(200, {"resources": {}})
            case ["orgs", login, "repos"]:
                owned = [name for name in self.repositories if name.startswith(f"{login}/")]
                return self._page(request, [self._repository(name) for name in owned])
            case ["orgs", _, "teams"]:
                return self._page(request, self.teams)
            case ["orgs", _, "members"] | ["orgs", _, "teams", _, "members"]:
                return self._page(request, self.members)
            case ["repositories", id_] if int(id_) in self.repositories.values():
                return Reply(
                    200, self._repository({i: name for name, i in self.repositories.items()}[int(id_)])
                )
            case ["repos", owner, name] if f"{owner}/{name}" in self.repositories:
                return Reply(200, self._repository(f"{owner}/{name}"))
        return Reply(404, {"message": "Not Found"})

    def _page(self, request: Request, items: list[Json]) -> Reply:
        """Two items a page, so that there are pages."""
        number = int(request.query.get("page", ["1"])[0])
        next_url = f"{self.url}{request.path.removeprefix('/api/v3')}?page={number + 1}"
        headers = {"Link": f'<{next_url}>; rel="next"'} if len(items) > 2 * number else {}
        return Reply(200, items[2 * number - 2 : 2 * number], headers)

    def _repository(self, full_name: str) -> Json:
        owner = {"login": full_name.partition("/")[0], "type": "Organization"}
        url = f"https://github.example/{full_name}"
        is_archived = full_name in self.archived
        id_ = self.repositories[full_name]
        node = {"id": id_, "node_id": f"R_{id_}", "full_name": full_name}
        return {**node, "owner": owner, "html_url": url, "archived": is_archived, "default_branch": "main"}

    def _graphql(self, request: Request) -> Reply:
        limit = {"cost": 1, "limit": 5000, "remaining": 4999, "resetAt": zulu(self.clock)}
        made = getattr(self, f"_{request.operation}")(request.variables)
        return Reply(200, {"data": {"rateLimit": limit, **made}})

    def _OrganizationTeams(self, variables: Json) -> Json:
        members = {
            "nodes": [{"databaseId": each["id"]} for each in self.members],
            "pageInfo": {"hasNextPage": False},
        }
        nodes = [
            {
                "databaseId": team["id"],
                "slug": team["slug"],
                "name": team["name"],
                "parentTeam": team["parent"] and {"databaseId": team["parent"]["id"]},
                "members": None if team["slug"] in self.secret_teams else members,
            }
            for team in self.teams
        ]
        return {"organization": {"teams": self._connection(nodes, variables["after"], 2)}}

    def _BoardList(self, variables: Json) -> Json:
        return {"repositoryOwner": {"projectsV2": self._connection([], variables["after"], 50)}}

    def _RepositoryScan(self, variables: Json) -> Json:
        names = {f"R_{id_}": name for name, id_ in self.repositories.items()}
        return {"nodes": [self._scanned(names.get(id_), variables) for id_ in variables["ids"]]}

    def _scanned(self, name: str | None, variables: Json) -> Json | None:
        if name is None:
            return None
        pulls = self._ordered(name, self.pulls)
        since = str(variables["since"] or "").replace("+00:00", "Z")
        issues = [each for each in self._ordered(name, self.issues)[::-1] if str(each["updatedAt"]) >= since]
        deliveries = {
            kind: self._connection(found.get(name, []), None, 20) for kind, found in self.deliveries.items()
        }
        return {
            "__typename": "Repository",
            "id": f"R_{self.repositories[name]}",
            "databaseId": self.repositories[name],
            "nameWithOwner": name,
            "isArchived": name in self.archived,
            "everyPullRequest": {"totalCount": len(pulls)},
            "everyIssue": {"totalCount": len(self.issues.get(name, []))},
            "pullRequests": self._connection(pulls, None, variables["first"]),
            "issues": self._connection(issues, None, variables["first"]),
            **deliveries,
            "inFolder": self.owners.get(name),
            "atRoot": None,
            "inDocs": None,
        }

    def _ordered(self, name: str, found: dict[str, list[Json]]) -> list[Json]:
        return sorted(found.get(name, []), key=lambda node: str(node["updatedAt"]), reverse=True)

    def _PullRequestScan(self, variables: Json) -> Json:
        name = next(name for name, id_ in self.repositories.items() if f"R_{id_}" == variables["id"])
        ordered = self._ordered(name, self.pulls)
        return {"node": {"pullRequests": self._connection(ordered, variables["after"], 100)}}

    def _IssueScan(self, variables: Json) -> Json:
        name = next(name for name, id_ in self.repositories.items() if f"R_{id_}" == variables["id"])
        since = str(variables["since"] or "").replace("+00:00", "Z")
        issues = [each for each in self._ordered(name, self.issues)[::-1] if str(each["updatedAt"]) >= since]
        return {"node": {"issues": self._connection(issues, variables["after"], 100)}}

    def _IssueHydrate(self, variables: Json) -> Json:
        nodes = {node["id"]: node for issues in self.issues.values() for node in issues}
        return {"nodes": [self._first(nodes.get(id_), None, variables) for id_ in variables["ids"]]}

    def _IssueSummaries(self, variables: Json) -> Json:
        nodes = {node["id"]: node for issues in self.issues.values() for node in issues}
        return {"nodes": [self._short(nodes.get(id_)) for id_ in variables["ids"]]}

    def _short(self, node: Json | None) -> Json | None:
        if node is None:
            return None
        items = node["timelineItems"]
        return {**node, "timelineItems": {"totalCount": len(items), "nodes": items[-1:]}}

    def _PullRequestHydrate(self, variables: Json) -> Json:
        nodes = {node["id"]: node for pulls in self.pulls.values() for node in pulls}
        return {"nodes": [self._first(nodes.get(id_), None, variables) for id_ in variables["ids"]]}

    def _PullRequestTimeline(self, variables: Json) -> Json:
        nodes = {node["id"]: node for pulls in self.pulls.values() for node in pulls}
        return {"node": self._first(nodes.get(variables["id"]), variables["after"], variables)}

    def _first(self, node: Json | None, after: str | None, variables: Json) -> Json | None:
        if node is None:
            return None
        return {**node, "timelineItems": self._connection(node["timelineItems"], after, variables["items"])}

    def _connection(self, nodes: list[Json], after: str | None, first: int) -> Json:
        begin = int(after or 0)
        info = {"hasNextPage": begin + first < len(nodes), "endCursor": str(begin + first)}
        return {"totalCount": len(nodes), "pageInfo": info, "nodes": nodes[begin : begin + first]}


@contextmanager
def github_stub() -> Iterator[GitHubStub]:
    """A stub on a loopback port of its own."""
    stub = GitHubStub()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: Json) -> None:
            parts = urlsplit(self.path)
            request = Request(self.command, parts.path, parse_qs(parts.query), body)
            with lock:
                reply = stub.answer(request, self.headers.get("Authorization", ""))
            text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            self.send_response_only(reply.status)
            headers = {"Date": format_datetime(stub.clock, usegmt=True), **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing: a client that gave up on an answer is part of the tests."""

    with Server(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        stub.url = f"http://127.0.0.1:{server.server_port}/api/v3"
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join()
