"""Personal tokens and apps: who is asked with what, what runs out, and that nothing of it is ever shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from connectors.errors import CredentialsRefused
from connectors.github.client import Client
from connectors.github.pull import check
from connectors.github.source import App, GitHubSource
from connectors.transport.deadline import Deadline
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_stub import TOKEN, GitHubStub, Reply, Request, github_stub, pull_request


@pytest.fixture(scope="module")
def key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    return made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@pytest.fixture
def stub() -> Iterator[GitHubStub]:
    with github_stub() as made:
        made.repositories = {"meridian/flow": 1001, "orbit/core": 2001}
        made.pulls = {name: [pull_request(n, minutes=n)] for n, name in enumerate(made.repositories, 1)}
        made.installations = {"Meridian": 71, "orbit": 72}
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "landing")


def app_source(stub: GitHubStub, key: str) -> GitHubSource:
    return stub.source(token="", apps=(App("4711", key),), organizations=("meridian", "orbit"))


def used(stub: GitHubStub, word: str) -> set[str]:
    """Tokens of the requests whose path or variables hold a word."""
    pairs = zip(stub.requests, stub.authorizations, strict=True)
    return {token for request, token in pairs if word in f"{request.path} {request.body}"}


def test_each_organization_is_read_with_the_token_of_its_own_installation(
    stub: GitHubStub, home: Home, key: str
) -> None:
    source = app_source(stub, key)
    outcome = home.pull(stub, token="", apps=source.apps, organizations=source.organizations)
    assert outcome.is_complete
    assert {token.rpartition("-")[0] for token in used(stub, "R_1001")} == {"installation-71-token"}
    assert {token.rpartition("-")[0] for token in used(stub, "R_2001")} == {"installation-72-token"}
    assert stub.issued == 2
    assert home.payloads("github_pull_request").keys() == {"7001", "7002"}


def test_a_token_that_runs_out_in_the_middle_of_a_walk_is_replaced(
    stub: GitHubStub, home: Home, key: str
) -> None:
    def runs_out(request: Request) -> Reply | None:
        if request.operation == "PullRequestHydrate" and stub.issued == 2:
            stub.tokens.clear()
            return Reply(401, {"message": "Bad credentials"})
        return None

    stub.faults.append(runs_out)
    source = app_source(stub, key)
    assert home.pull(stub, token="", apps=source.apps, organizations=source.organizations).is_complete
    assert stub.issued == 4


def test_threads_that_need_a_token_at_once_fetch_one(stub: GitHubStub, key: str) -> None:
    client = Client(app_source(stub, key), QUICK, Deadline("gh"))
    threads = [threading.Thread(target=client.get, args=("/orgs/meridian/teams",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client.close()
    assert stub.issued == 1
    assert client.requests >= 8


def test_a_token_is_renewed_before_it_ends_by_the_servers_clock(
    stub: GitHubStub, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [time.monotonic()]
    monkeypatch.setattr("connectors.github.credentials.time.monotonic", lambda: now[0])
    client = Client(app_source(stub, key), QUICK, Deadline("gh"))
    for minutes, issued in ((0, 1), (54, 1), (56, 2)):
        now[0] = now[0] + 60 * minutes if minutes == 0 else now[0] + 60 * (54 if minutes == 54 else 2)
        client.get("/orgs/meridian/teams")
        assert stub.issued == issued
    client.close()


def test_what_one_token_has_used_up_others_go_on_with(stub: GitHubStub, home: Home) -> None:
    stub.tokens.add("second")
    stub.repositories = {f"meridian/{n}": 1000 + n for n in range(6)}
    stub.pulls = {f"meridian/{n}": [pull_request(n, minutes=n)] for n in range(6)}
    reset = str(int(stub.clock.timestamp()) + 3000)
    limited = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    error = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}

    def first_is_used_up(request: Request) -> Reply | None:
        is_first = stub.authorizations[-1] == TOKEN
        return Reply(200, error, limited) if is_first and request.body else None

    stub.faults.append(first_is_used_up)
    began = time.monotonic()
    assert home.pull(stub, more_tokens=("second",), deadline=began + 60).is_complete
    assert time.monotonic() - began < 20
    assert "second" in used(stub, "RepositoryScan")
    assert len([token for token in stub.authorizations if token == TOKEN]) < len(stub.authorizations)


def test_an_app_that_is_not_installed_says_where(stub: GitHubStub, home: Home, key: str) -> None:
    del stub.installations["orbit"]
    source = app_source(stub, key)
    outcome = home.pull(stub, token="", apps=source.apps, organizations=source.organizations)
    assert scope(outcome, "meridian/flow").state == "whole"
    assert scope(outcome, "orbit").state == "failed"
    assert scope(outcome, "orbit").message == "app 4711 is not installed for orbit"


def test_a_key_that_is_none_is_refused_without_being_shown(stub: GitHubStub) -> None:
    with pytest.raises(CredentialsRefused, match="private key of app 4711 is none") as caught:
        check(app_source(stub, "hush-hush"))
    assert "hush" not in str(caught.value)


def test_no_repr_shows_a_token_or_a_key(key: str) -> None:
    source = GitHubSource("gh", "https://api.github.com", "one", more_tokens=("two",), apps=(App("1", key),))
    assert not {"one", "two", "BEGIN"} & set(repr(source).replace("'", " ").split())
    assert replace(source, token="  ").tokens == ("two",)


def test_graphql_of_an_enterprise_server_lies_beside_its_rest(stub: GitHubStub, home: Home) -> None:
    assert stub.url.endswith("/api/v3")
    home.pull(stub)
    assert {request.path for request in stub.requests if request.body} == {"/api/graphql"}
