"""What is there and not shown to the token, by single sign-on or a list of addresses: absence is no news."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from connectors.github.pull import pull
from connectors.github.source import GitHubSource
from connectors.outcome import SourceOutcome
from connectors.progress import silent
from connectors.sandbox.server.server import Sandbox, serve
from tests.connectors.github.test_issues import issue
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_stub import GitHubStub, Reply, Request, event, pull_request
from tests.worlds.github_world import WORLD, day

SSO = "Resource protected by organization SAML enforcement."
GRAPHQL = "/github/api/graphql"
Change = Callable[[Request, Reply], Reply]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(WORLD, day(8)) as running:
        yield running


def pulled(sandbox: Sandbox, home: Home) -> SourceOutcome:
    source = GitHubSource("gh", sandbox.github_url, "sandbox-token", organizations=("meridian",))
    return pull(source, home.landing, silent, None, QUICK)


def reasons(home: Home) -> list[str]:
    return [row["reason"] for row in home.payloads("skipped").values() if row is not None]


def hiding(operation: str, *place: str | int) -> Change:
    """Has what is at a place of an operation's data be null, and said to be forbidden."""

    def change(request: Request, reply: Reply) -> Reply:
        if request.operation == operation:
            found = reply.body["data"]
            for step in place[:-1]:
                found = found[step]
            found[place[-1]] = None
            error = {"type": "FORBIDDEN", "path": list(place), "message": SSO}
            reply.body.setdefault("errors", []).append(error)
        return reply

    return change


def test_records_that_single_sign_on_hides_are_skipped_and_read_once_access_is_back(
    sandbox: Sandbox, home: Home
) -> None:
    sandbox.fail(GRAPHQL, "FORBIDDEN", times=99, when=lambda body: b"query IssueHydrate" in body)
    outcome = pulled(sandbox, home)
    assert not outcome.is_complete
    assert scope(outcome, "meridian/flow").state == "partial"
    assert "skipped: issue" in str(scope(outcome, "meridian/flow").message)
    read = home.payloads("github_issue").keys()
    assert len(reasons(home)) == 6 - len(read) > 0
    assert all(
        "not shown to the token: Resource protected by organization SAML" in one for one in reasons(home)
    )

    sandbox.heal()
    sandbox.move_to(day(9, 8))
    outcome = pulled(sandbox, home)
    assert outcome.is_complete and reasons(home) == []
    assert len(home.payloads("github_issue")) == 6


def test_a_known_record_that_is_hidden_keeps_its_last_state(sandbox: Sandbox, home: Home) -> None:
    sandbox.move_to(day(4, 12))
    assert pulled(sandbox, home).is_complete
    before = home.payloads("github_issue")
    sandbox.fail(GRAPHQL, "FORBIDDEN", times=99, when=lambda body: b"query IssueHydrate" in body)
    sandbox.move_to(day(8))
    assert not pulled(sandbox, home).is_complete
    after = home.payloads("github_issue")
    assert None not in after.values() and after.keys() == before.keys()


