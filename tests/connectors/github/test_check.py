from __future__ import annotations

import socket
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors.errors import BadAnswer, CredentialsRefused, SourceError, SourceUnreachable
from connectors.github.limits import Limits
from connectors.github.pull import check
from connectors.github.source import App, GitHubSource
from tests.worlds.github_stub import TOKEN, GitHubStub, Reply, github_stub

QUICK = Limits(attempts=2, timeout_seconds=1, backoff_seconds=0.01, limit_seconds=60)


@pytest.fixture
def stub() -> Iterator[GitHubStub]:
    with github_stub() as made:
        yield made


def test_first_contact_tells_the_servers_clock(stub: GitHubStub) -> None:
    assert check(stub.source()) == stub.clock
    assert [request.path for request in stub.requests] == ["/api/v3/rate_limit"]


def test_a_wrong_token_is_refused_without_being_shown(stub: GitHubStub) -> None:
    source = stub.source(token="a-wrong-one")
    with pytest.raises(CredentialsRefused, match=r"the token was not accepted.*Bad credentials") as caught:
        check(source)
    assert caught.value.source == "gh"
    assert "a-wrong-one" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("token", ["two\nlines", "späß\u2603", "", "  "])
def test_a_token_that_is_none_is_refused_without_being_shown(stub: GitHubStub, token: str) -> None:
    with pytest.raises(CredentialsRefused) as caught:
        check(stub.source(token=token), QUICK)
    text = "".join(traceback.format_exception(caught.value))
    assert not token.strip() or (token not in text and repr(token) not in text)


def test_a_port_where_nobody_listens_is_unreachable_soon() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        source = GitHubSource("gh", f"http://127.0.0.1:{unused.getsockname()[1]}/api/v3", TOKEN)
        began = time.monotonic()
        with pytest.raises(SourceUnreachable, match=r"no answer from 127\.0\.0\.1:\d+"):
            check(source)
    assert time.monotonic() - began < 10


def test_a_host_that_never_answers_is_unreachable_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = GitHubSource("gh", f"http://127.0.0.1:{silent.getsockname()[1]}/api/v3", TOKEN)
        began = time.monotonic()
        with pytest.raises(SourceUnreachable):
            check(source, replace(QUICK, timeout_seconds=1))
    assert time.monotonic() - began < 10


def test_an_outage_is_unreachable(stub: GitHubStub) -> None:
    stub.fail("/api/v3/rate_limit", *[Reply(503, "down")] * 9)
    with pytest.raises(SourceUnreachable, match="HTTP 503"):
        check(stub.source(), QUICK)


def test_a_page_that_is_no_github_is_a_bad_answer(stub: GitHubStub) -> None:
    stub.fail("/api/v3/rate_limit", *[Reply(200, "<html>Log in</html>")] * 9)
    with pytest.raises(BadAnswer, match="no JSON"):
        check(stub.source(), QUICK)


def test_a_web_page_in_place_of_the_interface_is_called_so(stub: GitHubStub) -> None:
    stub.fail("/api/v3/rate_limit", *[Reply(200, "<!DOCTYPE html><title>Log in</title>")] * 9)
    with pytest.raises(BadAnswer, match=r"a web page.*https://api\.github\.com and https://HOST/api/v3"):
        check(stub.source(), QUICK)


@pytest.mark.parametrize("status", [301, 302, 404])
def test_a_web_page_at_a_wrong_path_is_called_so(stub: GitHubStub, status: int) -> None:
    page = Reply(status, "<html>Where to?</html>", {"Location": f"{stub.url}/login"})
    stub.faults.append(lambda request: page)
    with pytest.raises(BadAnswer, match=r"https://api\.github\.com"):
        check(stub.source(), QUICK)


@pytest.mark.parametrize("address", ["http://github.example.org/api/v3", "HTTP://github.example.org/api/v3"])
def test_a_token_is_not_sent_unencrypted_to_another_host(address: str) -> None:
    with pytest.raises(BadAnswer, match=r"^gh: github\.example\.org would be sent the token unencrypted"):
        check(GitHubSource("gh", address, TOKEN))


def test_an_app_asks_no_other_host_unencrypted_either() -> None:
    source = GitHubSource("gh", "http://github.example.org/api/v3", apps=(App("1", "key"),))
    with pytest.raises(BadAnswer, match="unencrypted"):
        check(source)


def test_https_spoken_to_a_port_of_plain_http_is_called_so(stub: GitHubStub) -> None:
    with pytest.raises(SourceUnreachable, match="https is spoken to a port that answers with something else"):
        check(stub.source(url=stub.url.replace("http://", "https://")), QUICK)


def test_an_address_that_is_no_rest_interface_says_what_it_should_be(stub: GitHubStub) -> None:
    with pytest.raises(BadAnswer, match=r"https://api\.github\.com"):
        check(stub.source(url=stub.url.removesuffix("/api/v3")), QUICK)


@pytest.mark.parametrize(
    "url", ["", "api.github.com", "https://", "https://github.example:x/api/v3", "ftp://x"]
)
def test_an_address_that_is_none_says_what_it_should_be(url: str) -> None:
    with pytest.raises(BadAnswer, match="its url is none"):
        check(GitHubSource("gh", url, TOKEN))


def test_a_github_enterprise_without_rate_limits_is_fine(stub: GitHubStub) -> None:
    stub.fail("/api/v3/rate_limit", Reply(404, {"message": "Rate limiting is not enabled."}))
    assert check(stub.source()) == stub.clock


def test_a_token_that_may_read_nothing_is_refused(stub: GitHubStub) -> None:
    refusal = Reply(403, {"message": "Your address is not on the allow list."})
    stub.fail("/api/v3/rate_limit", refusal)
    stub.fail("/api/v3/user", refusal)
    with pytest.raises(CredentialsRefused, match="allow list"):
        check(stub.source())


def test_a_limit_that_is_used_up_does_not_keep_first_contact(stub: GitHubStub) -> None:
    used_up = Reply(403, {"message": "You have exceeded a secondary rate limit."})
    stub.fail("/api/v3/rate_limit", used_up, used_up)
    began = time.monotonic()
    assert check(stub.source()) == stub.clock
    assert time.monotonic() - began < 2


def test_an_answer_without_a_date_is_a_bad_answer(stub: GitHubStub) -> None:
    stub.fail("/api/v3/rate_limit", Reply(200, {}, {"Date": "yesterday"}))
    with pytest.raises(BadAnswer, match="clock"):
        check(stub.source())


def test_neither_repr_nor_host_shows_a_secret() -> None:
    source = GitHubSource("gh", "https://user:password@github.example:8443/api/v3", TOKEN)
    assert TOKEN not in repr(source)
    assert source.host == "github.example:8443"


def test_patterns_match_names_and_full_names_in_whichever_case() -> None:
    source = GitHubSource("gh", "https://x", TOKEN, exclude_repositories=("*-Archive", "meridian/sandbox"))
    assert not source.wants("meridian/old-archive")
    assert not source.wants("Meridian/Sandbox")
    assert source.wants("other/sandbox")


def test_every_error_names_its_source(stub: GitHubStub) -> None:
    stub.tokens.clear()
    with pytest.raises(SourceError, match=r"^gh: "):
        check(stub.source())
