"""How an organization plans in GitHub alone, as nights find it: types, parents, blockers, fields, boards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from connectors.github.documents import Queries
from connectors.github.pull import pull
from connectors.github.source import GitHubSource
from connectors.outcome import SourceOutcome
from connectors.progress import silent
from connectors.sandbox.github.schemas import (
    ENTERPRISE_3_18,
    ENTERPRISE_3_19,
    ENTERPRISE_3_20,
    ENTERPRISE_2024,
    GITHUB_COM,
    Edition,
)
from connectors.sandbox.server.server import Sandbox, serve
from tests.connectors.github.test_issues import issue as listed_issue
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_planning import BLOCKER, EPIC, OTHER, PLANNED, TASK, WAITING
from tests.worlds.github_stub import GitHubStub, pull_request
from tests.worlds.github_world import day

Json = dict[str, Any]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(PLANNED, day(3)) as running:
        yield running


def pulled(sandbox: Sandbox, home: Home, at: datetime | None = None) -> SourceOutcome:
    if at is not None:
        sandbox.move_to(at)
    source = GitHubSource("gh", sandbox.github_url, "sandbox-token", organizations=("meridian",))
    outcome = pull(source, home.landing, silent, None, replace(QUICK, timeout_seconds=30))
    assert outcome.is_complete, outcome
    return outcome


def issue(home: Home, id_: int) -> Json:
    return home.payloads("github_issue")[str(id_)]


def kinds(home: Home, id_: int) -> list[str]:
    return [item["__typename"] for item in issue(home, id_)["timelineItems"]["nodes"]]


def ids(connection: Json) -> list[str]:
    return [each["fullDatabaseId"] for each in connection["nodes"]]


def fields(home: Home, id_: int) -> dict[str, Any]:
    """What an issue's fields hold, by name."""
    names = ("number", "date", "name", "options")
    return {
        value["field"]["name"]: next((value[each] for each in names if each in value), None)
        for value in issue(home, id_)["issueFieldValues"]["nodes"]
    }


def test_a_plan_lands_as_it_is_and_with_what_became_of_it(sandbox: Sandbox, home: Home) -> None:
    pulled(sandbox, home)
    task, epic = issue(home, TASK), issue(home, EPIC)
    assert (task["issueType"]["name"], epic["issueType"]["name"]) == ("Task", "Epic")
    assert task["parent"] == {"fullDatabaseId": str(EPIC)}
    assert ids(epic["subIssues"]) == [str(TASK)]
    assert task["milestone"] == {
        "number": 4,
        "title": "v1",
        "state": "OPEN",
        "dueOn": "2025-03-23T09:00:00Z",
        "closedAt": None,
    }
    assert {name: value for name, value in fields(home, TASK).items() if name != "Areas"} == {
        "Priority": "High",
        "Points": 3.0,
        "Due": "2025-03-20",
        "Notes": None,
    }
    assert [each["name"] for each in fields(home, TASK)["Areas"]] == ["UI", "API"]
    assert kinds(home, EPIC) == ["IssueTypeAddedEvent", "SubIssueAddedEvent"]
    assert kinds(home, TASK)[:3] == ["IssueTypeAddedEvent", "ParentIssueAddedEvent", "IssueFieldAddedEvent"]


def test_changes_of_a_plan_are_told_by_events_with_before_and_after(sandbox: Sandbox, home: Home) -> None:
    pulled(sandbox, home)
    pulled(sandbox, home, day(7, 10))
    items = issue(home, TASK)["timelineItems"]["nodes"][-5:]
    assert [item["__typename"] for item in items] == [
        "IssueTypeChangedEvent",
        "ParentIssueRemovedEvent",
        "ParentIssueAddedEvent",
        "IssueFieldChangedEvent",
        "IssueFieldRemovedEvent",
    ]
    assert (items[0]["prevIssueType"]["name"], items[0]["issueType"]["name"]) == ("Task", "Bug")
    assert (items[1]["parent"], items[2]["parent"]) == (
        {"fullDatabaseId": str(EPIC)},
        {"fullDatabaseId": str(OTHER)},
    )
    assert (items[3]["previousValue"], items[3]["newValue"]) == ("High", "Low")
    assert items[4]["issueField"]["name"] == "Points"
    assert "Points" not in fields(home, TASK)


