"""What is kept of Jira's answers: ids, states and times. People become ids; what they wrote is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from connectors.errors import OddValue
from connectors.jira.fields import ASKED, Fields, Treatment
from connectors.jira.sprint_text import read_sprint
from connectors.landing.walk import Record

Json = dict[str, Any]

ACCOUNT_IDS = ("accountId", "key")
PROJECT_PARTS = ("id", "key", "name", "projectTypeKey", "projectKeys", "archived", "deleted")
SPRINT_PARTS = ("id", "name", "state", "startDate", "endDate", "completeDate")
# As in assets/core/organization/instant.macro.sql: outside of it nobody has worked with Jira.
CALENDAR = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
DATE_LETTERS = re.compile(r"[^0-9TZtz:.+\- ]")


def instant(value: str | int | float | None) -> datetime | None:
    """An instant (aware, UTC) as Jira writes it: epoch milliseconds, as number or text, or ISO 8601.

    Raises OddValue for a date that is in no calendar, as imports and faulty add-ons write them.
    """
    if value is None or value == "":
        return None
    try:
        if isinstance(value, int | float) or value.isdigit():
            at = datetime.fromtimestamp(int(value) / 1000, UTC)
        else:
            at = datetime.fromisoformat(value)
            at = (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(UTC)
        is_in_calendar = CALENDAR[0] <= at < CALENDAR[1]
    except (ValueError, OverflowError, OSError):
        is_in_calendar = False
    if not is_in_calendar:
        raise OddValue(f"{DATE_LETTERS.sub('?', str(value))[:40]} is no date of 1970 to 2099")
    return at


def issue(answer: Json, fields: Fields) -> Record:
    """A ticket as issue/bulkfetch shows it."""
    vendor_fields = answer["fields"]
    kept: Json = {
        "created": vendor_fields["created"],
        "updated": vendor_fields["updated"],
        "project": _some(vendor_fields["project"], "id", "key"),
        "issuetype": _some(vendor_fields["issuetype"], "id", "name", "subtask", "hierarchyLevel"),
        "status": {
            **(_some(vendor_fields["status"], "id", "name") or {}),
            "statusCategory": _some(vendor_fields["status"].get("statusCategory"), "key"),
        },
        "assignee": person(vendor_fields.get("assignee")),
        "reporter": person(vendor_fields.get("reporter")),
        "priority": _some(vendor_fields.get("priority"), "id", "name"),
        "resolution": _some(vendor_fields.get("resolution"), "id", "name"),
        "resolutiondate": vendor_fields.get("resolutiondate"),
        "components": [_some(component, "id", "name") for component in vendor_fields.get("components") or []],
        "labels": vendor_fields.get("labels") or [],
        "parent": _some(vendor_fields.get("parent"), "id", "key"),
        "issuelinks": [_link(link) for link in vendor_fields.get("issuelinks") or []],
    }
    for field in fields.asked[len(ASKED) :]:
        if vendor_fields.get(field) is not None:
            kept[field] = (
                _sprints(vendor_fields[field]) if field in fields.sprints else _custom(vendor_fields[field])
            )
    payload = {"id": str(answer["id"]), "key": answer["key"], "fields": kept}
    _instants(vendor_fields, "created")
    return Record(str(answer["id"]), payload, _instants(vendor_fields, "updated"))


def history(answer: Json, issue_id: str, fields: Fields) -> Record:
    """One entry of a ticket's history as changelog/bulkfetch shows it."""
    payload = {
        "id": str(answer["id"]),
        "issueId": str(issue_id),
        "author": person(answer.get("author")),
        "created": answer["created"],
        "items": [_item(item, fields) for item in answer.get("items") or []],
    }
    return Record(str(answer["id"]), payload, _instants(answer, "created"))


def comment(answer: Json, issue_id: str) -> Record:
    """That there is a comment, by whom and when; not what it says."""
    payload = {
        "id": str(answer["id"]),
        "issueId": str(issue_id),
        "author": person(answer.get("author")),
        "created": answer["created"],
        "updated": answer.get("updated"),
        "jsdPublic": answer.get("jsdPublic"),
    }
    return Record(str(answer["id"]), payload, _instants(answer, "created", "updated"))


def worklog(answer: Json, issue_id: str) -> Record:
    """That somebody worked, when and how long; not at what."""
    payload = {
        "id": str(answer["id"]),
        "issueId": str(issue_id),
        "author": person(answer.get("author")),
        "created": answer["created"],
        "updated": answer.get("updated"),
        "started": answer["started"],
        "timeSpentSeconds": answer["timeSpentSeconds"],
    }
    _instants(answer, "started")
    return Record(str(answer["id"]), payload, _instants(answer, "created", "updated"))


