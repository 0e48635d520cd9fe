from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import BadAnswer, CredentialsRefused, OutOfTime, SourceUnreachable
from connectors.github.client import Client
from connectors.github.failures import QueryTooLarge
from connectors.github.limits import Limits
from connectors.github.pull import pull
from connectors.landing.landing import Landing
from connectors.outcome import SourceOutcome
from connectors.progress import silent
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_stub import (
    TOKEN,
    GitHubStub,
    Reply,
    Request,
    event,
    github_stub,
    pull_request,
)
from tests.worlds.time import Time

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes."


@pytest.fixture
def stub() -> Iterator[GitHubStub]:
    with github_stub() as made:
        made.pulls["meridian/flow"] = [pull_request(number, minutes=number) for number in range(1, 11)]
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "landing")


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def client(stub: GitHubStub, clock: Time) -> Iterator[Client]:
    """A client whose waits only move `clock`."""
    made = Client(stub.source(), Limits(timeout_seconds=1), clock.deadline(100_000.0))
    yield made
    made.close()


def graphql(client: Client) -> int:
    """How many ids a query brings; the stub knows ten."""
    return len(
        client.graphql("query PullRequestHydrate", {"ids": ["PR_1", "PR_2"], "items": 100}).data["nodes"]
    )


def whole(outcome: SourceOutcome, home: Home) -> bool:
    return outcome.is_complete and len(home.payloads("github_pull_request")) == 10