class TestPartsThatAreHidden:
    """What is not shown of a thing that is."""

    @pytest.fixture
    def stub(self, stub: GitHubStub) -> GitHubStub:
        asked = tuple(event("ReadyForReviewEvent", number) for number in range(150))
        stub.pulls["meridian/flow"] = [pull_request(1, timeline=asked), pull_request(2, minutes=3)]
        stub.issues["meridian/flow"] = [issue(number, minutes=number) for number in range(1, 4)]
        return stub

    @pytest.mark.parametrize(
        "change",
        [
            hiding("PullRequestTimeline", "node"),
            hiding("PullRequestTimeline", "node", "timelineItems", "nodes", 7),
        ],
    )
    def test_a_pull_request_whose_timeline_is_not_shown_is_skipped(
        self, stub: GitHubStub, home: Home, change: Change
    ) -> None:
        stub.changes.append(change)
        outcome = home.pull(stub)
        assert scope(outcome, "meridian/flow").state == "partial"
        assert reasons(home) == [f"pull request 1 is not shown to the token: {SSO}"]
        assert home.payloads("github_pull_request").keys() == {"7002"}
        stub.changes.clear()
        stub.clock += timedelta(days=1)
        assert home.pull(stub).is_complete
        assert len(home.payloads("github_pull_request")["7001"]["timelineItems"]["nodes"]) == 150

    def test_a_null_whose_reason_lies_deeper_is_hidden_as_well(self, stub: GitHubStub, home: Home) -> None:
        def bubbles(request: Request, reply: Reply) -> Reply:
            if request.operation == "IssueHydrate":
                reply.body["data"]["nodes"][0] = None
                path = ["nodes", 0, "timelineItems", "pageInfo"]
                reply.body["errors"] = [{"type": "FORBIDDEN", "path": path, "message": SSO}]
            return reply

        stub.changes.append(bubbles)
        assert not home.pull(stub).is_complete
        assert reasons(home) == [f"issue 1 is not shown to the token: {SSO}"]

    def test_what_a_list_does_not_show_is_not_gone_and_is_listed_again(
        self, stub: GitHubStub, home: Home
    ) -> None:
        assert home.pull(stub).is_complete
        stub.issues["meridian/flow"].append(issue(9, minutes=24 * 60))
        stub.clock += timedelta(days=1)
        stub.changes.append(hiding("RepositoryScan", "nodes", 0, "issues", "nodes", 0))
        stub.changes.append(hiding("IssueScan", "node", "issues", "nodes", 1))
        outcome = home.pull(stub)
        assert scope(outcome, "meridian/flow").state == "partial"
        assert f"its lists do not show everything to the token: {SSO}" in str(
            scope(outcome, "meridian/flow").message
        )
        assert None not in home.payloads("github_issue").values()
        stub.changes.clear()
        stub.clock += timedelta(days=9)
        assert home.pull(stub).is_complete
        assert home.payloads("github_issue").keys() == {"8001", "8002", "8003", "8009"}
        assert None not in home.payloads("github_issue").values()


class TestRosters:
    """Teams, boards and repositories that could be read and may not be any more."""

    def test_teams_that_are_hidden_now_leave_the_organization_partial(
        self, stub: GitHubStub, home: Home
    ) -> None:
        assert home.pull(stub).is_complete
        stub.changes.append(hiding("OrganizationTeams", "organization"))
        stub.clock += timedelta(days=1)
        outcome = home.pull(stub)
        assert scope(outcome, "meridian").state == "partial"
        assert f"its teams are not found, or not visible to the token ({SSO})" in str(
            outcome.scopes[0].message
        )
        assert home.payloads("github_team")["51"] is not None
        stub.changes.clear()
        stub.clock += timedelta(days=1)
        assert home.pull(stub).is_complete

    def test_a_team_that_a_list_does_not_show_is_not_gone(self, stub: GitHubStub, home: Home) -> None:
        stub.teams.append({"id": 52, "slug": "web", "name": "Web", "parent": None})
        assert home.pull(stub).is_complete
        stub.changes.append(hiding("OrganizationTeams", "organization", "teams", "nodes", 1))
        stub.clock += timedelta(days=1)
        outcome = home.pull(stub)
        assert scope(outcome, "meridian").state == "failed"
        assert "is not shown to the token" in str(scope(outcome, "meridian").message)
        assert scope(outcome, "meridian/flow").state == "whole"
        assert home.payloads("github_team").keys() == {"51", "52"}
        assert None not in home.payloads("github_team").values()

    def test_a_repository_that_is_not_listed_and_may_not_be_read_is_not_gone(
        self, stub: GitHubStub, home: Home
    ) -> None:
        stub.repositories["meridian/secret"] = 1002
        assert home.pull(stub).is_complete
        del stub.repositories["meridian/secret"]
        stub.fail("/api/v3/repositories/1002", Reply(403, {"message": SSO}))
        stub.clock += timedelta(days=1)
        outcome = home.pull(stub)
        assert scope(outcome, "meridian").state == "partial"
        assert SSO in str(scope(outcome, "meridian").message)
        assert home.payloads("github_repository")["1002"] is not None
