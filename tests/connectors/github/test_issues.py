from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.worlds.github_home import Home, scope
from tests.worlds.github_stub import (
    BEN,
    START,
    GitHubStub,
    Reply,
    Request,
    pull_request,
    zulu,
)


def issue(number: int, minutes: int = 0, timeline: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "__typename": "Issue",
        "id": f"I_{number}",
        "fullDatabaseId": str(8000 + number),
        "number": number,
        "updatedAt": zulu(START + timedelta(minutes=minutes)),
        "author": BEN,
        "state": "OPEN",
        "timelineItems": list(timeline),
    }


class TestIssues:
    """What of GitHub issues a night reads."""

    @pytest.fixture
    def stub(self, stub: GitHubStub) -> GitHubStub:
        stub.issues["meridian/flow"] = [issue(number, minutes=number) for number in range(1, 7)]
        return stub

    def test_they_land_beside_pull_requests_and_later_only_what_changed(
        self, stub: GitHubStub, home: Home
    ) -> None:
        for one in stub.issues["meridian/flow"]:
            one["state"] = "CLOSED"
        home.pull(stub)
        assert home.payloads("github_issue").keys() == {str(8000 + n) for n in range(1, 7)}
        assert home.payloads("github_user")["12"]["login"] == "ben"
        stub.requests.clear()
        stub.issues["meridian/flow"][2]["updatedAt"] = zulu(stub.clock)
        stub.clock += timedelta(days=1)
        assert home.pull(stub).is_complete
        assert [one.variables["ids"] for one in stub.asked("IssueHydrate")] == [["I_3"]]
        assert stub.asked("RepositoryScan")[0].variables["since"] is not None

    def test_one_that_is_deleted_gets_a_tombstone_by_a_census(self, stub: GitHubStub, home: Home) -> None:
        home.pull(stub)
        del stub.issues["meridian/flow"][0]
        stub.clock += timedelta(days=1)
        stub.requests.clear()
        assert home.pull(stub).is_complete
        assert home.payloads("github_issue")["8001"] is None
        assert len(stub.asked("IssueScan")) == 1
        stub.clock += timedelta(days=1)
        stub.requests.clear()
        home.pull(stub)
        assert stub.asked("IssueScan") == []

    def test_one_that_no_window_showed_is_found_by_the_census(self, stub: GitHubStub, home: Home) -> None:
        home.pull(stub)
        stub.issues["meridian/flow"].append(issue(99, minutes=-9))
        stub.clock += timedelta(days=1)
        home.pull(stub)
        assert home.payloads("github_issue")["8099"] is not None

    @pytest.mark.parametrize(
        "missing",
        [
            {"type": "INSUFFICIENT_SCOPES", "message": "requires read:project"},
            {
                "message": "No such type AddedToProjectV2Event, so it can't be a fragment condition",
                "extensions": {"code": "undefinedType"},
            },
        ],
    )
    def test_boards_that_may_not_be_read_or_are_not_there_are_left_out_by_name(
        self, stub: GitHubStub, home: Home, missing: dict[str, Any]
    ) -> None:
        stub.faults.append(
            lambda request: (
                Reply(200, {"data": None, "errors": [missing]}) if "ProjectV2" in str(request.body) else None
            )
        )
        outcome = home.pull(stub)
        assert outcome.is_complete
        assert "read:project" in str(scope(outcome, "meridian/flow").message)
        assert len(home.payloads("github_issue")) == 6


def test_what_moves_to_the_front_while_pages_are_read_is_not_missed(stub: GitHubStub, home: Home) -> None:
    stub.pulls["meridian/flow"] = [pull_request(number, minutes=number) for number in range(1, 150)]

    def moves(request: Request) -> Reply | None:
        if request.operation == "PullRequestScan" and request.variables["after"] == "100":
            stub.pulls["meridian/flow"][0]["updatedAt"] = zulu(stub.clock + timedelta(seconds=5))
        return None

    stub.faults.append(moves)
    assert home.pull(stub).is_complete
    assert len(home.payloads("github_pull_request")) == 149


def test_a_scan_of_many_repositories_that_is_too_much_is_split(stub: GitHubStub, home: Home) -> None:
    stub.repositories = {f"meridian/{n}": 1000 + n for n in range(10)}
    stub.faults.append(
        lambda request: (
            Reply(502, "")
            if request.operation == "RepositoryScan" and len(request.variables["ids"]) > 3
            else None
        )
    )
    outcome = home.pull(stub)
    assert outcome.is_complete
    assert len(outcome.scopes) == 11


def test_changes_of_many_repositories_share_full_batches(stub: GitHubStub, home: Home) -> None:
    stub.repositories = {f"meridian/{n}": 1000 + n for n in range(6)}
    stub.pulls = {f"meridian/{n}": [pull_request(n, minutes=n)] for n in range(6)}
    assert home.pull(stub).is_complete
    assert sorted(len(one.variables["ids"]) for one in stub.asked("PullRequestHydrate")) == [2, 4]


def test_a_monster_that_graphql_gives_up_on_comes_by_rest(stub: GitHubStub, home: Home) -> None:
    stub.pulls["meridian/flow"] = [pull_request(1), pull_request(2, minutes=3)]
    stub.faults.append(
        lambda request: Reply(502, "") if "PR_2" in request.body.get("variables", {}).get("ids", ()) else None
    )
    ana = {"id": 11, "login": "ana", "type": "User"}
    place = {"ref": "data-7-x", "sha": "a" * 40}
    words: dict[str, Any] = {
        "title": "x",
        "body": "",
        "labels": [],
        "assignees": [],
        "milestone": None,
        "draft": False,
    }
    size = {"additions": 1, "deletions": 2, "changed_files": 3, "comments": 4, "review_comments": 5}
    times = {name: zulu(START) for name in ("created_at", "updated_at")}
    rest = {
        "id": 7002,
        "node_id": "PR_2",
        "number": 2,
        "html_url": "https://github.example/2",
        "state": "open",
    }
    asked = {"requested_reviewers": [ana], "requested_teams": [], "user": ana, "merged_by": None}
    ends = {"closed_at": None, "merged_at": None, "merge_commit_sha": None, "head": place, "base": place}
    stub.fail(
        "/api/v3/repos/meridian/flow/pulls/2", Reply(200, {**rest, **words, **size, **times, **asked, **ends})
    )
    review = {
        "event": "reviewed",
        "node_id": "PRR_1",
        "id": 5,
        "state": "approved",
        "submitted_at": zulu(START),
    }
    labeled = {
        "event": "labeled",
        "node_id": "LE_1",
        "created_at": zulu(START),
        "actor": ana,
        "label": {"name": "bug"},
    }
    events = [{**review, "user": ana, "commit_id": "a" * 40}, labeled, {"event": "subscribed"}]
    stub.fail("/api/v3/repos/meridian/flow/issues/2/timeline", Reply(200, events))
    assert home.pull(stub).is_complete
    payload = home.payloads("github_pull_request")["7002"]
    assert [item["__typename"] for item in payload["timelineItems"]["nodes"]] == [
        "PullRequestReview",
        "LabeledEvent",
    ]
    assert payload["ticketKeys"] == [{"key": "DATA-7", "in": "branch"}]
    assert payload["totalCommentsCount"] == 9
