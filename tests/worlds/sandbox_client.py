"""How the sandbox's tests ask its servers."""

from __future__ import annotations

from typing import Any

import requests

from connectors.sandbox.server.server import Sandbox

AUTH = ("sandbox@example.org", "sandbox-token")


def ask(sandbox: Sandbox, method: str, path: str, status: int = 200, **options: Any) -> Any:
    """Jira's answer, which must have this status."""
    url = f"{sandbox.jira_url}/rest/api/3/{path}"
    answer = requests.request(method, url, auth=AUTH, timeout=10, **options)
    assert answer.status_code == status, answer.text
    return answer.json()


def post(sandbox: Sandbox, path: str, status: int = 200, **body: Any) -> Any:
    return ask(sandbox, "POST", path, status, json=body)


def refusal(sandbox: Sandbox, path: str, **body: Any) -> str:
    """Why Jira does not do it."""
    return post(sandbox, path, 400, **body)["errorMessages"][0]


def found(sandbox: Sandbox, jql: str) -> list[str]:
    return [issue["id"] for issue in post(sandbox, "search/jql", jql=jql)["issues"]]


def graphql(sandbox: Sandbox, query: str, **variables: Any) -> requests.Response:
    url = sandbox.github_url.removesuffix("/v3") + "/graphql"
    headers = {"Authorization": "bearer sandbox-token"}
    return requests.post(url, json={"query": query, "variables": variables}, headers=headers, timeout=10)


def data(sandbox: Sandbox, query: str, **variables: Any) -> Any:
    """GraphQL's data; there must be no errors."""
    answer = graphql(sandbox, query, **variables).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]
