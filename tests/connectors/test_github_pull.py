from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.github.pacing import Pacing
from connectors.github.pull import pull
from connectors.github.queries import WITH_TEAMS, WITHOUT_TEAMS
from connectors.landing import Landing
from connectors.outcome import ScopeOutcome, SourceOutcome
from connectors.progress import silent
from tests.connectors.github_stub import (
    BEN,
    DATA,
    LINT,
    START,
    GitHubStub,
    Reply,
    Request,
    commit,
    event,
    github_stub,
    pull_request,
    zulu,
)

QUICK = Pacing(workers=2, page=4, attempts=3, timeout_seconds=1, backoff_seconds=0.001, limit_seconds=0.01)


@pytest.fixture
def stub() -> Iterator[GitHubStub]:
    with github_stub() as made:
        yield made


class Home:
    """A landing directory, and what readers see in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.landing = Landing(root)

    def pull(self, stub: GitHubStub, deadline: float | None = None, **source: Any) -> SourceOutcome:
        return pull(stub.source(**source), self.landing, silent, deadline, QUICK)

    def rows(self, stream: str) -> list[dict[str, Any]]:
        rows = [row for file in self.landing.files(stream) for row in pq.read_table(file).to_pylist()]
        return [{**row, "payload": row["payload"] and json.loads(row["payload"])} for row in rows]

    def payloads(self, stream: str) -> dict[str, Any]:
        """The newest payload of every id."""
        return {
            row["id"]: row["payload"] for row in sorted(self.rows(stream), key=lambda row: row["fetched_at"])
        }


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "landing")


def scope(outcome: SourceOutcome, name: str) -> ScopeOutcome:
    return next(one for one in outcome.scopes if one.name == name)


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


def test_a_pull_without_changes_asks_once_for_all_repositories(stub: GitHubStub, home: Home) -> None:
    stub.repositories["meridian/old"] = 1002
    stub.pulls["meridian/flow"] = [pull_request(number) for number in range(1, 9)]
    home.pull(stub)
    stub.requests.clear()
    stub.clock += timedelta(days=1)
    outcome = home.pull(stub)
    assert outcome.is_complete
    assert [request.operation for request in stub.requests if request.body] == [
        "OrganizationTeams",
        "RepositoryScan",
    ]
    assert len(home.rows("github_pull_request")) == 8


def test_a_later_pull_reads_only_what_changed_since_shortly_before_the_last(
    stub: GitHubStub, home: Home
) -> None:
    stub.pulls["meridian/flow"] = [pull_request(number) for number in range(1, 250)]
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
    monkeypatch.setattr("connectors.github.queries.Queries.version", "pull-request-wider", raising=False)
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


class TestTokenWithoutTeams:
    """What is read where the token may not read teams."""

    @pytest.fixture
    def stub(self, stub: GitHubStub) -> GitHubStub:
        stub.pulls["meridian/flow"] = [
            pull_request(1, timeline=(event("ReviewRequestedEvent", 1, requestedReviewer=DATA),))
        ]
        return stub

    def forbidden(self, request: Request, reply: Reply) -> Reply:
        if "combinedSlug" in str(request.body):
            path = ["nodes", 0, "timelineItems", "nodes", 0, "requestedReviewer"]
            reply.body["data"]["nodes"][0]["timelineItems"]["nodes"][0]["requestedReviewer"] = None
            reply.body["errors"] = [{"type": "FORBIDDEN", "path": path, "message": "Resource not accessible"}]
        elif request.operation == "PullRequestHydrate":
            team = {"__typename": "Team"}
            reply.body["data"]["nodes"][0]["timelineItems"]["nodes"][0]["requestedReviewer"] = team
        return reply

    def scope_missing(self, request: Request) -> Reply | None:
        if "combinedSlug" not in str(request.body):
            return None
        error = {"type": "INSUFFICIENT_SCOPES", "message": "The 'combinedSlug' field requires read:org"}
        return Reply(200, {"data": None, "errors": [error]})

    def test_a_forbidden_team_is_asked_for_again_without_its_name(self, stub: GitHubStub, home: Home) -> None:
        stub.changes.append(self.forbidden)
        outcome = home.pull(stub)
        assert outcome.is_complete
        assert "read:org" in str(scope(outcome, "meridian/flow").message)
        row = home.rows("github_pull_request")[0]
        assert row["request_version"] == WITHOUT_TEAMS.version
        assert row["payload"]["timelineItems"]["nodes"][0]["requestedReviewer"] == {
            "__typename": "Team",
            "databaseId": None,
            "combinedSlug": None,
        }

    def test_a_missing_scope_is_the_same(self, stub: GitHubStub, home: Home) -> None:
        stub.faults.append(self.scope_missing)
        outcome = home.pull(stub)
        assert outcome.is_complete
        assert "read:org" in str(scope(outcome, "meridian/flow").message)

    def test_teams_and_members_that_are_hidden_are_said_and_fail_nothing(
        self, stub: GitHubStub, home: Home
    ) -> None:
        stub.faults.append(self.scope_missing)
        missing = {"type": "INSUFFICIENT_SCOPES", "message": "requires read:org"}
        stub.fail("OrganizationTeams", Reply(200, {"data": None, "errors": [missing]}))
        stub.fail("/api/v3/orgs/meridian/members", Reply(302, {}, {"Location": f"{stub.url}/elsewhere"}))
        outcome = home.pull(stub)
        assert outcome.is_complete
        message = str(outcome.scopes[0].message)
        assert "its teams are not visible to the token: the token lacks a scope" in message
        assert "its members are not found" in message
        # What the roster found out need not be found out by failing queries.
        assert len(stub.asked("PullRequestHydrate")) == 1

    def test_hidden_members_of_a_team_are_null(self, stub: GitHubStub, home: Home) -> None:
        stub.secret_teams.add("data")
        outcome = home.pull(stub)
        assert outcome.is_complete
        assert home.payloads("github_team")["51"]["members"] is None
        assert "the members of its team data" in str(outcome.scopes[0].message)

    def test_the_next_pull_goes_on_where_the_one_without_teams_ended(
        self, stub: GitHubStub, home: Home
    ) -> None:
        no_teams = Reply(404, {"message": "Not Found"})
        stub.faults.append(self.scope_missing)
        stub.faults.append(lambda request: no_teams if request.path.endswith("/teams") else None)
        alone: dict[str, Any] = {"organizations": (), "repositories": ("meridian/flow",)}
        home.pull(stub, **alone)
        stub.requests.clear()
        stub.clock += timedelta(days=1)
        assert home.pull(stub, **alone).is_complete
        assert [request.operation for request in stub.requests] == [
            "/api/v3/rate_limit",
            "/api/v3/repos/meridian/flow",
            "/api/v3/orgs/meridian/teams",
            "RepositoryScan",
        ]

    def test_a_token_that_may_read_teams_again_reads_everything_again(
        self, stub: GitHubStub, home: Home
    ) -> None:
        stub.faults.append(self.scope_missing)
        home.pull(stub)
        stub.faults.clear()
        stub.clock += timedelta(days=1)
        outcome = home.pull(stub)
        assert scope(outcome, "meridian/flow").message is None
        newest = home.payloads("github_pull_request")["7001"]
        assert newest["timelineItems"]["nodes"][0]["requestedReviewer"] == DATA


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

    def test_boards_that_may_not_be_read_are_left_out_by_name(self, stub: GitHubStub, home: Home) -> None:
        missing = {"type": "INSUFFICIENT_SCOPES", "message": "requires read:project"}
        stub.faults.append(
            lambda request: (
                Reply(200, {"data": None, "errors": [missing]})
                if "projectItems" in str(request.body)
                else None
            )
        )
        outcome = home.pull(stub)
        assert outcome.is_complete
        assert "read:project" in str(scope(outcome, "meridian/flow").message)
        assert len(home.payloads("github_issue")) == 6


def test_open_pull_requests_are_read_anew_every_week(stub: GitHubStub, home: Home) -> None:
    stub.pulls["meridian/flow"] = [pull_request(1), pull_request(2, state="MERGED")]
    asked = []
    for _ in range(9):
        home.pull(stub)
        asked.append([one.variables["ids"] for one in stub.asked("PullRequestHydrate")])
        stub.requests.clear()
        stub.clock += timedelta(days=1)
    assert [night for night, ids in enumerate(asked) if ids] == [0, 7]
    assert asked[7] == [["PR_1"]]


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
    words = {"title": "x", "body": "", "labels": [], "assignees": [], "milestone": None, "draft": False}
    size = {"additions": 1, "deletions": 2, "changed_files": 3}
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