class TestOneRequest:
    """What one request does about an answer that is none."""

    def test_a_used_up_hour_is_waited_for_by_the_servers_clock(
        self, stub: GitHubStub, client: Client, clock: Time
    ) -> None:
        reset = str(int(stub.clock.timestamp()) + 1200)
        headers = {"x-ratelimit-remaining": "0", "x-ratelimit-limit": "5000", "x-ratelimit-reset": reset}
        errors = [{"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1."}]
        stub.fail("PullRequestHydrate", Reply(200, {"data": None, "errors": errors}, headers))
        assert graphql(client) == 2
        assert clock.slept == [1201]

    def test_a_used_up_hour_of_rest_is_waited_for_too(
        self, stub: GitHubStub, client: Client, clock: Time
    ) -> None:
        reset = str(int(stub.clock.timestamp()) + 30)
        headers = {"x-ratelimit-remaining": "0", "x-ratelimit-limit": "5000", "x-ratelimit-reset": reset}
        stub.fail("/api/v3/rate_limit", Reply(403, {"message": "API rate limit exceeded"}, headers))
        client.get("/rate_limit")
        assert clock.slept == [31]

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(403, {"message": SECONDARY}, {"Retry-After": "7"}),
            Reply(429, {"message": "Too many requests"}, {"Retry-After": "7"}),
            Reply(200, {"data": None, "errors": [{"message": SECONDARY}]}, {"Retry-After": "7"}),
        ],
    )
    def test_a_secondary_limit_is_waited_for_as_long_as_it_says(
        self, stub: GitHubStub, client: Client, clock: Time, reply: Reply
    ) -> None:
        stub.fail("PullRequestHydrate", reply)
        assert graphql(client) == 2
        assert clock.slept == [7]

    def test_a_secondary_limit_that_says_nothing_takes_a_minute_and_then_longer(
        self, stub: GitHubStub, client: Client, clock: Time
    ) -> None:
        limit = Reply(200, {"data": None, "errors": [{"message": SECONDARY}]})
        stub.fail("PullRequestHydrate", limit, limit, limit)
        assert graphql(client) == 2
        assert clock.slept == [60, 120, 240]

    def test_no_wait_for_a_limit_passes_the_deadline(
        self, stub: GitHubStub, client: Client, clock: Time
    ) -> None:
        stub.fail("PullRequestHydrate", Reply(403, {"message": SECONDARY}, {"Retry-After": "200000"}))
        with pytest.raises(OutOfTime):
            graphql(client)
        assert clock.slept == []

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(500, "<html>"),
            Reply(503, "<html>"),
            Reply(200, "<html>Unicorn!</html>"),
            Reply(200, '{"data": {"nodes": ['),
            Reply(200, []),
            Reply(200, {"message": "neither data nor errors"}),
            Reply(200, {"data": None}),
            Reply(200, {"data": None, "errors": [{"type": "SERVICE_UNAVAILABLE", "message": "Oops"}]}),
            Reply(200, {"data": {}}, {"x-ratelimit-remaining": "4999, 0", "x-ratelimit-limit": "5000, 5000"}),
        ],
    )
    def test_what_may_pass_is_tried_again(
        self, stub: GitHubStub, client: Client, clock: Time, reply: Reply
    ) -> None:
        stub.fail("PullRequestHydrate", reply, reply)
        assert graphql(client) == 2
        assert len(clock.slept) == 2
        assert client.requests == 3

    def test_what_does_not_pass_ends_after_five_tries(self, stub: GitHubStub, client: Client) -> None:
        stub.fail("PullRequestHydrate", *[Reply(200, "<html>")] * 9)
        with pytest.raises(BadAnswer, match="no JSON object"):
            graphql(client)
        assert client.requests == 5

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(502, "<html>"),
            Reply(504, "<html>"),
            Reply(200, {"data": {"nodes": [None]}, "errors": [{"type": "RESOURCE_LIMITS_EXCEEDED"}]}),
            Reply(200, {"data": None, "errors": [{"message": "Something went wrong while executing"}]}),
        ],
    )
    def test_a_query_that_is_too_large_is_not_sent_again_as_it_is(
        self, stub: GitHubStub, client: Client, reply: Reply
    ) -> None:
        stub.fail("PullRequestHydrate", reply)
        with pytest.raises(QueryTooLarge):
            graphql(client)
        assert client.requests == 1

    def test_a_query_without_an_answer_in_time_is_too_large(self, stub: GitHubStub, client: Client) -> None:
        def slow(request: Request) -> None:
            if len(stub.requests) == 1:
                time.sleep(1.5)

        stub.faults.append(slow)
        with pytest.raises(QueryTooLarge):
            graphql(client)

    def test_an_interface_that_lacks_a_field_is_named(self, stub: GitHubStub, client: Client) -> None:
        errors = [{"message": "Field 'publishedAt' doesn't exist on type 'PullRequest'"}]
        stub.fail("PullRequestHydrate", *[Reply(200, {"errors": errors})] * 9)
        with pytest.raises(BadAnswer, match="publishedAt"):
            graphql(client)

    def test_a_token_that_is_refused_later_is_not_tried_again(self, stub: GitHubStub, client: Client) -> None:
        stub.tokens.clear()
        with pytest.raises(CredentialsRefused):
            graphql(client)
        assert client.requests == 1

    def test_an_answer_that_repeats_the_token_does_not_bring_it_into_a_message(
        self, stub: GitHubStub, client: Client
    ) -> None:
        stub.fail("PullRequestHydrate", Reply(401, {"message": f"no such token: {TOKEN}"}))
        with pytest.raises(CredentialsRefused) as caught:
            graphql(client)
        assert TOKEN not in str(caught.value)

    def test_an_error_that_repeats_the_token_does_not_bring_it_into_a_message(
        self, stub: GitHubStub, client: Client
    ) -> None:
        message = "x" * 190 + TOKEN
        stub.fail("PullRequestHydrate", *[Reply(200, {"errors": [{"message": message}]})] * 9)
        with pytest.raises(BadAnswer, match="xxx") as caught:
            graphql(client)
        assert TOKEN[:8] not in str(caught.value)

    def test_waits_between_tries_double_and_stay_below_40_seconds(self, client: Client, clock: Time) -> None:
        for attempt in range(8):
            client.back_off(attempt, SourceUnreachable("gh", "a limit"))
        for attempt, slept in enumerate(clock.slept):
            assert 0.7 * min(30, 2**attempt) <= slept <= 1.3 * min(30, 2**attempt)

    def test_pages_that_lead_in_a_circle_end(self, stub: GitHubStub, client: Client) -> None:
        link = {"Link": f'<{stub.url}/orgs/meridian/teams?page=2>; rel="next"'}
        stub.changes.append(lambda request, reply: Reply(200, [], link))
        with pytest.raises(BadAnswer, match="circle"):
            list(client.pages("/orgs/meridian/teams"))


def test_a_token_of_one_letter_leaves_cursors_as_they_are(stub: GitHubStub, home: Home) -> None:
    stub.tokens.add("1")
    stub.pulls["meridian/flow"] = [pull_request(number, minutes=number) for number in range(1, 250)]
    assert home.pull(stub, token="1").is_complete
    assert len(home.payloads("github_pull_request")) == 249
    assert home.payloads("github_pull_request")["7111"]["number"] == 111


