from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests

from connectors.sandbox.faults import Kind
from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.paths import CHECKOUT
from tests.worlds.sandbox_client import AUTH, graphql
from tests.worlds.small_world import END, march, small_world

HYDRATE = """query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(small_world(), END) as running:
        yield running


def statuses(sandbox: Sandbox) -> requests.Response:
    return requests.get(f"{sandbox.jira_url}/rest/api/3/status", auth=AUTH, timeout=5)


def test_requests_are_counted_by_method_and_route(sandbox: Sandbox) -> None:
    statuses(sandbox)
    statuses(sandbox)
    requests.get(f"{sandbox.jira_url}/rest/api/3/issue/PAY-1", auth=AUTH, timeout=5)
    requests.get(f"{sandbox.jira_url}/rest/api/3/nothing", auth=AUTH, timeout=5)
    assert sandbox.requests == {
        ("GET", "/jira/rest/api/3/status"): 2,
        ("GET", "/jira/rest/api/3/issue/{issue}"): 1,
        ("GET", "/jira/rest/api/3/nothing"): 1,
    }


def test_the_clock_is_in_every_answer(sandbox: Sandbox) -> None:
    sandbox.move_to(march(2))
    assert statuses(sandbox).headers["Date"] == "Sun, 02 Mar 2025 09:00:00 GMT"
    assert sandbox.clock == march(2)


@pytest.mark.parametrize(
    ("kind", "status", "header"),
    [
        ("429", 429, "Retry-After"),
        ("429 without Retry-After", 429, None),
        ("500", 500, None),
        ("502", 502, None),
        ("503", 503, None),
        ("504", 504, None),
        ("unauthorized", 401, "WWW-Authenticate"),
        ("secondary", 403, "Retry-After"),
    ],
)
def test_a_fault_strikes_as_often_as_planned(
    sandbox: Sandbox, kind: Kind, status: int, header: str | None
) -> None:
    sandbox.fail("*/status", kind, times=2, seconds=3)
    answers = [statuses(sandbox) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    asked = [name for name in ("Retry-After", "WWW-Authenticate") if name in answers[0].headers]
    assert asked == ([] if header is None else [header])
    if header == "Retry-After":
        assert answers[0].headers[header] == "3"
    assert sandbox.faults_served == {kind: 2}


def test_faults_can_wait_and_choose_and_be_forgotten(sandbox: Sandbox) -> None:
    sandbox.fail("*/status", "500", times=9, after=1)
    assert [statuses(sandbox).status_code for _ in range(3)] == [200, 500, 500]
    sandbox.heal()
    sandbox.fail("*/graphql", "502", times=9, when=lambda body: b"nope" in body)
    assert statuses(sandbox).status_code == 200
    assert graphql(sandbox, "{ viewer { login } }").status_code == 200
    assert graphql(sandbox, "{ nope }").status_code == 502


def test_connections_can_break_before_and_within_an_answer(sandbox: Sandbox) -> None:
    sandbox.fail("*/status", "reset")
    with pytest.raises(requests.ConnectionError):
        statuses(sandbox)
    sandbox.fail("*/status", "truncated")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        statuses(sandbox)
    assert statuses(sandbox).status_code == 200


def test_an_answer_can_be_a_web_page(sandbox: Sandbox) -> None:
    sandbox.fail("*/status", "html")
    answer = statuses(sandbox)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_an_answer_can_be_slow(sandbox: Sandbox) -> None:
    sandbox.fail("*/status", "slow", seconds=0.3)
    began = time.monotonic()
    assert statuses(sandbox).status_code == 200
    assert time.monotonic() - began >= 0.3


def test_graphql_can_run_into_its_limits(sandbox: Sandbox) -> None:
    query = '{ repository(owner: "meridian", name: "pipeline") { pullRequests(first: 9) { nodes { id } } } }'
    nodes = graphql(sandbox, query).json()["data"]["repository"]["pullRequests"]["nodes"]
    ids = [node["id"] for node in nodes]
    sandbox.fail("*/graphql", "RESOURCE_LIMITS_EXCEEDED", times=2)
    for answer in (graphql(sandbox, HYDRATE, ids=ids).json(), graphql(sandbox, query).json()):
        data = answer["data"]
        cut = data["nodes"] if "nodes" in data else data["repository"]["pullRequests"]["nodes"]
        assert cut == [nodes[0], None, None]
        assert answer["errors"][0]["type"] == "RESOURCE_LIMITS_EXCEEDED"
    sandbox.fail("*/graphql", "RATE_LIMITED", seconds=60)
    limited = graphql(sandbox, query)
    assert limited.json()["errors"][0]["type"] == "RATE_LIMITED"
    assert limited.headers["x-ratelimit-reset"] == str(int(END.timestamp()) + 60)
    sandbox.fail("*/graphql", "secondary as 200")
    assert "secondary rate limit" in graphql(sandbox, query).json()["errors"][0]["message"]


def test_what_is_not_there_is_not_found(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.github_url}/gists", timeout=5)
    assert (answer.status_code, answer.json()["message"]) == (404, "Not Found")


def test_the_process_says_where_it_serves_and_ends_with_its_stdin() -> None:
    command = [sys.executable, "-m", "connectors.sandbox.server.server", "--seed", "7", "--tickets", "50"]
    command += ["--clock", "2026-03-02T09:00:00+01:00"]
    root = CHECKOUT
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        addresses = json.loads(process.stdout.readline())
        answer = requests.get(f"{addresses['jira_url']}/rest/api/3/serverInfo", timeout=5)
        assert answer.json()["serverTime"] == "2026-03-02T08:00:00.000+0000"
        assert addresses["github_url"].endswith("/github/api/v3")
        process.stdin.close()
        assert process.wait(timeout=5) == 0
