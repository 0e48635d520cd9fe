"""The recorded repository of an IETF working group as a World: issues, pull requests, reviews, comments."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import count
from typing import Any

from connectors.sandbox.world.code import Issue, IssueEvent, PullEvent, PullRequest, Repository
from connectors.sandbox.world.world import Person, World
from tests.worlds.paths import SHARED

ARCHIVE = SHARED / "data" / "ietf" / "tls-esni.archive.json"
OWNER, NAME = "tlswg", "draft-ietf-tls-esni"
Row = dict[str, Any]


def read() -> Row:
    found: Row = json.loads(ARCHIVE.read_text(encoding="utf-8"))
    return found


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def world(archive: Row) -> World:
    logins = {login for login in _logins(archive) if login}
    people = [
        Person(login, login, f"{login}@example.org", "UTC", f"acc-{login}", login=login, github_id=number)
        for number, login in enumerate(sorted(logins), 1)
    ]
    ids = count(1)
    return World(
        name="TLS",
        jira_url="https://tls.example",
        github_organization=OWNER,
        people=people,
        teams=[],
        statuses=[],
        projects=[],
        repositories=[Repository(1, OWNER, NAME)],
        resolutions=[],
        ticket_types=[],
        issues=[_issue(row, ids) for row in archive["issues"]],
        pull_requests=[_pull(row, ids) for row in archive["pulls"]],
    )


def _logins(archive: Row) -> list[str | None]:
    found = []
    for row in [*archive["issues"], *archive["pulls"]]:
        found += [row["author"], row.get("mergedBy"), *row["assignees"]]
        found += [inner["author"] for inner in [*row["comments"], *row.get("reviews", [])]]
    return found


def _issue(row: Row, ids: count[int]) -> Issue:
    made = at(row["createdAt"])
    events = [IssueEvent(next(ids), made, "assigned", None, login) for login in row["assignees"]]
    events += [IssueEvent(next(ids), made, "labeled", None, label) for label in row["labels"]]
    events += [
        IssueEvent(next(ids), at(one["createdAt"]), "comment", one["author"]) for one in row["comments"]
    ]
    if row["closedAt"]:
        events.append(IssueEvent(next(ids), at(row["closedAt"]), "closed", None))
    return Issue(100_000 + row["number"], 1, row["number"], row["author"], made, row["title"], events)


def _pull(row: Row, ids: count[int]) -> PullRequest:
    events = [
        PullEvent(next(ids), at(one["createdAt"]), "review", one["author"], state=one["state"])
        for one in row["reviews"]
    ]
    events += [
        PullEvent(next(ids), at(one["createdAt"]), "comment", one["author"]) for one in row["comments"]
    ]
    if row["mergedAt"]:
        events.append(PullEvent(next(ids), at(row["mergedAt"]), "merged", row["mergedBy"]))
    elif row["closedAt"]:
        events.append(PullEvent(next(ids), at(row["closedAt"]), "closed", None))
    return PullRequest(
        200_000 + row["number"],
        1,
        row["number"],
        row["author"],
        at(row["createdAt"]),
        row["title"],
        row["headRefName"],
        events=events,
        body=row["body"] or "",
    )