class TestPages:
    """Queries that ask for less until GitHub answers."""

    def too_many(self, most: int, reply: Reply) -> Callable[[Request], Reply | None]:
        def fault(request: Request) -> Reply | None:
            is_large = request.operation == "PullRequestHydrate" and len(request.variables["ids"]) > most
            return reply if is_large else None

        return fault

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(502, "<html>"),
            Reply(504, "<html>"),
            Reply(
                200,
                {
                    "data": {"nodes": [None] * 4},
                    "errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "x"}],
                },
            ),
        ],
    )
    def test_a_batch_is_halved_and_the_size_remembered(
        self, stub: GitHubStub, home: Home, reply: Reply
    ) -> None:
        stub.faults.append(self.too_many(2, reply))
        assert whole(home.pull(stub), home)
        sizes = [len(request.variables["ids"]) for request in stub.asked("PullRequestHydrate")]
        assert sizes[:5] == [4, 2, 2, 2, 2]

    def test_a_single_large_pull_request_is_read_by_smaller_pieces_of_its_timeline(
        self, stub: GitHubStub, home: Home
    ) -> None:
        long = tuple(event("ReopenedEvent", number) for number in range(120))
        stub.pulls["meridian/flow"] = [pull_request(1, timeline=long)]
        stub.faults.append(
            lambda request: Reply(502, "") if request.body.get("variables", {}).get("items", 0) > 25 else None
        )
        assert home.pull(stub).is_complete
        assert len(home.payloads("github_pull_request")["7001"]["timelineItems"]["nodes"]) == 120

    def test_a_rest_of_a_timeline_that_is_too_large_is_halved(self, stub: GitHubStub, home: Home) -> None:
        long = tuple(event("ReopenedEvent", number) for number in range(250))
        stub.pulls["meridian/flow"] = [pull_request(1, timeline=long)]
        stub.fail("PullRequestTimeline", Reply(502, ""), Reply(504, ""))
        assert home.pull(stub).is_complete
        assert len(home.payloads("github_pull_request")["7001"]["timelineItems"]["nodes"]) == 250

    def test_an_outage_ends_one_repository_and_not_the_others(self, stub: GitHubStub, home: Home) -> None:
        stub.repositories["meridian/other"] = 1002
        stub.pulls["meridian/other"] = [pull_request(50)]
        stub.faults.append(
            lambda request: (
                Reply(502, "")
                if request.operation == "PullRequestHydrate" and "PR_50" not in request.variables["ids"]
                else None
            )
        )
        outcome = home.pull(stub)
        assert scope(outcome, "meridian/flow").state == "failed"
        assert "HTTP 502" in str(scope(outcome, "meridian/flow").message)
        assert scope(outcome, "meridian/other").state == "whole"
        assert home.payloads("github_pull_request").keys() == {"7050"}

    def test_a_scan_is_tried_again(self, stub: GitHubStub, home: Home) -> None:
        stub.fail("RepositoryScan", Reply(502, ""), Reply(500, ""))
        assert whole(home.pull(stub), home)


def test_a_pull_request_that_vanishes_after_it_was_listed_is_left_out_and_said(
    stub: GitHubStub, home: Home
) -> None:
    def gone(request: Request, reply: Reply) -> Reply:
        if request.operation == "PullRequestHydrate" and "PR_3" in request.variables["ids"]:
            place = request.variables["ids"].index("PR_3")
            reply.body["data"]["nodes"][place] = None
            reply.body["errors"] = [
                {"type": "NOT_FOUND", "path": ["nodes", place], "message": "No such node"}
            ]
        return reply

    stub.changes.append(gone)
    outcome = home.pull(stub)
    assert outcome.is_complete
    assert (
        scope(outcome, "meridian/flow").message
        == "1 pull requests were listed and then not there, or not visible"
    )
    assert "7003" not in home.payloads("github_pull_request")
    assert len(home.payloads("github_pull_request")) == 9


def test_a_pull_request_that_vanishes_while_its_timeline_is_read_is_left_out(
    stub: GitHubStub, home: Home
) -> None:
    long = tuple(event("ReopenedEvent", number) for number in range(120))
    stub.pulls["meridian/flow"] = [pull_request(1, timeline=long), pull_request(2)]
    stub.fail(
        "PullRequestTimeline",
        Reply(200, {"data": {"node": None}, "errors": [{"type": "NOT_FOUND", "path": ["node"]}]}),
    )
    assert home.pull(stub).is_complete
    assert home.payloads("github_pull_request").keys() == {"7002"}


def test_a_repository_that_vanishes_fails_by_name(stub: GitHubStub, home: Home) -> None:
    errors = [{"type": "NOT_FOUND", "path": ["nodes", 0], "message": "Could not resolve to a node"}]
    stub.fail("RepositoryScan", Reply(200, {"data": {"nodes": [None]}, "errors": errors}))
    outcome = home.pull(stub)
    assert scope(outcome, "meridian/flow").state == "failed"
    assert "Could not resolve" in str(scope(outcome, "meridian/flow").message)
    assert home.landing.files("github_pull_request") == []


