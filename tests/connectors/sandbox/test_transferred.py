"""How the sandbox's GitHub plays an issue that goes to another repository."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from connectors.sandbox.github.host import node_id
from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.sandbox_client import graphql
from tests.worlds.story import june
from tests.worlds.transfers import WEB, back, on_board, once, stripped, told

HEADERS = {"Authorization": "token sandbox-token"}
ISSUE = """query ($id: ID!) { node(id: $id) { ... on Issue {
    number createdAt updatedAt labels(first: 20) { nodes { name } } assignees(first: 10) { nodes { login } }
    repository { nameWithOwner }
    timelineItems(first: 100) { nodes { __typename ... on TransferredEvent {
        createdAt actor { login } fromRepository { databaseId nameWithOwner }
    } } }
} } }"""
BOARD = """query ($id: ID!) { node(id: $id) { ... on ProjectV2 {
    items(first: 100) { nodes { content { ... on Issue { fullDatabaseId } } } }
} } }"""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(told.world, june("3 18:00")) as sandbox:
        yield sandbox


def rest(sandbox: Sandbox, path: str) -> requests.Response:
    url = f"{sandbox.github_url}/repos/story/{path}"
    return requests.get(url, headers=HEADERS, timeout=10, allow_redirects=False)


def test_it_is_another_issue_there_with_all_that_happened_and_the_transfer(sandbox: Sandbox) -> None:
    sandbox.move_to(june("4 18:00"))
    [transfer] = once.transfers
    issue = graphql(sandbox, ISSUE, id=node_id("I", transfer.id)).json()["data"]["node"]
    assert issue == {
        "number": transfer.number,
        "createdAt": "2025-06-02T10:00:00Z",
        "updatedAt": "2025-06-04T10:00:00Z",
        "labels": {"nodes": [{"name": "bug"}]},
        "assignees": {"nodes": []},
        "repository": {"nameWithOwner": "story/web"},
        "timelineItems": {
            "nodes": [
                {"__typename": "LabeledEvent"},
                {"__typename": "IssueComment"},
                {
                    "__typename": "TransferredEvent",
                    "createdAt": "2025-06-04T10:00:00Z",
                    "actor": {"login": "ann"},
                    "fromRepository": {"databaseId": 300, "nameWithOwner": "story/app"},
                },
            ]
        },
    }


def test_a_label_that_the_repository_lacks_is_lost_without_a_word(sandbox: Sandbox) -> None:
    sandbox.move_to(june("4 18:00"))
    issue = graphql(sandbox, ISSUE, id=node_id("I", stripped.transfers[0].id)).json()["data"]["node"]
    assert issue["labels"] == {"nodes": []}
    kinds = [item["__typename"] for item in issue["timelineItems"]["nodes"]]
    assert kinds == ["LabeledEvent", "IssueComment", "TransferredEvent"]


def test_where_it_was_its_node_is_gone_and_its_number_redirects(sandbox: Sandbox) -> None:
    assert rest(sandbox, f"app/issues/{back.number}").json()["id"] == back.id
    to_web, to_app = back.transfers
    assert rest(sandbox, f"web/issues/{to_web.number}").status_code == 404
    sandbox.move_to(june("4 18:00"))
    answer = graphql(sandbox, ISSUE, id=node_id("I", back.id)).json()
    assert answer["data"] == {"node": None}
    assert [error["type"] for error in answer["errors"]] == ["NOT_FOUND"]
    moved = rest(sandbox, f"app/issues/{back.number}")
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{sandbox.github_url}/repos/story/web/issues/{to_web.number}"
    sandbox.move_to(june("20 16:00"))
    for old in (f"app/issues/{back.number}", f"web/issues/{to_web.number}"):
        assert rest(sandbox, old).headers["Location"].endswith(f"/repos/story/app/issues/{to_app.number}")


def test_it_is_listed_where_it_is_now_alone_and_stays_on_its_board(sandbox: Sandbox) -> None:
    def ids(repository: str) -> set[int]:
        return {issue["id"] for issue in rest(sandbox, f"{repository}/issues?state=all&per_page=100").json()}

    def on_the_board() -> list[str]:
        nodes = graphql(sandbox, BOARD, id=node_id("PVT", 1)).json()["data"]["node"]["items"]["nodes"]
        return [node["content"]["fullDatabaseId"] for node in nodes]

    [transfer] = on_board.transfers
    assert transfer.repository == WEB
    assert on_board.id in ids("app")
    assert on_the_board() == [str(on_board.id)]
    sandbox.move_to(june("4 18:00"))
    assert on_board.id not in ids("app")
    assert transfer.id in ids("web")
    assert on_the_board() == [str(transfer.id)]