def board(answer: Json, configuration: Json | None) -> Record:
    """A board with the statuses of its columns and the field that it estimates in, if these may be read."""
    settings = configuration or {}
    columns = (settings.get("columnConfig") or {}).get("columns") or []
    payload = {
        **_only(answer, "id", "name", "type"),
        "location": _some(answer.get("location"), "projectId", "projectKey"),
        "estimation": _some(settings.get("estimation"), "type", "field"),
        "columns": [
            {
                "name": column["name"],
                "statuses": [str(status["id"]) for status in column.get("statuses") or []],
            }
            for column in columns
        ],
    }
    return Record(str(answer["id"]), payload)


def sprints_of(answer: Json, fields: Fields) -> list[Record]:
    """The sprints that a ticket has been in, as it shows them.

    The ticket itself keeps which they are: when one ends, no ticket counts as updated.
    """
    values = [answer["fields"].get(field) or [] for field in fields.sprints]
    sprints = [
        read_sprint(one) for value in values for one in (value if isinstance(value, list) else [value])
    ]
    return [sprint({**one, "originBoardId": one.get("boardId")}) for one in sprints]


def sprint(answer: Json) -> Record:
    return Record(str(answer["id"]), _only(answer, *SPRINT_PARTS, "activatedDate", "originBoardId"))


def issue_type(answer: Json) -> Record:
    return Record(str(answer["id"]), _only(answer, "id", "name", "subtask", "hierarchyLevel", "scope"))


def site(answer: Json) -> Record:
    return Record(answer["baseUrl"], _only(answer, "baseUrl", "deploymentType", "version"))


def field(answer: Json) -> Record:
    return Record(str(answer["id"]), _only(answer, "id", "name", "custom", "schema", "scope"))


def status(answer: Json) -> Record:
    payload = {
        **_only(answer, "id", "name"),
        "statusCategory": _some(answer.get("statusCategory"), "key"),
    }
    return Record(str(answer["id"]), payload)


def project(answer: Json) -> Record:
    return Record(str(answer["id"]), {**_only(answer, *PROJECT_PARTS), "key": answer["key"]})


def user(answer: Json) -> Record:
    """The one stream with names and e-mail addresses."""
    payload = _only(answer, "accountType", "displayName", "emailAddress", "active", "timeZone")
    account = account_id(answer)
    login = _only(answer, "name") if answer.get("name") else {}
    return Record(account, {**payload, **login, "accountId": account})


def person(answer: Json | None) -> Json | None:
    """A person as an id; None for nobody, and for somebody who has no account any more."""
    return {"accountId": account_id(answer)} if answer and any(map(answer.get, ACCOUNT_IDS)) else None


def account_id(answer: Json) -> str:
    """What an account is known by for good: on Data Center its key, which stays when it is renamed."""
    return str(answer.get("accountId") or answer["key"])


def _instants(answer: Json, required: str, *others: str) -> datetime:
    """The last of these instants that an answer tells. Raises OddValue for one that is none."""
    last = instant(answer[required])
    if last is None:
        raise OddValue(f"{required} is empty")
    for name in others:
        last = instant(answer.get(name)) or last
    return last


def _item(item: Json, fields: Fields) -> Json:
    kept = _only(item, "field", "fieldId", "fieldtype", "from", "fromString", "to", "toString")
    treatment = fields.treatment(item)
    if treatment is Treatment.PERSON:
        # Histories from before account ids hold a user key in from and to, and the account beside it.
        kept["from"] = item.get("tmpFromAccountId") or kept["from"]
        kept["to"] = item.get("tmpToAccountId") or kept["to"]
    if treatment is Treatment.EMPTY:
        kept |= {"from": None, "to": None}
    if treatment is not Treatment.WHOLE:
        kept |= {"fromString": None, "toString": None}
    return kept


def _link(link: Json) -> Json:
    kept: Json = {"id": str(link["id"]), "type": _some(link["type"], "name", "inward", "outward")}
    for end in ("inwardIssue", "outwardIssue"):
        if link.get(end):
            kept[end] = _some(link[end], "id", "key")
    return kept


def _sprints(value: Any) -> Any:
    sprints: Iterable[Any] = value if isinstance(value, list) else [value]
    return [_only(read_sprint(sprint), "id", "name", "boardId") for sprint in sprints if sprint]


def _custom(value: Any) -> Any:
    """A team, an estimate, a flag or a request type: a plain value as it came, an object as id and name."""
    if isinstance(value, list):
        return [_custom(one) for one in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("requestType"), dict):
        return {"requestType": _some(value["requestType"], "id", "name")}
    return {name: value[name] for name in ("id", "name", "value") if name in value}


def _some(answer: Json | None, *names: str) -> Json | None:
    return None if answer is None else _only(answer, *names)


def _only(answer: Json, *names: str) -> Json:
    return {name: answer.get(name) for name in names}
