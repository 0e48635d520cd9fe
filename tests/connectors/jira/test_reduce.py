from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.jira import records
from connectors.jira.fields import discover

PERSON = {
    "accountId": "acc-1",
    "displayName": "Ana Lopes",
    "emailAddress": "ana@example.org",
    "self": "https://x",
}
FIELDS = discover(
    [
        {
            "id": f"customfield_{number}",
            "name": name,
            "custom": True,
            "schema": {"type": "any", "custom": plugin},
        }
        for number, name, plugin in (
            (1, "Sprint", "com.pyxis.greenhopper.jira:gh-sprint"),
            (2, "Points", "com.pyxis.greenhopper.jira:jsw-story-points"),
            (3, "Team", "com.atlassian.teams:rm-teams-custom-field-team"),
            (4, "Request Type", "com.atlassian.servicedesk:vp-origin"),
            (5, "Notes", "com.atlassian.jira.plugin.system.customfieldtypes:textarea"),
        )
    ]
)


def issue(**fields: Any) -> dict[str, Any]:
    shown = {
        "created": "2025-01-05T10:00:00.000+0200",
        "updated": "2025-01-06T10:00:00.123+0200",
        "project": {"id": "10000", "key": "DATA", "name": "Data", "self": "x"},
        "issuetype": {"id": "1", "name": "Task", "subtask": False, "hierarchyLevel": 0, "description": "x"},
        "status": {"id": "3", "name": "Doing", "description": "x", "statusCategory": {"id": 4, "key": "new"}},
        "summary": "Ana's secret",
        **fields,
    }
    return {"id": "10", "key": "DATA-1", "self": "x", "fields": shown}


