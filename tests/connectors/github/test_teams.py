from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connectors.github.documents import WITHOUT_TEAMS
from tests.worlds.github_home import Home, scope
from tests.worlds.github_stub import (
    DATA,
    GitHubStub,
    Reply,
    Request,
    event,
    pull_request,
)


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
            "/api/v3/repositories/1001",
            "BoardList",
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


def test_an_enterprise_team_that_is_asked_for_a_review_is_known_by_its_kind(
    stub: GitHubStub, home: Home
) -> None:
    team = {"__typename": "EnterpriseTeam"}
    request = event("ReviewRequestedEvent", 1, requestedReviewer=team)
    pending = {"nodes": [{"asCodeOwner": False, "requestedReviewer": team}]}
    stub.pulls["meridian/flow"] = [pull_request(1, timeline=(request,), reviewRequests=pending)]
    assert home.pull(stub).is_complete
    payload = home.payloads("github_pull_request")["7001"]
    unnamed = {"__typename": "EnterpriseTeam", "databaseId": None}
    assert payload["timelineItems"]["nodes"][0]["requestedReviewer"] == unnamed
    assert payload["reviewRequests"]["nodes"][0]["requestedReviewer"] == unnamed