def test_a_record_that_lacks_a_field_is_skipped_with_a_reason_and_tried_again(
    stub: GitHubStub, home: Home
) -> None:
    branch = stub.pulls["meridian/flow"][0].pop("headRefName")
    outcome = home.pull(stub)
    assert not outcome.is_complete
    assert "1 skipped: pull request 1 is not what was asked for" in str(
        scope(outcome, "meridian/flow").message
    )
    [row] = home.payloads("skipped").values()
    assert (row["stream"], row["id"], row["number"]) == ("github_pull_request", "7001", 1)
    assert "headRefName" in row["reason"]
    assert len(home.payloads("github_pull_request")) == 9
    stub.pulls["meridian/flow"][0]["headRefName"] = branch
    stub.clock += timedelta(days=1)
    assert whole(home.pull(stub), home)
    assert list(home.payloads("skipped").values()) == [None]


def test_an_organization_that_is_not_there_fails_by_name(stub: GitHubStub, home: Home) -> None:
    stub.fail("/api/v3/orgs/meridian/repos", Reply(404, {"message": "Not Found"}))
    outcome = home.pull(stub)
    assert [(one.name, one.state) for one in outcome.scopes] == [("meridian", "failed")]


class TestDeadline:
    """A pull that runs out of time."""

    def pull_until(self, stub: GitHubStub, home: Home, hydrates: int) -> SourceOutcome:
        """A pull whose deadline passes during its hydrate query number `hydrates`."""
        deadline = time.monotonic() + 2.0

        def slow(request: Request) -> None:
            if len(stub.asked("PullRequestHydrate")) >= hydrates:
                time.sleep(max(0.0, deadline + 0.01 - time.monotonic()))

        stub.faults.append(slow)
        try:
            return pull(
                stub.source(), home.landing, silent, deadline, replace(QUICK, workers=1, timeout_seconds=9)
            )
        finally:
            stub.faults.clear()

    def test_it_finishes_the_batch_and_is_partial_and_readers_see_nothing_of_it(
        self, stub: GitHubStub, home: Home
    ) -> None:
        outcome = self.pull_until(stub, home, hydrates=2)
        flow = scope(outcome, "meridian/flow")
        assert flow.state == "partial"
        assert "time ran out" in str(flow.message)
        assert flow.counts["github_pull_request"].new == 8
        assert home.landing.files("github_pull_request") == []
        assert not outcome.is_complete

    def test_the_next_pull_reads_only_the_rest_and_nothing_is_lost_or_doubled(
        self, stub: GitHubStub, home: Home
    ) -> None:
        self.pull_until(stub, home, hydrates=2)
        stub.requests.clear()
        stub.clock += timedelta(hours=1)
        stub.pulls["meridian/flow"][9].update(updatedAt="2025-03-04T09:30:00Z", merged=True)
        stub.pulls["meridian/flow"].append(pull_request(11, minutes=11))
        outcome = Home(home.root).pull(stub)
        assert outcome.is_complete
        asked = [id_ for request in stub.asked("PullRequestHydrate") for id_ in request.variables["ids"]]
        assert sorted(asked) == ["PR_1", "PR_10", "PR_11", "PR_2"]
        assert home.payloads("github_pull_request").keys() == {str(7000 + n) for n in range(1, 12)}
        assert home.payloads("github_pull_request")["7010"]["merged"] is True
        assert len(home.rows("github_pull_request")) == 12

    def test_a_deadline_that_has_passed_leaves_everything_partial(self, stub: GitHubStub, home: Home) -> None:
        outcome = pull(stub.source(), home.landing, silent, time.monotonic(), QUICK)
        assert {one.state for one in outcome.scopes} == {"partial"}
        assert stub.asked("RepositoryScan") == []

    def test_a_limit_that_lasts_beyond_it_ends_the_walk_at_once(self, stub: GitHubStub, home: Home) -> None:
        stub.faults.append(
            lambda request: (
                Reply(403, {"message": SECONDARY}, {"Retry-After": "600"})
                if len(stub.asked("PullRequestHydrate")) > 1
                else None
            )
        )
        began = time.monotonic()
        outcome = pull(stub.source(), home.landing, silent, began + 60, QUICK)
        assert scope(outcome, "meridian/flow").state == "partial"
        assert "secondary rate limit" in str(scope(outcome, "meridian/flow").message)
        assert time.monotonic() - began < 10


def test_landing_that_cannot_write_ends_the_pull(
    stub: GitHubStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    landing = Landing(tmp_path)
    monkeypatch.setattr("connectors.landing.walk.Walk.land", full)
    with pytest.raises(OSError, match="No space left"):
        pull(stub.source(), landing, silent, None, QUICK)


def test_an_outage_of_graphql_fails_every_scope_by_name(stub: GitHubStub, home: Home) -> None:
    stub.faults.append(lambda request: Reply(503, "") if request.body else None)
    outcome = home.pull(stub)
    assert [one.state for one in outcome.scopes] == ["failed", "failed"]
    assert all("HTTP 503" in str(one.message) for one in outcome.scopes)