def test_a_ticket_is_reduced_to_ids_states_and_times() -> None:
    link_type = {"id": "1", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
    record = records.issue(
        issue(
            assignee=PERSON,
            reporter=None,
            priority={"id": "2", "name": "High", "iconUrl": "x"},
            resolution={"id": "5", "name": "Done", "description": "x"},
            resolutiondate="2025-01-06T10:00:00.000+0200",
            components=[{"id": "7", "name": "Pipelines", "self": "x"}],
            labels=["urgent"],
            parent={"id": "9", "key": "DATA-0", "fields": {"summary": "text"}},
            issuelinks=[
                {"id": "1", "type": link_type, "outwardIssue": {"id": "11", "key": "DATA-2", "fields": {}}},
                {"id": "2", "type": link_type, "inwardIssue": {"id": "12", "key": "APP-3", "fields": {}}},
            ],
        ),
        FIELDS,
    )
    kind = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
    assert record.id == "10"
    assert record.updated_at == datetime(2025, 1, 6, 8, 0, 0, 123000, UTC)
    assert record.payload == {
        "id": "10",
        "key": "DATA-1",
        "fields": {
            "created": "2025-01-05T10:00:00.000+0200",
            "updated": "2025-01-06T10:00:00.123+0200",
            "project": {"id": "10000", "key": "DATA"},
            "issuetype": {"id": "1", "name": "Task", "subtask": False, "hierarchyLevel": 0},
            "status": {"id": "3", "name": "Doing", "statusCategory": {"key": "new"}},
            "assignee": {"accountId": "acc-1"},
            "reporter": None,
            "priority": {"id": "2", "name": "High"},
            "resolution": {"id": "5", "name": "Done"},
            "resolutiondate": "2025-01-06T10:00:00.000+0200",
            "components": [{"id": "7", "name": "Pipelines"}],
            "labels": ["urgent"],
            "parent": {"id": "9", "key": "DATA-0"},
            "issuelinks": [
                {"id": "1", "type": kind, "outwardIssue": {"id": "11", "key": "DATA-2"}},
                {"id": "2", "type": kind, "inwardIssue": {"id": "12", "key": "APP-3"}},
            ],
        },
    }


def test_custom_fields_are_kept_as_they_came_but_for_what_people_wrote_in_them() -> None:
    sprint = {"id": 5, "name": "S5", "state": "closed", "boardId": 1, "goal": "x"}
    sprint |= {"startDate": "2025-01-01T00:00:00.000Z", "endDate": "2025-01-14T00:00:00.000Z"}
    record = records.issue(
        issue(
            customfield_1=[sprint],
            customfield_2=3.0,
            customfield_3={"id": "uuid", "name": "Data", "avatarUrl": "x", "isShared": True},
            customfield_4={
                "requestType": {"id": "25", "name": "Access", "helpText": "x"},
                "currentStatus": {},
            },
            customfield_5="text",
        ),
        FIELDS,
    )
    assert record.payload is not None
    kept = {name: value for name, value in record.payload["fields"].items() if name.startswith("custom")}
    assert kept == {
        "customfield_1": [{"id": 5, "name": "S5", "boardId": 1}],
        "customfield_2": 3.0,
        "customfield_3": {"id": "uuid", "name": "Data"},
        "customfield_4": {"requestType": {"id": "25", "name": "Access"}},
    }


def test_a_ticket_without_optional_fields_has_them_empty() -> None:
    record = records.issue(issue(), FIELDS)
    assert record.payload is not None
    fields = record.payload["fields"]
    assert fields["assignee"] is None
    assert fields["components"] == fields["labels"] == fields["issuelinks"] == []
    assert not any(name.startswith("custom") for name in fields)


def item(**values: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("field", "fieldId", "fieldtype", "from", "fromString", "to", "toString"))
    return {**empty, **values}


def test_a_history_keeps_every_item_and_the_values_of_those_that_are_no_text() -> None:
    answer = {
        "id": 77,
        "author": PERSON,
        "created": 1736157600000,
        "historyMetadata": {"x": 1},
        "items": [
            {"field": "status", "fieldId": "status", "fieldtype": "jira", "from": "1", "fromString": "To Do"}
            | {"to": "3", "toString": "Doing"},
            {"field": "assignee", "fieldId": "assignee", "from": "acc-1", "fromString": "Ana Lopes"},
            {
                "field": "reporter",
                "fieldId": "reporter",
                "to": "ana",
                "tmpToAccountId": "acc-1",
                "toString": "Ana",
            },
            {"field": "summary", "fieldId": "summary", "fromString": "old", "toString": "new"},
            {"field": "Notes", "fieldId": "customfield_5", "from": "a", "fromString": "a", "to": "b"},
        ],
    }
    record = records.history(answer, "10", FIELDS)
    assert record.id == "77"
    assert record.updated_at == datetime(2025, 1, 6, 10, tzinfo=UTC)
    assert record.payload == {
        "id": "77",
        "issueId": "10",
        "author": {"accountId": "acc-1"},
        "created": 1736157600000,
        "items": [
            {
                "field": "status",
                "fieldId": "status",
                "fieldtype": "jira",
                "from": "1",
                "fromString": "To Do",
                "to": "3",
                "toString": "Doing",
            },
            item(field="assignee", fieldId="assignee", **{"from": "acc-1"}),
            item(field="reporter", fieldId="reporter", to="acc-1"),
            item(field="summary", fieldId="summary"),
            item(field="Notes", fieldId="customfield_5"),
        ],
    }


def test_a_history_without_author_was_nobodys() -> None:
    record = records.history({"id": "7", "created": "2025-01-06T10:00:00.000+0000"}, "10", FIELDS)
    assert record.payload is not None
    assert record.payload["author"] is None
    assert record.payload["items"] == []


def test_a_comment_is_kept_without_its_text() -> None:
    at = "2025-01-06T10:00:00.000+0000"
    answer = {
        "id": "5",
        "author": PERSON,
        "created": at,
        "updated": at,
        "jsdPublic": False,
        "body": {"text": "x"},
    }
    assert records.comment(answer, "10").payload == {
        "id": "5",
        "issueId": "10",
        "author": {"accountId": "acc-1"},
        "created": at,
        "updated": at,
        "jsdPublic": False,
    }


def test_names_and_addresses_are_in_the_user_stream() -> None:
    record = records.user(PERSON | {"accountType": "atlassian", "active": True})
    assert record.id == "acc-1"
    assert record.payload == {
        "accountId": "acc-1",
        "accountType": "atlassian",
        "displayName": "Ana Lopes",
        "emailAddress": "ana@example.org",
        "active": True,
        "timeZone": None,
    }


@pytest.mark.parametrize(
    "value", [1736157600000, "1736157600000", "2025-01-06T12:00:00.000+0200", "2025-01-06T10:00:00Z"]
)
def test_instants_come_in_three_spellings(value: str | int) -> None:
    assert records.instant(value) == datetime(2025, 1, 6, 10, tzinfo=UTC)
