from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.worlds.github_home import Home, scope
from tests.worlds.github_stub import (
    GitHubStub,
    Reply,
    pull_request,
)


def test_all_repositories_of_all_pages_are_walked_but_excluded_ones(stub: GitHubStub, home: Home) -> None:
    stub.repositories = {f"meridian/{name}": 1000 + number for number, name in enumerate("abcde")}
    outcome = home.pull(stub, exclude_repositories=("b", "meridian/d*"))
    assert [one.name for one in outcome.scopes[1:]] == ["meridian/a", "meridian/c", "meridian/e"]
    assert {payload["nameWithOwner"] for payload in home.payloads("github_repository").values()} == {
        "meridian/a",
        "meridian/c",
        "meridian/e",
    }


def test_a_repository_named_alone_is_walked_once_and_a_missing_one_fails_by_name(
    stub: GitHubStub, home: Home
) -> None:
    stub.repositories["other/tools"] = 2002
    stub.pulls["other/tools"] = [pull_request(5)]
    outcome = home.pull(
        stub, organizations=(), repositories=("other/tools", "other/nothing", "meridian/flow")
    )
    assert not outcome.is_complete
    missing = scope(outcome, "other/nothing")
    assert missing.state == "failed"
    assert missing.message is not None and missing.message.startswith("other/nothing is not found")
    assert scope(outcome, "other/tools").state == "whole"
    assert home.payloads("github_pull_request").keys() == {"7005"}
    assert {row["scope"] for row in home.rows("github_repository")} == {"host"}


def test_a_renamed_repository_is_found_under_its_new_name(stub: GitHubStub, home: Home) -> None:
    location = f"{stub.url}/repos/meridian/flow"
    stub.fail("/api/v3/repos/meridian/old", Reply(301, {"url": location}, {"Location": location}))
    outcome = home.pull(stub, organizations=(), repositories=("meridian/old",))
    assert outcome.is_complete
    assert [one.name for one in outcome.scopes if one.scope == "1001"] == ["meridian/flow"]


def test_a_repository_that_left_the_organization_gets_a_tombstone(stub: GitHubStub, home: Home) -> None:
    stub.repositories["meridian/old"] = 1002
    home.pull(stub)
    del stub.repositories["meridian/old"]
    stub.clock += timedelta(days=1)
    home.pull(stub)
    assert home.payloads("github_repository")["1002"] is None


def test_a_repository_that_was_renamed_and_transferred_is_followed_by_its_id(
    stub: GitHubStub, home: Home
) -> None:
    stub.pulls = {
        "meridian/flow": [pull_request(1)],
        "orbit/stream": [pull_request(1), pull_request(2, minutes=90)],
    }
    home.pull(stub)
    stub.repositories = {"orbit/stream": 1001, "meridian/new": 1002}
    stub.clock += timedelta(days=1)
    stub.requests.clear()
    outcome = home.pull(stub)
    assert [one.name for one in outcome.scopes] == ["meridian", "meridian/new", "orbit/stream"]
    assert outcome.scopes[0].message == "one of its repositories is orbit/stream now"
    assert home.payloads("github_repository")["1001"]["nameWithOwner"] == "orbit/stream"
    assert {row["scope"] for row in home.rows("github_pull_request")} == {"1001"}
    # Nothing but what it did not have before is read.
    assert [one.variables["ids"] for one in stub.asked("PullRequestHydrate")] == [["PR_2"]]


def test_a_repository_named_alone_is_followed_when_its_name_is_gone(stub: GitHubStub, home: Home) -> None:
    alone: dict[str, Any] = {"organizations": (), "repositories": ("meridian/flow",)}
    home.pull(stub, **alone)
    stub.repositories = {"orbit/stream": 1001}
    stub.clock += timedelta(days=1)
    outcome = home.pull(stub, **alone)
    assert [(one.scope, one.name, one.state) for one in outcome.scopes] == [
        ("host", "127.0.0.1:" + stub.url.split(":")[2].partition("/")[0], "whole"),
        ("1001", "orbit/stream", "whole"),
    ]


def test_a_repository_named_alone_is_followed_when_another_took_its_name(
    stub: GitHubStub, home: Home
) -> None:
    alone: dict[str, Any] = {"organizations": (), "repositories": ("meridian/flow",)}
    home.pull(stub, **alone)
    stub.repositories = {"meridian/stream": 1001, "meridian/flow": 1002}
    stub.clock += timedelta(days=1)
    outcome = home.pull(stub, **alone)
    assert [(one.scope, one.name) for one in outcome.scopes[1:]] == [("1001", "meridian/stream")]
    assert outcome.scopes[0].message == "meridian/flow is meridian/stream now"


def test_only_what_a_pattern_includes_is_walked(stub: GitHubStub, home: Home) -> None:
    stub.repositories = {f"meridian/{name}": n for n, name in enumerate(("data-a", "data-b", "web"), 1)}
    outcome = home.pull(stub, include_repositories=("data-*",), exclude_repositories=("*-b",))
    assert [one.name for one in outcome.scopes[1:]] == ["meridian/data-a"]


def test_repositories_that_vanish_all_at_once_are_not_believed_gone(stub: GitHubStub, home: Home) -> None:
    stub.repositories = {f"meridian/{name}": 1000 + number for number, name in enumerate("abcdefgh")}
    home.pull(stub)
    stub.repositories.clear()
    stub.clock += timedelta(days=1)
    outcome = home.pull(stub)
    assert None not in home.payloads("github_repository").values()
    assert "8 of 8 records of github_repository" in str(outcome.scopes[0].message)