def test_of_a_fields_text_nothing_lands(sandbox: Sandbox, home: Home) -> None:
    pulled(sandbox, home)
    assert "Ask somebody" not in str(home.payloads("github_issue"))
    notes = [
        item
        for item in issue(home, TASK)["timelineItems"]["nodes"]
        if (item.get("issueField") or {}).get("name") == "Notes"
    ]
    assert [item["__typename"] for item in notes] == ["IssueFieldAddedEvent"]


def test_what_moves_no_last_change_is_found_in_the_same_night(sandbox: Sandbox, home: Home) -> None:
    pulled(sandbox, home)
    before = {id_: issue(home, id_)["updatedAt"] for id_ in (EPIC, OTHER, BLOCKER, WAITING.id)}
    pulled(sandbox, home, day(5))
    assert ids(issue(home, WAITING.id)["blockedBy"]) == [str(BLOCKER)]
    assert ids(issue(home, BLOCKER)["blocking"]) == [str(WAITING.id)]
    assert kinds(home, WAITING.id) == ["BlockedByAddedEvent"]
    assert kinds(home, BLOCKER) == ["BlockingAddedEvent"]
    pulled(sandbox, home, day(7, 12))
    assert (ids(issue(home, EPIC)["subIssues"]), ids(issue(home, OTHER)["subIssues"])) == ([], [str(TASK)])
    assert kinds(home, EPIC)[-1] == "SubIssueRemovedEvent"
    assert kinds(home, OTHER) == ["SubIssueAddedEvent"]
    # A milestone is closed without a word on its issues.
    assert issue(home, TASK)["milestone"]["state"] == "CLOSED"
    pulled(sandbox, home, day(9))
    assert ids(issue(home, WAITING.id)["blockedBy"]) == []
    assert kinds(home, BLOCKER) == ["BlockingAddedEvent", "BlockingRemovedEvent"]
    assert {id_: issue(home, id_)["updatedAt"] for id_ in before} == before


def test_however_many_nights_there_are_the_last_says_the_same(home: Home) -> None:
    found = []
    for number, nights in enumerate(([day(10)], [day(3), day(10)], [day(n) for n in range(1, 11)])):
        other = Home(home.root.parent / f"home {number}")
        with serve(PLANNED, nights[0]) as sandbox:
            for night in nights:
                pulled(sandbox, other, night)
        found.append(
            {name: other.payloads(name) for name in ("github_issue", "github_board_item", "github_board")}
        )
    assert found[0] == found[1] == found[2]


