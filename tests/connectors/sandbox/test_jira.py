from __future__ import annotations

from typing import Any

import pytest
import requests

from connectors.sandbox.jira.site import FLAGGED_FIELD, POINTS_FIELD, SPRINT_FIELD, TEAM_FIELD
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.tickets import Change
from tests.worlds.sandbox_client import ask, found, post
from tests.worlds.small_world import END, march, small_world


def issue_fields(sandbox: Sandbox, issue: str) -> dict[str, Any]:
    return ask(sandbox, "GET", f"issue/{issue}")["fields"]


def histories(sandbox: Sandbox, issue: str) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in ask(sandbox, "GET", f"issue/{issue}/changelog")["values"]}


def item(sandbox: Sandbox, history: str, name: str) -> dict[str, Any]:
    items = histories(sandbox, "20001")[history]["items"]
    return next(each for each in items if each["field"] == name)


def sides(item: dict[str, Any]) -> tuple[Any, ...]:
    return item.get("fieldId"), item["from"], item["fromString"], item["to"], item["toString"]


def test_wrong_credentials_get_jiras_401(sandbox: Sandbox) -> None:
    for auth in (None, ("sandbox@example.org", "wrong"), ("someone@example.org", "sandbox-token")):
        answer = requests.get(f"{sandbox.jira_url}/rest/api/3/myself", auth=auth, timeout=10)
        assert answer.status_code == 401
        assert answer.text == "Client must be authenticated to access this resource."
        assert "WWW-Authenticate" in answer.headers


def test_the_server_tells_the_time_of_its_clock(sandbox: Sandbox) -> None:
    sandbox.move_to(march(27, 14))
    answer = requests.get(f"{sandbox.jira_url}/rest/api/3/serverInfo", timeout=10)
    assert answer.json()["serverTime"] == "2025-03-27T14:00:00.000+0000"
    assert answer.json()["deploymentType"] == "Cloud"
    assert answer.json()["baseUrl"] == "https://meridian.example"
    assert answer.headers["Date"] == "Thu, 27 Mar 2025 14:00:00 GMT"


def test_a_site_can_lie_in_another_offset() -> None:
    with serve(small_world(), END, site_offset="-0330") as sandbox:
        assert issue_fields(sandbox, "20001")["created"] == "2025-03-03T05:30:00.000-0330"
    with pytest.raises(ValueError, match="write it as"):
        serve(small_world(), END, site_offset="EST")


def test_fields_are_known_by_the_vendors_plugin(sandbox: Sandbox) -> None:
    plugins = {field["id"]: field.get("schema", {}).get("custom") for field in ask(sandbox, "GET", "field")}
    assert plugins[TEAM_FIELD] == "com.atlassian.teams:rm-teams-custom-field-team"
    assert plugins[POINTS_FIELD] == "com.pyxis.greenhopper.jira:jsw-story-points"
    assert plugins[SPRINT_FIELD] == "com.pyxis.greenhopper.jira:gh-sprint"
    hidden = next(field for field in ask(sandbox, "GET", "field") if field["name"] == "hidden")
    assert hidden["schema"]["custom"].endswith(":textfield")


def test_projects_and_users_come_in_pages(sandbox: Sandbox) -> None:
    page = ask(sandbox, "GET", "project/search", params={"maxResults": 1})
    assert ([project["key"] for project in page["values"]], page["isLast"], page["total"]) == (
        ["PAY"],
        False,
        2,
    )
    page = ask(sandbox, "GET", "project/search", params={"maxResults": 1, "startAt": 1})
    assert ([project["key"] for project in page["values"]], page["isLast"]) == (["DATA"], True)
    users = ask(sandbox, "GET", "users/search", params={"startAt": 2, "maxResults": 2})
    assert [(user["accountId"], user["accountType"]) for user in users] == [
        ("acc-3", "atlassian"),
        ("acc-9", "app"),
    ]
    assert [user["active"] for user in users] == [False, True]


def test_only_what_is_at_or_before_the_clock_exists(sandbox: Sandbox) -> None:
    sandbox.move_to(march(5))
    assert found(sandbox, "project = PAY ORDER BY id") == ["20001", "20002"]
    fields = issue_fields(sandbox, "PAY-1")
    assert fields[TEAM_FIELD]["name"] == "Data Engineering"
    assert fields["updated"] == "2025-03-05T09:00:00.000+0000"
    assert fields["comment"]["total"] == 0
    assert list(histories(sandbox, "PAY-1")) == ["1", "2"]
    ask(sandbox, "GET", "issue/DATA-2", 404)
    sandbox.move_to(march(2, 8))
    assert found(sandbox, "created >= 0") == []


