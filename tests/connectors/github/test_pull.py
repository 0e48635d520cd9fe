from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from connectors.github.documents import WITH_TEAMS
from connectors.github.pull import pull
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_stub import (
    BEN,
    LINT,
    START,
    GitHubStub,
    commit,
    event,
    pull_request,
    zulu,
)


def test_a_first_pull_lands_everything_and_is_complete(stub: GitHubStub, home: Home) -> None:
    stub.pulls["meridian/flow"] = [pull_request(number, minutes=number) for number in range(1, 11)]
    outcome = home.pull(stub)
    assert outcome.is_complete
    assert outcome.started_at == stub.clock
    assert outcome.requests == len(stub.requests)
    assert [(one.scope, one.name) for one in outcome.scopes] == [
        ("organization:meridian", "meridian"),
        ("1001", "meridian/flow"),
    ]
    assert scope(outcome, "meridian/flow").counts["github_pull_request"].new == 10
    rows = home.rows("github_pull_request")
    assert {row["id"] for row in rows} == {str(7000 + number) for number in range(1, 11)}
    assert {row["scope"] for row in rows} == {"1001"}
    assert {row["request_version"] for row in rows} == {WITH_TEAMS.version}
    assert {row["fetched_at"] for row in rows} == {stub.clock.replace(tzinfo=None)}
    assert rows[0]["updated_at"] == (START + timedelta(minutes=10)).replace(tzinfo=None)


def test_rosters_are_landed_as_their_streams_say(stub: GitHubStub, home: Home) -> None:
    stub.teams.append({"id": 52, "slug": "etl", "name": "ETL", "parent": {"id": 51}})
    stub.archived.add("meridian/flow")
    home.pull(stub)
    assert home.payloads("github_repository") == {
        "1001": {
            "databaseId": 1001,
            "nameWithOwner": "meridian/flow",
            "isArchived": True,
            "defaultBranch": "main",
            "url": "https://github.example/meridian/flow",
        }
    }
    assert home.payloads("github_team")["52"] == {
        "databaseId": 52,
        "slug": "etl",
        "combinedSlug": "meridian/etl",
        "name": "ETL",
        "parentId": 51,
        "members": [{"databaseId": 11}, {"databaseId": 13}],
    }
    assert home.payloads("github_user")["13"] == {
        "databaseId": 13,
        "login": "cleo",
        "__typename": "User",
        "name": None,
    }
    assert {row["scope"] for row in home.rows("github_user")} == {"organization:meridian"}


def test_everybody_who_acted_is_landed_with_login_and_name_bots_too(stub: GitHubStub, home: Home) -> None:
    timeline = (commit(1, "x", BEN), event("ReopenedEvent", 1, actor=LINT))
    stub.pulls["meridian/flow"] = [pull_request(1, timeline=timeline)]
    for _ in range(2):
        home.pull(stub)
    users = home.payloads("github_user")
    assert users["90"] == {"databaseId": 90, "login": "lint", "__typename": "Bot", "name": None}
    assert users["11"]["name"] == "Ana"
    assert users["12"]["login"] == "ben"
    # The list of members has no names: it does not overwrite what has.
    assert Counter(row["id"] for row in home.rows("github_user"))["13"] == 1
    assert [row["payload"]["name"] for row in home.rows("github_user") if row["id"] == "11"] == [None, "Ana"]


def test_a_pull_without_changes_asks_once_for_all_repositories(stub: GitHubStub, home: Home) -> None:
    stub.repositories["meridian/old"] = 1002
    stub.pulls["meridian/flow"] = [pull_request(number, state="MERGED") for number in range(1, 9)]
    home.pull(stub)
    stub.requests.clear()
    stub.clock += timedelta(days=1)
    outcome = home.pull(stub)
    assert outcome.is_complete
    assert [request.operation for request in stub.requests if request.body] == [
        "OrganizationTeams",
        "BoardList",
        "RepositoryScan",
    ]
    assert len(home.rows("github_pull_request")) == 8


def test_a_later_pull_reads_only_what_changed_since_shortly_before_the_last(
    stub: GitHubStub, home: Home
) -> None:
    stub.pulls["meridian/flow"] = [pull_request(number, state="MERGED") for number in range(1, 250)]
    home.pull(stub)
    stub.requests.clear()
    late = stub.clock - timedelta(minutes=10)
    stub.pulls["meridian/flow"][5]["updatedAt"] = zulu(late)
    stub.pulls["meridian/flow"][5]["merged"] = True
    stub.clock += timedelta(days=1)
    home.pull(stub)
    assert [request.variables["ids"] for request in stub.asked("PullRequestHydrate")] == [["PR_6"]]
    assert stub.asked("PullRequestScan") == []
    assert home.payloads("github_pull_request")["7006"]["merged"] is True


def test_another_request_version_reads_everything_again(
    stub: GitHubStub, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.pulls["meridian/flow"] = [pull_request(1)]
    home.pull(stub)
    stub.requests.clear()
    stub.clock += timedelta(days=1)
    monkeypatch.setattr("connectors.github.documents.Queries.version", "pull-request-wider", raising=False)
    home.pull(stub)
    assert [request.variables["ids"] for request in stub.asked("PullRequestHydrate")] == [["PR_1"]]


def test_a_long_timeline_is_followed_to_its_end(stub: GitHubStub, home: Home) -> None:
    long = tuple(event("ReopenedEvent", number) for number in range(230))
    stub.pulls["meridian/flow"] = [pull_request(1, timeline=long), pull_request(2, timeline=long[:3])]
    home.pull(stub)
    payload = home.payloads("github_pull_request")
    assert [item["id"] for item in payload["7001"]["timelineItems"]["nodes"]] == [item["id"] for item in long]
    assert len(payload["7002"]["timelineItems"]["nodes"]) == 3
    assert [request.variables["after"] for request in stub.asked("PullRequestTimeline")] == ["100", "200"]


def test_progress_tells_pull_requests_repositories_and_points_left(stub: GitHubStub, home: Home) -> None:
    stub.pulls["meridian/flow"] = [pull_request(number) for number in range(1, 7)]
    told: list[tuple[str, str, int, int | None]] = []
    pull(stub.source(), home.landing, lambda *facts: told.append(facts), None, QUICK)
    assert ("gh", "pull requests of meridian/flow", 4, 6) in told
    assert ("gh", "pull requests of meridian/flow", 6, 6) in told
    assert ("gh", "repositories", 1, 1) in told
    assert ("gh", "GraphQL points left", 4999, 5000) in told
    assert ("gh", "minutes until points are granted anew", 0, None) in told