class TestABoard:
    """What a project board says of issues beside their status."""

    def item(self, home: Home) -> Json:
        [item] = home.payloads("github_board_item").values()
        return item

    def values(self, home: Home) -> dict[str, Any]:
        names = ("iterationId", "number", "name")
        return {
            value["field"]["name"]: next(value[each] for each in names if each in value)
            for value in self.item(home)["fieldValues"]
        }

    def test_its_fields_land_with_their_options_and_iterations(self, sandbox: Sandbox, home: Home) -> None:
        pulled(sandbox, home)
        board = home.payloads("github_board")["3"]
        assert (board["number"], board["title"], board["closed"]) == (3, "Delivery", False)
        found = {each["name"]: each for each in board["fields"]}
        assert {name: each["dataType"] for name, each in found.items()} == {
            "Status": "SINGLE_SELECT",
            "Sprint": "ITERATION",
            "Estimate": "NUMBER",
            "Team": "SINGLE_SELECT",
        }
        assert [each["name"] for each in found["Team"]["options"]] == ["Data", "Web"]
        sprints = found["Sprint"]["configuration"]
        assert sprints["completedIterations"] == []
        assert sprints["iterations"] == [
            {"id": "s1", "title": "Sprint 1", "startDate": "2025-03-03", "duration": 7},
            {"id": "s2", "title": "Sprint 2", "startDate": "2025-03-10", "duration": 7},
        ]

    def test_its_numbers_options_and_iterations_land_as_they_change(
        self, sandbox: Sandbox, home: Home
    ) -> None:
        pulled(sandbox, home)
        assert self.values(home) == {"Status": "Todo", "Sprint": "s1", "Estimate": 5.0, "Team": "Data"}
        pulled(sandbox, home, day(7))
        assert self.values(home) == {"Status": "Todo", "Sprint": "s2", "Team": "Data"}
        assert self.item(home)["status"]["name"] == "Todo"

    def test_what_is_archived_on_it_is_not_gone(self, sandbox: Sandbox, home: Home) -> None:
        pulled(sandbox, home)
        assert self.item(home)["isArchived"] is False
        pulled(sandbox, home, day(10))
        assert self.item(home)["isArchived"] is True
        assert self.values(home)["Sprint"] == "s2"

    def test_a_board_that_was_read_by_other_queries_is_read_whole(
        self, sandbox: Sandbox, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pulled(sandbox, home)
        sandbox.fail(
            "/github/api/graphql", "slow", times=9, seconds=0, when=lambda body: b"BoardItems" in body
        )
        pulled(sandbox, home, day(3, 10))
        assert sandbox.faults_served["slow"] == 0
        monkeypatch.setattr("connectors.github.boards.BOARDS_VERSION", "boards-later")
        pulled(sandbox, home, day(3, 11))
        assert sandbox.faults_served["slow"] == 1


SUB_ISSUES, TYPES, BLOCKS, FIELDS = "sub-issues", "issue types", "what blocks an issue", "issue fields"


@pytest.mark.parametrize(
    ("edition", "lacking"),
    [
        (GITHUB_COM, []),
        (ENTERPRISE_3_20, [FIELDS]),
        (ENTERPRISE_3_19, [FIELDS]),
        (ENTERPRISE_3_18, [BLOCKS, FIELDS]),
        (ENTERPRISE_2024, [SUB_ISSUES, TYPES, BLOCKS, FIELDS]),
    ],
    ids=["github.com", "3.20", "3.19", "3.18", "3.14"],
)
def test_a_host_loses_exactly_what_it_has_not_and_says_so(
    edition: Edition, lacking: list[str], home: Home
) -> None:
    with serve(PLANNED, day(3), github=edition) as sandbox:
        pulled(sandbox, home)
        outcome = pulled(sandbox, home, day(5))
    said = str(scope(outcome, "meridian/flow").message or "")
    assert [what for what in (SUB_ISSUES, TYPES, BLOCKS, FIELDS) if what in said] == lacking
    task, blocker = issue(home, TASK), issue(home, BLOCKER)
    assert ("parent" in task, "issueType" in task) == (SUB_ISSUES not in lacking, TYPES not in lacking)
    assert ("blockedBy" in task, "issueFieldValues" in task) == (BLOCKS not in lacking, FIELDS not in lacking)
    told = {
        SUB_ISSUES: "ParentIssueAddedEvent",
        TYPES: "IssueTypeAddedEvent",
        FIELDS: "IssueFieldAddedEvent",
    }
    assert {what for what, kind in told.items() if kind in kinds(home, TASK)} == told.keys() - set(lacking)
    assert bool(blocker["timelineItems"]["nodes"]) == (BLOCKS not in lacking)
    assert task["milestone"]["title"] == "v1"
    [item] = home.payloads("github_board_item").values()
    assert item["status"]["name"] == "Todo"


def test_other_queries_of_issues_read_all_issues_again_and_no_pull_request(
    stub: GitHubStub, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.pulls["meridian/flow"] = [pull_request(1, state="MERGED")]
    stub.issues["meridian/flow"] = [{**listed_issue(2), "state": "CLOSED"}]
    home.pull(stub)
    monkeypatch.setattr(Queries, "issue_version", "issue-wider", raising=False)
    read = []
    for _ in range(2):
        stub.clock = stub.clock.replace(day=stub.clock.day + 1)
        stub.requests.clear()
        assert home.pull(stub).is_complete
        read.append([len(stub.asked(name)) for name in ("IssueHydrate", "PullRequestHydrate")])
    assert read == [[1, 0], [0, 0]]