def test_a_moved_ticket_keeps_its_id_and_answers_to_both_keys(sandbox: Sandbox) -> None:
    assert found(sandbox, 'project = "PAY"') == []
    assert found(sandbox, "project in (DATA) ORDER BY id ASC") == ["20001", "20003"]
    for name in ("PAY-1", "data-2", "20001"):
        issue = ask(sandbox, "GET", f"issue/{name}", params={"fields": "project,components"})
        assert (issue["id"], issue["key"], issue["fields"]["project"]["id"]) == ("20001", "DATA-2", "10001")
    assert [each["name"] for each in issue["fields"]["components"]] == ["Pipelines", "Reports"]
    assert sides(item(sandbox, "3", "Key")) == ("issuekey", None, "PAY-1", None, "DATA-2")
    assert sides(item(sandbox, "3", "project")) == ("project", "10000", "Payments", "10001", "Data platform")


def test_histories_are_written_as_jira_writes_them(sandbox: Sandbox) -> None:
    assert sides(item(sandbox, "1", "status")) == ("status", "10000", "To Do", "3", "In Progress")
    assert sides(item(sandbox, "2", "assignee")) == ("assignee", "acc-1", "Ana Lopes", "acc-2", "Ben Okafor")
    assert sides(item(sandbox, "2", "Team")) == (TEAM_FIELD, None, "Payments", None, "Data Engineering")
    assert sides(item(sandbox, "2", "Story point estimate")) == (POINTS_FIELD, None, None, None, "3")
    assert sides(item(sandbox, "5", "Story point estimate")) == (POINTS_FIELD, None, "3", None, "2.5")
    assert sides(item(sandbox, "4", "labels")) == ("labels", None, "money", None, "money late")
    assert sides(item(sandbox, "4", "priority")) == ("priority", "3", "Medium", "2", "High")
    assert sides(item(sandbox, "4", "summary")) == ("summary", None, "Totals are wrong", None, "Totals")
    assert sides(item(sandbox, "6", "resolution")) == ("resolution", None, None, "10000", "Done")
    assert sides(item(sandbox, "5", "IssueParentAssociation")) == (None, None, None, "20003", "DATA-1")
    assert sides(item(sandbox, "5", "hidden"))[1:] == (None, None, None, "x")
    assert "author" not in histories(sandbox, "20001")["4"]
    assert histories(sandbox, "20001")["1"]["created"] == "2025-03-04T09:00:00.000+0000"


def test_a_flag_is_a_box_with_one_option_and_its_history_has_the_id_in_brackets() -> None:
    world = small_world()
    ticket = next(ticket for ticket in world.tickets if ticket.id == 20001)
    flags = [(901, march(26, 9), "Impediment"), (902, march(26, 17), None)]
    ticket.changes += [Change(number, at, "ana", (("flagged", flag),)) for number, at, flag in flags]
    with serve(world, march(26, 12)) as sandbox:
        [option] = issue_fields(sandbox, "20001")[FLAGGED_FIELD]
        assert (option["id"], option["value"]) == ("10019", "Impediment")
        assert sides(item(sandbox, "901", "Flagged")) == (FLAGGED_FIELD, "", "", "[10019]", "Impediment")
        sandbox.move_to(march(27, 12))
        assert issue_fields(sandbox, "20001")[FLAGGED_FIELD] is None
        assert sides(item(sandbox, "902", "Flagged")) == (FLAGGED_FIELD, "[10019]", "Impediment", "", "")
        [field] = [field for field in ask(sandbox, "GET", "field") if field["id"] == FLAGGED_FIELD]
    assert (field["name"], field["schema"]["type"], field["schema"]["items"]) == (
        "Flagged",
        "array",
        "option",
    )


def test_a_component_that_comes_and_one_that_goes_are_items_of_their_own(sandbox: Sandbox) -> None:
    items = [each for each in histories(sandbox, "20001")["3"]["items"] if each["field"] == "Component"]
    assert [(each["fromString"], each["toString"]) for each in items] == [
        ("Checkout", None),
        (None, "Pipelines"),
        (None, "Reports"),
    ]
    # Reports of DATA, not of PAY.
    assert [each["to"] for each in items] == [None, "10202", "10203"]


