"""One little story of planned work, told once by a Jira site and once by a GitHub host.

App's ticket (1) is a part of an epic (3), waits for data's (2), and is in a sprint with an estimate that
changes; another of app's (4) comes into the sprint late, turns out to be a bug, and goes to data by its team.
"""

from __future__ import annotations

from datetime import datetime

from tests.worlds.landed_github import PIPES, HandMadeGitHub, in_iteration, issue_field, iteration, named
from tests.worlds.landed_jira import POINTS, SPRINT, TEAM, HandMade, Json, item, march, text

TEAMS = """\
teams:
  - {id: app, name: App, owns: {%s: [%s]}, members: [{person: ben}]}
  - {id: data, name: Data, owns: {%s: [%s]}, members: [{person: ana}]}
"""
IN_JIRA = (
    """\
name: Twice
timezone: UTC
sources: [{name: jira, kind: jira, url: "https://hand.example.net", user_env: U, token_env: T%s}]
people: [{id: ana, accounts: {jira: [acc-ana]}}, {id: ben, accounts: {jira: [acc-ben]}}]
"""
    + TEAMS % ("jira_projects", "PAY", "jira_projects", "DATA")
)
IN_GITHUB = (
    """\
name: Twice
timezone: UTC
sources: [{name: github, kind: github, token_env: T, organizations: [acme], labels: {team: "team: *"}}]
people: [{id: ana, accounts: {github: [ana]}}, {id: ben, accounts: {github: [ben]}}]
"""
    + TEAMS % ("github_repositories", "acme/app", "github_repositories", "acme/pipes")
)
SPRINT_STARTS, SPRINT_ENDS = march(10, 0), march(17, 0)
FIRST_LOOK = march(8, 2)
TASK, BUG, EPIC = named("T1", "Task"), named("T2", "Bug"), named("T3", "Epic")


def _jira_type(one: Json) -> Json:
    return {**one, "subtask": False, "hierarchyLevel": 1 if one is EPIC else 0}


def _link(key: str, words: str) -> Json:
    return {**item("Link", None, key), "toString": f"This issue {words} {key}"}


def _status(before: str, after: str) -> Json:
    return item("status", before, after)


def _listed_link(end: str, id_: str, key: str) -> list[Json]:
    kind = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
    return [{"id": "90", "type": kind, end: {"id": id_, "key": key}}]


