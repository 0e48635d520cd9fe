from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.sandbox.jira_site import POINTS_FIELD, SPRINT_FIELD, TEAM_FIELD
from connectors.sandbox.server import Sandbox, serve
from tests.connectors.small_world import END, instant_ms, march, small_world

AUTH = ("sandbox@example.org", "sandbox-token")
SPECIFICATION = (
    Path(__file__).parents[2].parent / "shared" / "contracts" / "jira-cloud-platform-v3.prism.json"
)


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with serve(small_world(), END) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The server of this module, at the end of the month."""
    running.move_to(END)
    return running


def ask(sandbox: Sandbox, method: str, path: str, status: int = 200, **options: Any) -> Any:
    answer = requests.request(
        method, f"{sandbox.jira_url}/rest/api/3/{path}", auth=AUTH, timeout=10, **options
    )
    assert answer.status_code == status, answer.text
    return answer.json()


def post(sandbox: Sandbox, path: str, status: int = 200, **body: Any) -> Any:
    return ask(sandbox, "POST", path, status, json=body)


def found(sandbox: Sandbox, jql: str, **more: Any) -> list[str]:
    return [issue["id"] for issue in post(sandbox, "search/jql", jql=jql, **more)["issues"]]


def refusal(sandbox: Sandbox, path: str, **body: Any) -> str:
    return post(sandbox, path, 400, **body)["errorMessages"][0]


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
    assert sides(item(sandbox, "3", "Key")) == (None, None, "PAY-1", None, "DATA-2")
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
    assert sides(item(sandbox, "1", "Sprint")) == (SPRINT_FIELD, "", "", "37", "Sprint 1")
    assert sides(item(sandbox, "5", "Sprint")) == (
        SPRINT_FIELD,
        "37",
        "Sprint 1",
        "37, 38",
        "Sprint 1, Sprint 2",
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


def test_search_gives_ids_unless_fields_are_asked_for(sandbox: Sandbox) -> None:
    assert post(sandbox, "search/jql", jql="project = DATA ORDER BY key")["issues"] == [
        {"id": "20003"},
        {"id": "20001"},
    ]
    answer = ask(sandbox, "GET", "search/jql", params={"jql": "key = PAY-1", "fields": "status,summary"})
    assert sorted(answer["issues"][0]["fields"]) == ["status", "summary"]


def test_search_pages_go_on_by_token(sandbox: Sandbox) -> None:
    first = post(sandbox, "search/jql", jql="project = DATA ORDER BY updated DESC", maxResults=1)
    assert (first["isLast"], "nextPageToken" in first) == (False, True)
    more = {"maxResults": 1, "nextPageToken": first["nextPageToken"]}
    second = post(sandbox, "search/jql", jql="project = DATA ORDER BY updated DESC", **more)
    assert (first["issues"], second["issues"]) == ([{"id": "20001"}], [{"id": "20003"}])
    assert (second["isLast"], "nextPageToken" in second) == (True, False)
    assert "token" in refusal(
        sandbox, "search/jql", jql="project = PAY", nextPageToken=first["nextPageToken"]
    )


def test_search_restricts_by_times_in_epoch_milliseconds(sandbox: Sandbox) -> None:
    reopened = instant_ms(march(25))
    assert found(sandbox, f"project = DATA AND updated >= {reopened}") == ["20001"]
    assert found(sandbox, f"project = DATA AND updated >= {reopened + 1}") == []
    assert found(sandbox, f"created >= {instant_ms(march(3))} and created < {instant_ms(march(4))}") == [
        "20001"
    ]
    assert found(sandbox, "id in (20001, 20003) AND project = 10001 ORDER BY created ASC") == [
        "20003",
        "20001",
    ]


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        ("", "Unbounded JQL"),
        ("ORDER BY id", "Unbounded JQL"),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ('updated >= "2025-03-01"', "Date value '2025-03-01' for field 'updated' is invalid."),
        ("project = PAY OR project = DATA", "Error in the JQL Query"),
        ("project = PAY AND", "Error in the JQL Query"),
        ("project = (", "Error in the JQL Query"),
        ("project in (PAY", "Error in the JQL Query"),
        ("assignee = ana", "Field 'assignee' does not exist"),
        ("project = PAY ORDER BY rank", "Not able to sort using field 'rank'."),
        ("project = PAY ORDER BY id, id, id, id, id, id, id, id", "maximum number of fields"),
        ("key = PAY-99", "does not exist"),
    ],
)
def test_other_queries_are_refused(sandbox: Sandbox, jql: str, message: str) -> None:
    assert message in refusal(sandbox, "search/jql", jql=jql)


def test_count_is_that_of_the_search(sandbox: Sandbox) -> None:
    assert post(sandbox, "search/approximate-count", jql="project = DATA") == {"count": 2}


def test_the_old_search_is_gone(sandbox: Sandbox) -> None:
    answer = ask(sandbox, "GET", "search", 410, params={"jql": "project = DATA"})
    assert "CHANGE-2046" in answer["errorMessages"][0]


def test_bulk_fetch_takes_a_thousand_only_for_plain_fields(sandbox: Sandbox) -> None:
    many = [str(number) for number in range(20001, 20201)]
    answer = post(sandbox, "issue/bulkfetch", issueIdsOrKeys=many, fields=["status"])
    assert [issue["id"] for issue in answer["issues"]] == ["20001", "20003"]
    for fields in (["status", "comment"], ["*all"], ["*navigable"], ["-status"], []):
        assert "between 1 and 100" in refusal(sandbox, "issue/bulkfetch", issueIdsOrKeys=many, fields=fields)
    assert "1000" in refusal(sandbox, "issue/bulkfetch", issueIdsOrKeys=many * 6, fields=["status"])
    assert "startAt" in refusal(sandbox, "issue/bulkfetch", issueIdsOrKeys=["1"], startAt=1)


def test_bulk_histories_are_sorted_over_all_tickets_and_spread_over_pages(sandbox: Sandbox) -> None:
    sandbox.move_to(march(10))
    body: dict[str, Any] = {"issueIdsOrKeys": ["20002", "DATA-2", "20003"], "maxResults": 2}
    pages = []
    while True:
        answer = post(sandbox, "changelog/bulkfetch", **body)
        pages.append([(log["issueId"], log["changeHistories"]) for log in answer["issueChangeLogs"]])
        if "nextPageToken" not in answer:
            break
        body["nextPageToken"] = answer["nextPageToken"]
    assert [[issue for issue, _ in page] for page in pages] == [["20001"], ["20001"], ["20001", "20002"]]
    entries = [history for page in pages for _, histories in page for history in histories]
    assert [entry["created"] for entry in entries] == sorted(entry["created"] for entry in entries)
    assert entries[0]["created"] == instant_ms(march(4))
    assert "from" not in next(each for each in entries[1]["items"] if each["field"] == "Team")


def test_bulk_histories_can_be_of_some_fields_only(sandbox: Sandbox) -> None:
    answer = post(sandbox, "changelog/bulkfetch", issueIdsOrKeys=["20001"], fieldIds=["status"])
    entries = answer["issueChangeLogs"][0]["changeHistories"]
    assert [entry["id"] for entry in entries] == ["1", "6", "7"]
    assert {each["field"] for entry in entries for each in entry["items"]} == {"status"}


def test_bulk_histories_have_limits(sandbox: Sandbox) -> None:
    path, one = "changelog/bulkfetch", {"issueIdsOrKeys": ["20001"]}
    assert "1000" in refusal(sandbox, path, issueIdsOrKeys=["1"] * 1001)
    assert "10" in refusal(sandbox, path, fieldIds=[str(n) for n in range(11)], **one)
    assert "10000" in refusal(sandbox, path, maxResults=10_001, **one)


def _schema(specification: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    """The schema of a 200 answer, as the live site keeps to it."""
    schemas = json.loads(json.dumps(specification["components"]["schemas"]))
    for schema in schemas.values():
        for name, held in schema.get("properties", {}).items():
            # Any value may be null, which the specification says nowhere.
            schema["properties"][name] = {"anyOf": [held, {"type": "null"}]}
    # Real histories carry milliseconds, and account ids beside the display names of assignees.
    schemas["Changelog"]["properties"]["created"] = {"type": ["string", "integer"]}
    schemas["ChangeDetails"]["additionalProperties"] = True
    answer = specification["paths"][f"/rest/api/3/{path}"][method]["responses"]["200"]
    return {"components": {"schemas": schemas}, **answer["content"]["application/json"]["schema"]}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "serverInfo", None),
        ("get", "myself", None),
        ("get", "field", None),
        ("get", "status", None),
        ("get", "project/search", None),
        ("get", "users/search", None),
        ("post", "search/jql", {"jql": "project = DATA", "fields": ["*all"], "maxResults": 1}),
        ("post", "search/approximate-count", {"jql": "project = DATA"}),
        ("post", "issue/bulkfetch", {"issueIdsOrKeys": ["20001", "20003"], "fields": ["*all"]}),
        ("post", "changelog/bulkfetch", {"issueIdsOrKeys": ["20001"], "maxResults": 2}),
        ("get", "issue/{issueIdOrKey}", None),
        ("get", "issue/{issueIdOrKey}/changelog", None),
        ("get", "issue/{issueIdOrKey}/comment", None),
    ],
)
def test_answers_keep_to_the_vendors_specification(
    sandbox: Sandbox, method: str, path: str, body: Any
) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    if not SPECIFICATION.exists():
        pytest.skip(f"Jira's specification is not there: {SPECIFICATION}")
    schema = _schema(json.loads(SPECIFICATION.read_text(encoding="utf-8")), path, method)
    answer = ask(sandbox, method.upper(), path.replace("{issueIdOrKey}", "20001"), json=body)
    jsonschema.Draft4Validator(schema).validate(answer)