def test_a_sprint_that_ended_stays_in_the_field(sandbox: Sandbox) -> None:
    assert sides(item(sandbox, "1", "Sprint")) == (SPRINT_FIELD, "", "", "37", "Sprint 1, the [first]=one")
    assert sides(item(sandbox, "5", "Sprint")) == (
        SPRINT_FIELD,
        "37",
        "Sprint 1, the [first]=one",
        "37, 38",
        "Sprint 1, the [first]=one, Sprint 2",
    )
    sandbox.move_to(march(13))
    states = [(sprint["id"], sprint["state"]) for sprint in issue_fields(sandbox, "20001")[SPRINT_FIELD]]
    assert states == [(37, "closed"), (38, "active")]


def test_a_ticket_shows_the_state_that_its_histories_lead_to(sandbox: Sandbox) -> None:
    sandbox.move_to(march(19))
    fields = issue_fields(sandbox, "20001")
    assert fields["status"]["statusCategory"]["key"] == "done"
    assert fields["resolution"]["name"] == "Done"
    assert fields["resolutiondate"] == "2025-03-18T09:00:00.000+0000"
    assert fields["assignee"]["accountId"] == "acc-2"
    assert fields["parent"]["key"] == "DATA-1"
    assert fields[POINTS_FIELD] == 2.5
    sandbox.move_to(march(26))
    fields = issue_fields(sandbox, "20001")
    assert (fields["resolution"], fields["resolutiondate"], fields["parent"]) == (None, None, None)
    assert issue_fields(sandbox, "20003")["issuetype"]["hierarchyLevel"] == 1


def test_a_link_is_on_both_tickets_and_in_both_histories(sandbox: Sandbox) -> None:
    sandbox.move_to(march(10))
    (near,) = issue_fields(sandbox, "20002")["issuelinks"]
    (far,) = issue_fields(sandbox, "20001")["issuelinks"]
    assert near["id"] == far["id"] == "900"
    assert (near["inwardIssue"]["key"], far["outwardIssue"]["key"]) == ("DATA-2", "PAY-2")
    (history,) = histories(sandbox, "20002").values()
    assert history["items"][0]["toString"] == "This issue is blocked by DATA-2"
    assert issue_fields(sandbox, "20002")["updated"] == "2025-03-09T09:00:00.000+0000"
    texts = [each["items"][0]["toString"] for each in histories(sandbox, "20001").values()]
    assert "This issue blocks PAY-2" in texts


def test_a_deleted_ticket_vanishes_from_everywhere(sandbox: Sandbox) -> None:
    sandbox.move_to(march(19))
    assert found(sandbox, "project = PAY") == ["20002"]
    sandbox.move_to(march(20))
    assert found(sandbox, "project = PAY") == []
    assert (
        post(sandbox, "issue/bulkfetch", issueIdsOrKeys=["20002", "PAY-2"], fields=["status"])["issues"] == []
    )
    assert issue_fields(sandbox, "20001")["issuelinks"] == []
    ask(sandbox, "GET", "issue/PAY-2/comment", 404)
    assert post(sandbox, "changelog/bulkfetch", issueIdsOrKeys=["20002"]) == {"issueChangeLogs": []}


def test_comments_are_embedded_up_to_twenty_and_paged_beyond(sandbox: Sandbox) -> None:
    (issue,) = post(sandbox, "issue/bulkfetch", issueIdsOrKeys=["20001"], fields=["comment"])["issues"]
    embedded = issue["fields"]["comment"]
    assert (len(embedded["comments"]), embedded["total"], embedded["maxResults"]) == (20, 30, 20)
    assert "author" not in embedded["comments"][0]
    assert embedded["comments"][1]["author"]["accountId"] == "acc-1"
    assert [each["jsdPublic"] for each in embedded["comments"][2:5]] == [True, False, True]
    page = ask(sandbox, "GET", "issue/DATA-2/comment", params={"startAt": 25, "maxResults": 100})
    assert ([each["id"] for each in page["comments"]], page["total"]) == (
        ["125", "126", "127", "128", "129"],
        30,
    )
