"""What is open is read again once a week, a seventh of it each day: not everything moves its last change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from connectors.github.pull import pull
from connectors.github.source import GitHubSource
from connectors.progress import silent
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import Issue, IssueEvent, PullEvent, PullRequest
from tests.connectors.github.test_issues import issue
from tests.worlds.github_home import QUICK, Home
from tests.worlds.github_stub import GitHubStub, pull_request, zulu
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


def pulled(sandbox: Sandbox, home: Home) -> None:
    source = GitHubSource("gh", sandbox.github_url, "sandbox-token", organizations=("meridian",))
    outcome = pull(source, home.landing, silent, None, replace(QUICK, page=50, timeout_seconds=30))
    assert outcome.is_complete, outcome


def kinds(home: Home, stream: str) -> dict[str, set[str]]:
    return {
        id_: {item["__typename"] for item in payload["timelineItems"]["nodes"]}
        for id_, payload in home.payloads(stream).items()
    }


def test_references_and_deleted_comments_are_found_within_a_week_and_a_seventh_each_night(
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
    assert found[-1][0] == 300
    assert {later - earlier for (earlier, _), (later, _) in pairwise([(0, 0), *found])} == {42, 43}


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
    # One for 43 of the 300 issues, and one for 10 of the 70 pull requests.
    assert spent == [nothing + 2] * 8


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

    def test_what_is_open_is_read_once_in_seven_nights_and_what_is_not_never(
        self, stub: GitHubStub, home: Home
    ) -> None:
        nights = []
        for _ in range(15):
            nights.append(self.asked(stub, home))
            stub.clock += timedelta(days=1)
        assert nights[0] == ["I_3", "I_4", "PR_1", "PR_2"]
        for week in (nights[1:8], nights[8:15]):
            assert sorted(id_ for night in week for id_ in night) == ["I_3", "PR_1"]

    def test_it_is_read_once_a_day_however_often_is_pulled(self, stub: GitHubStub, home: Home) -> None:
        asked = []
        for _ in range(7 * 4):
            asked += self.asked(stub, home)
            stub.clock += timedelta(hours=6)
        assert asked.count("PR_1") == 2 and asked.count("I_3") == 2

    def test_turns_that_were_missed_are_made_up_for(self, stub: GitHubStub, home: Home) -> None:
        self.asked(stub, home)
        stub.clock += timedelta(days=30)
        assert self.asked(stub, home) == ["I_3", "PR_1"]

    def test_what_is_closed_or_opened_again_changes_its_turns(self, stub: GitHubStub, home: Home) -> None:
        self.asked(stub, home)
        stub.clock += timedelta(days=30)
        changed = zulu(stub.clock - timedelta(hours=1))
        stub.issues["meridian/flow"][0].update(state="CLOSED", updatedAt=changed)
        stub.issues["meridian/flow"][1].update(state="OPEN", updatedAt=changed)
        # What changed is read once, not for its turn as well.
        assert self.asked(stub, home) == ["I_3", "I_4", "PR_1"]
        stub.clock += timedelta(days=30)
        assert self.asked(stub, home) == ["I_4", "PR_1"]

    def test_what_is_gone_has_no_turn(self, stub: GitHubStub, home: Home) -> None:
        self.asked(stub, home)
        del stub.issues["meridian/flow"][0]
        stub.clock += timedelta(days=30)
        assert self.asked(stub, home) == ["PR_1"]
        stub.clock += timedelta(days=30)
        assert self.asked(stub, home) == ["PR_1"]
