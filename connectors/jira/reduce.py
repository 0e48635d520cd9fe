"""What is kept of Jira's answers: ids, states and times. People become ids; what they wrote is dropped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from connectors.jira.fields import ASKED, Fields, Treatment
from connectors.landing import Record

Json = dict[str, Any]


def instant(value: str | int | float | None) -> datetime | None:
    """An instant (aware, UTC) as Jira writes it: epoch milliseconds, as number or text, or ISO 8601."""
    if value is None or value == "":
        return None
    if isinstance(value, int | float) or value.isdigit():
        return datetime.fromtimestamp(int(value) / 1000, UTC)
    at = datetime.fromisoformat(value)
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(UTC)


def issue(answer: Json, fields: Fields) -> Record:
    """A ticket as issue/bulkfetch shows it."""
    shown = answer["fields"]
    kept: Json = {
        "created": shown["created"],
        "updated": shown["updated"],
        "project": _some(shown["project"], "id", "key"),
        "issuetype": _some(shown["issuetype"], "id", "name", "subtask", "hierarchyLevel"),
        "status": {
            **(_some(shown["status"], "id", "name") or {}),
            "statusCategory": _some(shown["status"].get("statusCategory"), "key"),
        },
        "assignee": person(shown.get("assignee")),
        "reporter": person(shown.get("reporter")),
        "priority": _some(shown.get("priority"), "id", "name"),
        "resolution": _some(shown.get("resolution"), "id", "name"),
        "resolutiondate": shown.get("resolutiondate"),
        "components": [_some(component, "id", "name") for component in shown.get("components") or []],
        "labels": shown.get("labels") or [],
        "parent": _some(shown.get("parent"), "id", "key"),
        "issuelinks": [_link(link) for link in shown.get("issuelinks") or []],
    }
    for field in fields.asked[len(ASKED) :]:
        if shown.get(field) is not None:
            kept[field] = _sprints(shown[field]) if field in fields.sprints else _custom(shown[field])
    payload = {"id": str(answer["id"]), "key": answer["key"], "fields": kept}
    return Record(str(answer["id"]), payload, instant(shown["updated"]))


def history(answer: Json, issue_id: str, fields: Fields) -> Record:
    """One entry of a ticket's history as changelog/bulkfetch shows it."""
    payload = {
        "id": str(answer["id"]),
        "issueId": str(issue_id),
        "author": person(answer.get("author")),
        "created": answer["created"],
        "items": [_item(item, fields) for item in answer.get("items") or []],
    }
    return Record(str(answer["id"]), payload, instant(answer["created"]))


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
    return Record(str(answer["id"]), payload, instant(answer.get("updated") or answer["created"]))


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
    return Record(str(answer["id"]), _only(answer, "id", "key", "name", "projectTypeKey"))


def user(answer: Json) -> Record:
    """The one stream with names and e-mail addresses."""
    payload = _only(answer, "accountId", "accountType", "displayName", "emailAddress", "active", "timeZone")
    return Record(answer["accountId"], payload)


def person(answer: Json | None) -> Json | None:
    """A person as an id; None for nobody, and for somebody who has no account any more."""
    return _only(answer, "accountId") if answer and answer.get("accountId") else None


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
    names = ("id", "name", "state", "startDate", "endDate", "completeDate", "boardId")
    return [_some(sprint, *names) for sprint in sprints if isinstance(sprint, dict)]


def _custom(value: Any) -> Any:
    """A team, an estimate or a request type: a plain value as it came, an object as id and name."""
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("requestType"), dict):
        return {"requestType": _some(value["requestType"], "id", "name")}
    return _some(value, "id", "name")


def _some(answer: Json | None, *names: str) -> Json | None:
    return None if answer is None else _only(answer, *names)


def _only(answer: Json, *names: str) -> Json:
    return {name: answer.get(name) for name in names}
