"""What is open is looked at again whatever its last change says: issues nightly, pull requests in a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.github.pull import pull
from connectors.github.source import GitHubSource
from connectors.progress import silent
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import Issue, IssueEvent, PullEvent, PullRequest
from tests.connectors.github.test_issues import issue
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_stub import ANA, GitHubStub, Reply, Request, event, pull_request, zulu
from tests.worlds.github_world import WORLD, day

# Known since day 8; on day 9, of what they show, nothing moves when they last changed.
FIRST_LOOK = day(8)


def issue_of(id_: int) -> Issue:
    events = [
        IssueEvent(id_ * 10, day(2), "comment", "ana", deleted_at=day(9)),
        IssueEvent(id_ * 10 + 1, day(9), "mentioned", "ana", "9002"),
    ]
    return Issue(id_, 301, id_ - 5000, "ben", day(1), "Open", events)


def pull_of(id_: int) -> PullRequest:
    events = [PullEvent(id_ * 10, day(2), "comment", "ana", deleted_at=day(9))]
    return PullRequest(id_, 301, id_ - 9000, "ben", day(1), "Open", f"branch-{id_}", events=events)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    world = replace(
        WORLD,
        issues=[issue_of(id_) for id_ in range(5200, 5500)],
        pull_requests=[pull_of(id_) for id_ in range(9010, 9080)],
        project_boards=[],
        deployments=[],
        releases=[],
    )
    with serve(world, FIRST_LOOK) as running:
        yield running


def comment(number: int) -> dict[str, Any]:
    return {**event("IssueComment", number), "author": ANA}


def pulled(sandbox: Sandbox, home: Home) -> None:
    source = GitHubSource("gh", sandbox.github_url, "sandbox-token", organizations=("meridian",))
    outcome = pull(source, home.landing, silent, None, replace(QUICK, page=50, timeout_seconds=30))
    assert outcome.is_complete, outcome


def kinds(home: Home, stream: str) -> dict[str, set[str]]:
    return {
        id_: {item["__typename"] for item in payload["timelineItems"]["nodes"]}
        for id_, payload in home.payloads(stream).items()
    }


def test_references_and_deleted_comments_of_issues_are_found_in_a_night_and_of_pull_requests_in_a_week(
    sandbox: Sandbox, home: Home
) -> None:
    pulled(sandbox, home)
    assert set(map(frozenset, kinds(home, "github_issue").values())) == {frozenset({"IssueComment"})}
    found = []
    for night in range(1, 8):
        sandbox.move_to(FIRST_LOOK + timedelta(days=night, hours=2))
        pulled(sandbox, home)
        issues, pulls = kinds(home, "github_issue"), kinds(home, "github_pull_request")
        mentioned = sum(each == {"CrossReferencedEvent"} for each in issues.values())
        found.append((mentioned, sum(each == set() for each in pulls.values())))
    assert [pulls for _, pulls in found] == [10, 20, 30, 40, 50, 60, 70]
    assert [issues for issues, _ in found] == [300] * 7


def test_a_night_costs_at_most_a_point_for_each_hundred_open_issues(sandbox: Sandbox, home: Home) -> None:
    pulled(sandbox, home)
    spent = []
    for night in range(1, 9):
        sandbox.move_to(FIRST_LOOK + timedelta(days=night))
        pulled(sandbox, home)
        spent.append(sandbox.points_used)
    # Who has nothing open pays for the rosters and the scan alone.
    with serve(replace(WORLD, issues=[], pull_requests=[], project_boards=[]), FIRST_LOOK) as empty:
        other = Home(home.root.parent / "other")
        pulled(empty, other)
        empty.move_to(FIRST_LOOK + timedelta(days=1))
        pulled(empty, other)
        nothing = empty.points_used
    # Three for 300 issues in short, and one for 10 of the 70 pull requests; once, all issues have news.
    assert spent == [nothing + 4 + 6 * 4, *[nothing + 4] * 7]


class TestTurns:
    """Whose turn it is."""

    def asked(self, stub: GitHubStub, home: Home) -> list[str]:
        stub.requests.clear()
        assert home.pull(stub).is_complete
        operations = ("PullRequestHydrate", "IssueHydrate")
        return sorted(id_ for name in operations for one in stub.asked(name) for id_ in one.variables["ids"])

    @pytest.fixture
    def stub(self, stub: GitHubStub) -> GitHubStub:
        stub.pulls["meridian/flow"] = [pull_request(1), pull_request(2, state="MERGED")]
        closed: dict[str, Any] = {**issue(4), "state": "CLOSED"}
        stub.issues["meridian/flow"] = [issue(3), closed]
        return stub

    def test_an_open_pull_request_is_read_once_in_seven_nights_and_what_has_no_news_never(
        self, stub: GitHubStub, home: Home
    ) -> None:
        nights = []
        for _ in range(15):
            nights.append(self.asked(stub, home))
            stub.clock += timedelta(days=1)
        assert nights[0] == ["I_3", "I_4", "PR_1", "PR_2"]
        for week in (nights[1:8], nights[8:15]):
            assert sorted(id_ for night in week for id_ in night) == ["PR_1"]

    def test_it_is_read_once_a_day_however_often_is_pulled(self, stub: GitHubStub, home: Home) -> None:
        asked = []
        for _ in range(7 * 4):
            asked += self.asked(stub, home)
            stub.clock += timedelta(hours=6)
        assert asked.count("PR_1") == 2 and asked.count("I_3") == 1

    def test_an_open_issue_is_looked_at_once_a_day_and_read_when_that_shows_news(
        self, stub: GitHubStub, home: Home
    ) -> None:
        self.asked(stub, home)
        looks, read = [], []
        for hour in range(6, 80, 6):
            stub.clock += timedelta(hours=6)
            if hour == 30:
                stub.issues["meridian/flow"][0]["timelineItems"].append(comment(1))
                stub.issues["meridian/flow"][1]["timelineItems"].append(comment(2))
            read += [id_ for id_ in self.asked(stub, home) if id_.startswith("I_")]
            looks.append([one.variables["ids"] for one in stub.asked("IssueSummaries")])
        assert read == ["I_3"]
        assert [each for each in looks if each] == [[["I_3"]]] * 3

    def test_news_that_come_while_it_is_read_are_read_the_next_night(
        self, stub: GitHubStub, home: Home
    ) -> None:
        self.asked(stub, home)
        items = stub.issues["meridian/flow"][0]["timelineItems"]
        items.append(comment(1))

        def grows(request: Request) -> None:
            if request.operation == "IssueHydrate" and len(items) == 1:
                items.append(comment(2))

        stub.faults.append(grows)
        read = []
        for _ in range(3):
            stub.clock += timedelta(days=1)
            read.append("I_3" in self.asked(stub, home))
        assert read == [True, True, False]
        kinds = [each["id"] for each in home.payloads("github_issue")["8003"]["timelineItems"]["nodes"]]
        assert kinds == ["IssueComment_1", "IssueComment_2"]

    def test_issues_that_cannot_be_looked_at_are_named_and_looked_at_the_next_day(
        self, stub: GitHubStub, home: Home
    ) -> None:
        home.pull(stub)
        stub.clock += timedelta(days=1)
        stub.issues["meridian/flow"][0]["timelineItems"].append(comment(1))
        broken = {"message": "Field 'timelineItems' doesn't exist", "extensions": {"code": "undefinedField"}}
        stub.fail("IssueSummaries", Reply(200, {"errors": [broken]}))
        outcome = home.pull(stub)
        assert outcome.is_complete
        said = str(scope(outcome, "meridian/flow").message)
        assert said.startswith("open issues were not looked at for references, sub-issues, blockers and")
        stub.clock += timedelta(days=1)
        assert "I_3" in self.asked(stub, home)

    def test_turns_that_were_missed_are_made_up_for(self, stub: GitHubStub, home: Home) -> None:
        self.asked(stub, home)
        stub.clock += timedelta(days=30)
        assert self.asked(stub, home) == ["PR_1"]

    def test_what_is_closed_or_opened_again_changes_its_turns(self, stub: GitHubStub, home: Home) -> None:
        self.asked(stub, home)
        stub.clock += timedelta(days=30)
        changed = zulu(stub.clock - timedelta(hours=1))
        stub.issues["meridian/flow"][0].update(state="CLOSED", updatedAt=changed)
        stub.issues["meridian/flow"][1].update(state="OPEN", updatedAt=changed)
        # What changed is read once, not for its turn as well.
        assert self.asked(stub, home) == ["I_3", "I_4", "PR_1"]
        stub.clock += timedelta(days=30)
        assert self.asked(stub, home) == ["PR_1"]
        assert [one.variables["ids"] for one in stub.asked("IssueSummaries")] == [["I_4"]]

    def test_what_is_gone_has_no_turn(self, stub: GitHubStub, home: Home) -> None:
        self.asked(stub, home)
        del stub.issues["meridian/flow"][0]
        stub.clock += timedelta(days=30)
        assert self.asked(stub, home) == ["PR_1"]
        stub.clock += timedelta(days=30)
        assert self.asked(stub, home) == ["PR_1"]
