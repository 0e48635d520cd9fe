"""How a site is reached: credentials of each kind, the gateway, certificates, a proxy, queries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.errors import BadAnswer, CredentialsRefused, SourceUnreachable
from connectors.jira.pull import check, pull
from connectors.jira.source import GATEWAY, JiraSource
from connectors.landing.landing import Landing
from connectors.sandbox.jira.access import ACCESS_TOKEN, CLOUD_ID, SCOPED_TOKEN, TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from connectors.transport.http import Http
from connectors.transport.sessions import Login
from tests.worlds.fake_server import Call, FakeServer, Reply
from tests.worlds.small_world import END, small_world


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(small_world(), END) as running:
        yield running


def cloud(sandbox: Sandbox, user: str = USER, token: str = TOKEN, **given: Any) -> JiraSource:
    return JiraSource("site", sandbox.jira_url, user, token, gateway=sandbox.gateway_url, **given)


def data_center(sandbox: Sandbox, **given: Any) -> JiraSource:
    return JiraSource("site", sandbox.data_center_url, "reader", TOKEN, **given)


def tickets(landing: Landing) -> set[str]:
    return {id_ for path in landing.files("jira_issue") for id_ in pq.read_table(path)["id"].to_pylist()}


@pytest.mark.parametrize(
    ("user", "token"), [(USER, SCOPED_TOKEN), ("", ACCESS_TOKEN)], ids=["scoped token", "OAuth"]
)
def test_a_token_that_the_site_refuses_is_taken_to_the_gateway_by_itself(
    sandbox: Sandbox, tmp_path: Path, user: str, token: str
) -> None:
    landing = Landing(tmp_path)
    sandbox.requests.clear()
    outcome = pull(cloud(sandbox, user, token), landing)
    assert outcome.is_complete, outcome.scopes
    assert tickets(landing) == {"20001", "20003"}
    assert sandbox.requests["GET", "/jira/_edge/tenant_info"] == 1
    assert sandbox.requests["POST", f"/ex/jira/{CLOUD_ID}/rest/api/3/search/jql"] == 2
    assert sandbox.requests["GET", f"/ex/jira/{CLOUD_ID}/rest/agile/1.0/board"] == 1


def test_the_gateway_is_not_asked_when_the_site_accepts_the_token(sandbox: Sandbox) -> None:
    sandbox.requests.clear()
    assert check(cloud(sandbox)) == END
    assert not [route for _, route in sandbox.requests if "/ex/jira/" in route or "_edge" in route]


def test_a_token_that_both_refuse_is_said_to_be_refused_by_both(sandbox: Sandbox) -> None:
    with pytest.raises(CredentialsRefused, match="the gateway does not take them either") as refused:
        check(cloud(sandbox, token="another-token"))
    assert "another-token" not in str(refused.value)


def test_nobody_but_the_vendor_is_sent_a_token_that_a_site_refused() -> None:
    assert JiraSource("site", "https://meridian.atlassian.net", "a", "b").token_gateway == GATEWAY
    assert JiraSource("site", "https://jira.meridian.example", "a", "b").token_gateway is None


def test_a_bearer_token_is_sent_as_one_and_never_shown() -> None:
    with FakeServer(lambda call: Reply(403, {"message": "the token s3cr3t has no such scope"})) as server:
        http = Http("site", server.url, user="", password="s3cr3t", what_to_check="check its scopes")
        with pytest.raises(CredentialsRefused, match=r"the token \*\*\* has no such scope; check its scopes"):
            http.get("/a")
    assert server.calls[0].headers["Authorization"] == "Bearer s3cr3t"
    assert "s3cr3t" not in repr(Login(b"Bearer s3cr3t"))


def test_requests_go_through_the_proxy_that_is_given() -> None:
    with FakeServer(lambda call: Reply(body={"path": call.path})) as proxy:
        http = Http("site", "http://jira.invalid", user="a", password="b", what_to_check="", proxy=proxy.url)
        assert http.get("/a").body == {"path": "/a"}


def test_certificates_that_are_not_there_are_said_to_be_missing(sandbox: Sandbox) -> None:
    with pytest.raises(SourceUnreachable, match=r"certificates /no/such\.pem is not there"):
        check(cloud(sandbox, ca_bundle="/no/such.pem"))


@pytest.mark.parametrize("site", [cloud, data_center])
def test_a_query_of_ones_own_narrows_what_is_pulled(sandbox: Sandbox, tmp_path: Path, site: Any) -> None:
    landing = Landing(tmp_path)
    source = site(sandbox, jql='labels = money OR type = "Epic" AND project = PAY')
    assert pull(source, landing).is_complete
    assert tickets(landing) == {"20001"}


@pytest.mark.parametrize("site", [cloud, data_center])
@pytest.mark.parametrize(
    "jql",
    [
        "project = NOPE",
        "nonsense",
        "labels = money ORDER BY created",
        "labels = money) OR (project = DATA",
        'labels = "money',
    ],
)
def test_a_query_that_the_site_does_not_accept_is_refused_before_anything_is_read(
    sandbox: Sandbox, tmp_path: Path, site: Any, jql: str
) -> None:
    source = site(sandbox, jql=jql)
    with pytest.raises(BadAnswer, match="the site does not accept the query") as refused:
        check(source)
    assert repr(jql) in str(refused.value)
    with pytest.raises(BadAnswer):
        pull(source, Landing(tmp_path))
    assert not Landing(tmp_path).streams()


def test_several_sites_keep_their_own_tickets(sandbox: Sandbox, tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    for name, source in {"east": cloud(sandbox), "west": data_center(sandbox)}.items():
        assert pull(replace(source, name=name), landing).is_complete
    rows = [row for path in landing.files("jira_issue") for row in pq.read_table(path).to_pylist()]
    assert sorted((row["source"], row["id"]) for row in rows) == [
        ("east", "20001"),
        ("east", "20003"),
        ("west", "20001"),
        ("west", "20003"),
    ]


def test_an_account_that_may_not_see_boards_is_told_which_permission_is_missing(tmp_path: Path) -> None:
    with serve(small_world(), END) as sandbox:
        sandbox.fail("*/agile/1.0/board", "unauthorized", times=1)
        outcome = pull(cloud(sandbox), Landing(tmp_path))
        assert sandbox.faults_served["unauthorized"] == 1
    assert [scope.state for scope in outcome.scopes] == ["failed", "whole", "whole"]
    assert "boards and sprints need the scopes" in (outcome.scopes[0].message or "")


def test_boards_come_with_the_field_they_estimate_in_and_sprints_with_when_they_ended(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    landing = Landing(tmp_path)
    pull(cloud(sandbox), landing)

    def landed(stream: str) -> list[Any]:
        return [
            json.loads(row["payload"])
            for path in landing.files(stream)
            for row in pq.read_table(path).to_pylist()
        ]

    (board,) = landed("jira_board")
    assert board["estimation"]["field"]["fieldId"] == "customfield_10016"
    assert board["location"] == {"projectId": 10000, "projectKey": "PAY"}
    ends = {sprint["id"]: (sprint["endDate"], sprint["completeDate"]) for sprint in landed("jira_sprint")}
    assert ends[38] == ("2025-03-24T09:00:00.000Z", "2025-03-25T09:00:00.000Z")
    assert len(landed("jira_worklog")) == 25
    assert {row["hierarchyLevel"] for row in landed("jira_issue_type")} == {-1, 0, 1}


def test_a_token_that_expires_during_a_walk_fails_its_projects_and_the_next_pull_completes(
    tmp_path: Path,
) -> None:
    landing = Landing(tmp_path)
    with serve(small_world(), END) as sandbox:
        sandbox.fail("*/rest/api/3/changelog/bulkfetch", "unauthorized", times=100)
        outcome = pull(cloud(sandbox, projects=("DATA",)), landing)
        assert sandbox.faults_served["unauthorized"] == 1
        failed = [scope for scope in outcome.scopes if scope.state == "failed"]
        assert "answered 401" in (failed[0].message or "") and USER in (failed[0].message or "")
        assert not landing.files("jira_issue")
        sandbox.heal()
        assert pull(cloud(sandbox, projects=("DATA",)), landing).is_complete
    assert tickets(landing) == {"20001", "20003"}


def test_an_access_token_of_oauth_that_expires_is_said_to_last_an_hour(tmp_path: Path) -> None:
    with serve(small_world(), END) as sandbox:
        sandbox.fail("/ex/jira/*/changelog/bulkfetch", "unauthorized", times=100)
        outcome = pull(cloud(sandbox, "", ACCESS_TOKEN, projects=("DATA",)), Landing(tmp_path))
        assert sandbox.faults_served["unauthorized"] == 1
    [failed] = [scope.message or "" for scope in outcome.scopes if scope.state == "failed"]
    assert "OAuth's access tokens last about an hour and Baton does not renew them" in failed
    assert ACCESS_TOKEN not in failed


def test_a_site_that_says_nothing_of_its_cloud_is_not_asked_further() -> None:
    def answer(call: Call) -> Reply:
        return Reply(401, {}) if "rest" in call.path else Reply(body={"cloudId": "../../evil"})

    with FakeServer(answer) as server, pytest.raises(CredentialsRefused):
        check(JiraSource("site", server.url, USER, TOKEN, gateway=server.url))
    assert not [call for call in server.calls if "evil" in call.path]
    assert "Authorization" not in server.calls[-1].headers
