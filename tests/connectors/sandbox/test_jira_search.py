from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.server.server import Sandbox
from tests.worlds.sandbox_client import ask, found, post, refusal
from tests.worlds.small_world import instant_ms, march


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
    ("jql", "tickets"),
    [
        ("project = PAY OR project = DATA ORDER BY id", ["20001", "20003"]),
        ("project = DATA AND NOT (type = Epic OR labels = none)", ["20001"]),
        ("project = DATA AND labels not in (money) ORDER BY id", ["20003"]),
        ('project = DATA AND component in ("Pipelines", Checkout)', ["20001"]),
        ('project != PAY AND status = "to do"', ["20003"]),
    ],
)
def test_clauses_can_be_joined_and_denied(sandbox: Sandbox, jql: str, tickets: list[str]) -> None:
    assert found(sandbox, jql) == tickets


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        ("", "Unbounded JQL"),
        ("ORDER BY id", "Unbounded JQL"),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ('updated >= "2025-03-01"', "Date value '2025-03-01' for field 'updated' is invalid."),
        ("project = PAY OR", "Error in the JQL Query"),
        ("(project = PAY", "Error in the JQL Query"),
        ("project = PAY) OR (project = DATA", "Error in the JQL Query"),
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
