"""How issues are planned, as another maker's client reads it by queries written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from github import Auth, Github

from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.github_contract import contract
from tests.worlds.github_planning import BLOCKER, EPIC, PLANNED, TASK
from tests.worlds.github_world import day

ISSUE = """query ($number: Int!) { repository(owner: "meridian", name: "flow") { issue(number: $number) {
  fullDatabaseId updatedAt issueType { name isEnabled } parent { number title }
  subIssuesSummary { total completed percentCompleted } subIssues(first: 5) { totalCount nodes { number } }
  issueDependenciesSummary { blockedBy blocking totalBlockedBy totalBlocking }
  blockedBy(first: 5) { nodes { number } } blocking(first: 5) { nodes { number } }
  issueFieldValues(first: 9) { nodes {
    ... on IssueFieldNumberValue { amount: value field { ... on IssueFieldNumber { name } } }
    ... on IssueFieldTextValue { text: value }
    ... on IssueFieldSingleSelectValue { value name color }
  } }
  milestone { title state dueOn openedOn: createdAt }
  projectItems(first: 5) { totalCount nodes { isArchived type project { title }
    sprint: fieldValueByName(name: "Sprint") {
      ... on ProjectV2ItemFieldIterationValue { title startDate duration }
    }
    none: fieldValueByName(name: "Nothing") { __typename }
  } }
  timelineItems(first: 50) { totalCount nodes { __typename } }
} } }"""
BOARD_PAGE = """query ($states: [ProjectV2ItemArchivedState!]) { organization(login: "meridian") {
  projectsV2(first: 1) { nodes { items(first: 5, archivedStates: $states) { totalCount } } } } }"""
MOVED = """{ repository(owner: "meridian", name: "flow") { issueTypes(first: 9) { nodes { name } }
  issueFields(first: 9) { nodes { ... on IssueFieldCommon { name dataType } } }
  milestones(first: 9) { nodes { title closed } } } }"""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(PLANNED, day(5)) as running:
        yield running


def asked(sandbox: Sandbox, query: str, **variables: Any) -> dict[str, Any]:
    client = Github(base_url=sandbox.github_url, auth=Auth.Token("sandbox-token"), retry=None)
    _, answer = client.requester.graphql_query(query, variables)
    found: dict[str, Any] = answer["data"]
    return found


def issue(sandbox: Sandbox, id_: int) -> dict[str, Any]:
    found: dict[str, Any] = asked(sandbox, ISSUE, number=id_ - 5800)["repository"]["issue"]
    return found


def test_a_planned_issue_is_what_was_planned(sandbox: Sandbox) -> None:
    task = issue(sandbox, TASK)
    assert task["issueType"] == {"name": "Task", "isEnabled": True}
    assert task["parent"] == {"number": EPIC - 5800, "title": "An epic"}
    assert task["milestone"] == {
        "title": "v1",
        "state": "OPEN",
        "dueOn": "2025-03-23T09:00:00Z",
        "openedOn": "2025-03-03T09:00:00Z",
    }
    assert [value for value in task["issueFieldValues"]["nodes"] if value] == [
        {"value": "High", "name": "High", "color": "GRAY"},
        {"amount": 3.0, "field": {"name": "Points"}},
        {"text": "Ask somebody by name"},
    ]
    [item] = task["projectItems"]["nodes"]
    assert item == {
        "isArchived": False,
        "type": "ISSUE",
        "project": {"title": "Delivery"},
        "sprint": {"title": "Sprint 1", "startDate": "2025-03-03", "duration": 7},
        "none": None,
    }


def test_sub_issues_and_dependencies_stand_on_both_sides_and_move_the_child_alone(sandbox: Sandbox) -> None:
    epic, blocker, waiting = issue(sandbox, EPIC), issue(sandbox, BLOCKER), issue(sandbox, 6005)
    assert epic["subIssues"] == {"totalCount": 1, "nodes": [{"number": TASK - 5800}]}
    assert epic["subIssuesSummary"] == {"total": 1, "completed": 0, "percentCompleted": 0}
    assert waiting["blockedBy"]["nodes"] == [{"number": BLOCKER - 5800}]
    assert blocker["blocking"]["nodes"] == [{"number": 205}]
    assert waiting["issueDependenciesSummary"] == {
        "blockedBy": 1,
        "blocking": 0,
        "totalBlockedBy": 1,
        "totalBlocking": 0,
    }
    assert blocker["issueDependenciesSummary"]["blocking"] == 1
    assert {waiting["updatedAt"], blocker["updatedAt"]} == {"2025-03-03T09:00:00Z"}
    assert epic["updatedAt"] == "2025-03-03T10:00:00Z"
    assert issue(sandbox, TASK)["updatedAt"] == "2025-03-05T10:00:00Z"


def test_timelines_tell_of_plans_and_not_of_boards_fields(sandbox: Sandbox) -> None:
    sandbox.move_to(day(10))
    told = [item["__typename"] for item in issue(sandbox, TASK)["timelineItems"]["nodes"]]
    assert told.count("IssueFieldAddedEvent") == 5
    assert told[-5:] == [
        "IssueTypeChangedEvent",
        "ParentIssueRemovedEvent",
        "ParentIssueAddedEvent",
        "IssueFieldChangedEvent",
        "IssueFieldRemovedEvent",
    ]
    assert told.count("ProjectV2ItemStatusChangedEvent") == 1


def test_archived_items_come_when_they_are_asked_for(sandbox: Sandbox) -> None:
    def count(*states: str) -> int:
        page = asked(sandbox, BOARD_PAGE, states=list(states) or None)
        return int(page["organization"]["projectsV2"]["nodes"][0]["items"]["totalCount"])

    assert (count(), count("ARCHIVED")) == (1, 0)
    sandbox.move_to(day(10))
    assert (count(), count("ARCHIVED"), count("ARCHIVED", "NOT_ARCHIVED")) == (0, 1, 1)


def test_an_organization_without_boards_has_no_items_at_all() -> None:
    events = [event for event in PLANNED.issues[1].events if event.board is None]
    world = replace(PLANNED, issues=[replace(PLANNED.issues[1], events=events)], project_boards=[])
    with serve(world, day(5)) as sandbox:
        assert issue(sandbox, TASK)["projectItems"] is None


def test_types_fields_and_milestones_are_declared_by_repository(sandbox: Sandbox) -> None:
    sandbox.move_to(day(8))
    repository = asked(sandbox, MOVED)["repository"]
    assert [each["name"] for each in repository["issueTypes"]["nodes"]] == ["Task", "Bug", "Epic"]
    assert [each["dataType"] for each in repository["issueFields"]["nodes"]] == [
        "SINGLE_SELECT",
        "NUMBER",
        "DATE",
        "MULTI_SELECT",
        "TEXT",
    ]
    assert repository["milestones"]["nodes"] == [{"title": "v1", "closed": True}]


def test_the_contracts_queries_read_the_plan_too(sandbox: Sandbox) -> None:
    page = asked(sandbox, contract("gh_05_issue_page.graphql"), owner="meridian", name="flow")
    found = {node["number"]: node for node in page["repository"]["issues"]["nodes"]}
    assert found[TASK - 5800]["parent"]["number"] == EPIC - 5800
    board = asked(sandbox, '{ organization(login: "meridian") { projectsV2(first: 1) { nodes { id } } } }')
    [node] = board["organization"]["projectsV2"]["nodes"]
    items = asked(sandbox, contract("gh_08_projectv2_items.graphql"), project=node["id"])["node"]["items"]
    values = [each["__typename"] for each in items["nodes"][0]["fieldValues"]["nodes"]]
    assert sorted(values) == [
        "ProjectV2ItemFieldIterationValue",
        "ProjectV2ItemFieldNumberValue",
        "ProjectV2ItemFieldSingleSelectValue",
        "ProjectV2ItemFieldSingleSelectValue",
    ]