def in_jira() -> HandMade:
    """As a site shows it after the end."""
    ben, ana = "acc-ben", "acc-ana"
    sprint = {
        "id": 7,
        "name": "Iteration a",
        "state": "closed",
        "originBoardId": 1,
        "startDate": text(SPRINT_STARTS),
        "activatedDate": text(SPRINT_STARTS),
        "endDate": text(SPRINT_ENDS),
        "completeDate": text(SPRINT_ENDS),
    }
    jira = HandMade(
        streams={
            "jira_user": [{"id": ben, "accountId": ben, "accountType": "atlassian"}],
            "jira_sprint": [sprint],
            "jira_board": [{"id": 1, "name": "App", "type": "scrum"}],
            "jira_issue_type": [_jira_type(each) for each in (TASK, BUG, EPIC)],
        }
    )
    by_ben, done = {"reporter": {"accountId": ben}}, {"resolution": named("10000", "Done")}
    task = {"issuetype": _jira_type(TASK)}
    jira.issue(
        1,
        "PAY-1",
        **(by_ben | done | task),
        status=jira.status("5"),
        parent={"id": "3", "key": "PAY-3"},
        issuelinks=_listed_link("inwardIssue", "2", "DATA-2"),
        **{POINTS: 5.0, SPRINT: [sprint]},
    )
    jira.issue(
        2,
        "DATA-2",
        **(done | task),
        status=jira.status("5"),
        issuelinks=_listed_link("outwardIssue", "1", "PAY-1"),
    )
    jira.issue(3, "PAY-3", **by_ben, issuetype=_jira_type(EPIC))
    jira.issue(
        4,
        "PAY-4",
        **by_ben,
        issuetype=_jira_type(BUG),
        priority=named("2", "High"),
        **{SPRINT: [sprint], TEAM: named("d", "Data")},
    )
    parent = {**item("IssueParentAssociation", None, "3"), "toString": "PAY-3"}
    jira.change("1", 101, march(3), parent, author=ben)
    jira.change("1", 102, march(4), item("Story Points", None, "3", "text", POINTS), author=ben)
    jira.change("1", 103, march(5), _link("DATA-2", "is blocked by"), author=ben)
    jira.change("2", 201, march(5), _link("PAY-1", "blocks"), author=ben)
    jira.change("2", 202, march(6), _status("1", "3"), author=ana)
    jira.change("1", 104, march(7), item("Sprint", None, "7", field_id=SPRINT), author=ben)
    closing = item("resolution", None, "10000")
    jira.change("2", 203, march(11), _status("3", "5"), {**closing, "toString": "Done"}, author=ana)
    jira.change("1", 105, march(12), item("Story Points", "3", "5", "text", POINTS), author=ben)
    jira.change("4", 401, march(12), item("Sprint", None, "7", field_id=SPRINT), author=ben)
    changed = {**item("issuetype", "T1", "T2"), "fromString": "Task", "toString": "Bug"}
    jira.change("4", 402, march(12, 14), changed, author=ben)
    jira.change("4", 403, march(12, 15), item("priority", None, "2"), author=ben)
    jira.change("1", 106, march(13), _status("1", "3"), author=ben)
    team = {**item("Team", None, "d", field_id=TEAM), "toString": "Data"}
    jira.change("4", 404, march(13), team, author=ben)
    jira.change("1", 107, march(14), _status("3", "5"), {**closing, "toString": "Done"}, author=ben)
    return jira


def in_github() -> tuple[HandMadeGitHub, HandMadeGitHub]:
    """As a host shows it at the first look, and after the end."""
    return _github(FIRST_LOOK), _github(march(31))


def _github(now: datetime) -> HandMadeGitHub:
    github = HandMadeGitHub()
    github.iterations = [iteration("a", "2025-03-10", 7)]
    app, data, epic, late = (
        github.issue(1, issueType=TASK),
        github.issue(2, PIPES, "11", issueType=TASK),
        github.issue(3, issueType=EPIC),
        github.issue(4, issueType=TASK),
    )
    estimate, priority = issue_field("Estimate", "NUMBER"), issue_field("Priority")
    for each, kind in ((app, TASK), (data, TASK), (epic, EPIC), (late, TASK)):
        github.tell(each, march(1), "IssueTypeAdded", issueType=kind)
    github.tell(app, march(3), "ParentIssueAdded", parent={"fullDatabaseId": epic})
    github.issues[app]["parent"] = {"fullDatabaseId": epic}
    github.tell(app, march(4), "IssueFieldAdded", issueField=estimate, value="3", options=None)
    github.block(app, data, march(5))
    github.move(data, march(6), "In Progress", "11")
    github.on_board(app, in_iteration(github.iterations[0], march(7)))
    points = 3.0
    if now > FIRST_LOOK:
        points = 5.0
        github.close(data, march(11), "11")
        github.tell(app, march(12), "IssueFieldChanged", issueField=estimate, previousValue="3", newValue="5")
        github.on_board(late, in_iteration(github.iterations[0], march(12)))
        github.tell(late, march(12, 14), "IssueTypeChanged", issueType=BUG, prevIssueType=TASK)
        github.issues[late]["issueType"] = BUG
        high = {"name": "High"}
        github.tell(late, march(12, 15), "IssueFieldAdded", issueField=priority, value="High", options=[high])
        github.issues[late]["issueFieldValues"]["nodes"] = [{"field": priority, **high}]
        github.move(app, march(13), "In Progress")
        github.tell(late, march(13), "Labeled", label={"name": "team: Data"})
        github.issues[late]["labels"]["nodes"] = [{"name": "team: Data"}]
        github.close(app, march(14))
    github.issues[app]["issueFieldValues"]["nodes"] = [{"field": estimate, "number": points}]
    return github
