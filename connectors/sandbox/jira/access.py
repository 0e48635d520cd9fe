"""Who may ask the sandbox's Jira servers what, and under which addresses."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

from starlette.requests import Request

from connectors.sandbox.faults import ENDLESS, Sent
from connectors.sandbox.jira import agile
from connectors.sandbox.jira.answers import Given, JiraServer
from connectors.sandbox.jira.cloud import ROUTES as CLOUD_ROUTES
from connectors.sandbox.jira.cloud import Jira
from connectors.sandbox.jira.data_center import READER, DataCenter
from connectors.sandbox.jira.data_center import ROUTES as DATA_CENTER_ROUTES
from connectors.sandbox.jira.pages import JiraError

USER = "sandbox@example.org"
TOKEN = "sandbox-token"
# Good at the gateway alone.
SCOPED_TOKEN = "sandbox-scoped-token"
ACCESS_TOKEN = "sandbox-access-token"
PERSONAL_TOKEN = "sandbox-personal-token"
CLOUD_ID = "11111111-2222-4333-8444-555555555555"
SITE = "/jira/"
GATEWAY = f"/ex/jira/{CLOUD_ID}/"
DATA_CENTER = "/jira-dc/"
PREFIXES = (SITE, GATEWAY, DATA_CENTER)
LISTS = {"fields", "status"}

Answer = Callable[[Request, bytes], Sent]


def _basic(user: str, token: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()


ADMITTED = {
    SITE: {_basic(USER, TOKEN)},
    GATEWAY: {_basic(USER, TOKEN), _basic(USER, SCOPED_TOKEN), f"Bearer {ACCESS_TOKEN}"},
    DATA_CENTER: {_basic(READER, TOKEN), f"Bearer {PERSONAL_TOKEN}"},
}


def routes(cloud: Jira, data_center: DataCenter) -> Iterator[tuple[str, str, Answer]]:
    """Method, path and answer of every address of both sites."""
    for base in (SITE, GATEWAY):
        for version in ("3", "2"):
            for method, path, answer in CLOUD_ROUTES:
                yield method, f"{base}rest/api/{version}/{path}", _answered(cloud, base, answer)
        for method, path, answer in agile.ROUTES:
            yield method, f"{base}rest/agile/1.0/{path}", _answered(cloud, base, answer)
    yield "GET", f"{SITE}_edge/tenant_info", lambda request, body: (200, {}, {"cloudId": CLOUD_ID})
    for method, path, answer in DATA_CENTER_ROUTES:
        yield method, f"{DATA_CENTER}rest/api/2/{path}", _answered(data_center, DATA_CENTER, answer)
    for method, path, answer in agile.ROUTES:
        yield method, f"{DATA_CENTER}rest/agile/1.0/{path}", _answered(data_center, DATA_CENTER, answer)


def refusal() -> Sent:
    headers = {
        "Content-Type": "text/html;charset=UTF-8",
        "WWW-Authenticate": 'OAuth realm="https%3A%2F%2Fsandbox.example.org"',
        "X-Seraph-LoginReason": "AUTHENTICATED_FAILED",
    }
    return 401, headers, b"Client must be authenticated to access this resource."


def anonymous(path: str) -> Sent:
    """What Jira answers to credentials that it has let lapse without a word: what nobody may see."""
    if path.endswith("/myself"):
        return refusal()
    if path.endswith(("/search", "/search/jql", "/bulkfetch", "/approximate-count")):
        nothing = {"issues": [], "issueChangeLogs": [], "issueErrors": [], "isLast": True}
        return 200, {"X-AUSERNAME": "anonymous"}, {**nothing, "total": 0, "count": 0}
    if "/issue/" in path or "/board/" in path or "/sprint/" in path:
        return 404, {}, {"errorMessages": ["Issue does not exist or you do not have permission to see it."]}
    return 200, {"X-AUSERNAME": "anonymous"}, {"values": [], "isLast": True, "total": 0}


def _answered(server: JiraServer, base: str, answer: Callable[[Any, Given], Any]) -> Answer:
    def respond(request: Request, body: bytes) -> Sent:
        header = request.headers.get("authorization")
        is_open = header is None and answer in (Jira.server_info, DataCenter.server_info)
        if header not in ADMITTED[base] and not is_open:
            return refusal()
        try:
            return 200, {}, answer(server, _given(request, body))
        except JiraError as error:
            return error.status, {}, error.body()

    return respond


def _given(request: Request, body: bytes) -> dict[str, Any]:
    """A request's parameters: of the path, the query and the JSON body."""
    given: dict[str, Any] = dict(request.query_params)
    for name in LISTS & given.keys():
        given[name] = [part for text in request.query_params.getlist(name) for part in text.split(",")]
    if request.method == "POST":
        try:
            posted = json.loads(body)
        except ValueError:
            raise JiraError(
                400, "There was an error parsing JSON. Check that your request body is valid."
            ) from None
        if not isinstance(posted, dict):
            raise JiraError(400, "The request body must be a JSON object.")
        given |= posted
    if str(given.get("nextPageToken", "")).startswith(ENDLESS):
        del given["nextPageToken"]
    return {**given, **request.path_params}
