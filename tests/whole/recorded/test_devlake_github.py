"""GitHub answers that another tool recorded through two connections: served, pulled, and counted again."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.github.pull import pull
from connectors.github.source import GitHubSource
from connectors.landing.landing import Landing
from connectors.progress import silent
from connectors.sandbox.server.server import serve
from connectors.sandbox.world.code import Issue, IssueEvent, PullEvent, PullRequest, Repository
from connectors.sandbox.world.world import Person, World
from tests.worlds.github_home import Home
from tests.worlds.paths import SHARED

ROWS = SHARED / "data" / "devlake" / "github" / "raw_tables"
CLOCK = datetime(2030, 1, 1, tzinfo=UTC)
Row = dict[str, Any]
# Events as the recorded answers and as a World call them; the others are no part of who waits for whom.
KINDS = {
    "labeled": "labeled",
    "closed": "closed",
    "assigned": "assigned",
    "head_ref_force_pushed": "force_pushed",
    "ready_for_review": "ready_for_review",
}
NOT_ASKED_FOR = {"renamed": 1, "subscribed": 1, "mentioned": 1}

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not ROWS.exists(), reason="the recorded answers are not beside this checkout"),
]


def rows(table: str) -> list[Row]:
    """Answers, with what they were asked for with. What two connections recorded alike gets two ids."""
    csv.field_size_limit(10**9)
    found: dict[int, Row] = {}
    with (ROWS / f"_raw_github_api_{table}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            answer = {**json.loads(row["data"]), "input": row["input"]}
            answer["id"] += 10**10 if answer["id"] in found else 0
            found[answer["id"]] = answer
    return list(found.values())


def at(row: Row, field: str) -> datetime:
    return datetime.fromisoformat(row[field])


def world() -> World:
    pulls = [
        PullRequest(
            row["id"], 1, row["number"], _login(row), at(row, "created_at"), row["title"], row["head"]["ref"]
        )
        for row in rows("pull_requests")
    ]
    issues = [
        Issue(row["id"], 1, row["number"], _login(row), at(row, "created_at"), row["title"])
        for row in rows("issues")
    ]
    by_number = {pull.number: pull for pull in pulls}
    issue_of = {issue.number: issue for issue in issues}
    for shown in (row["issue"] for row in rows("events")):
        # Most events are of issues and pull requests that were not recorded otherwise.
        told = shown["id"], 1, shown["number"], _login(shown), at(shown, "created_at"), shown["title"]
        if "pull_request" in shown and shown["number"] not in by_number:
            pulls.append(PullRequest(*told, "unknown"))
            by_number[shown["number"]] = pulls[-1]
        elif "pull_request" not in shown and shown["number"] not in issue_of:
            issues.append(Issue(*told))
            issue_of[shown["number"]] = issues[-1]
    for row in rows("pull_request_reviews"):
        review = PullEvent(row["id"], at(row, "submitted_at"), "review", _login(row), state=row["state"])
        by_number[json.loads(row["input"])["Number"]].events.append(review)
    for row in rows("comments"):
        number = int(row["issue_url"].rpartition("/")[2])
        if number in by_number:
            by_number[number].events.append(
                PullEvent(row["id"], at(row, "created_at"), "comment", _login(row))
            )
        else:
            comment = IssueEvent(row["id"], at(row, "created_at"), "comment", _login(row))
            issue_of[number].events.append(comment)
    for row in rows("pull_request_review_comments"):
        number = int(row["pull_request_url"].rpartition("/")[2])
        within = PullEvent(row["id"], at(row, "created_at"), "review_comment", _login(row))
        by_number[number].events.append(within)
    for row in rows("events"):
        if row["event"] in KINDS:
            _add_event(row, by_number, issue_of)
    everybody = [
        row["user"]
        for table in ("issues", "pull_requests", "pull_request_reviews", "comments")
        for row in rows(table)
        if row["user"]
    ]
    everybody += [row["issue"]["user"] for row in rows("events")]
    everybody += [row[role] for row in rows("events") for role in ("actor", "assignee") if row.get(role)]
    people = {
        user["login"]: Person(
            user["login"], user["login"], "", "UTC", "", login=user["login"], github_id=user["id"]
        )
        for user in everybody
    }
    return World(
        name="ants",
        jira_url="https://ants.example",
        github_organization="panjf2000",
        people=list(people.values()),
        teams=[],
        statuses=[],
        projects=[],
        repositories=[Repository(1, "panjf2000", "ants")],
        resolutions=[],
        ticket_types=[],
        pull_requests=pulls,
        issues=issues,
    )


def _add_event(row: Row, pulls: dict[int, PullRequest], issues: dict[int, Issue]) -> None:
    number, kind, when = row["issue"]["number"], KINDS[row["event"]], at(row, "created_at")
    actor, assignee = ((row.get(role) or {}).get("login") for role in ("actor", "assignee"))
    label = (row.get("label") or {}).get("name")
    if number in pulls:
        event = PullEvent(row["id"], when, kind, actor, reviewer=assignee, message=label)  # type: ignore[arg-type]
        pulls[number].events.append(event)
    else:
        issues[number].events.append(IssueEvent(row["id"], when, kind, actor, assignee or label))  # type: ignore[arg-type]


def _login(row: Row) -> str | None:
    return row["user"]["login"] if row["user"] else None


def test_what_was_recorded_comes_out_again(tmp_path: Path) -> None:
    with serve(world(), CLOCK) as sandbox:
        source = GitHubSource("gh", sandbox.github_url, "sandbox-token", ("panjf2000",))
        assert pull(source, Landing(tmp_path), silent, None).is_complete
    found: Counter[str] = Counter()
    within_reviews = 0
    for stream, table in (("github_issue", "issues"), ("github_pull_request", "pull_requests")):
        recorded = {str(row["id"]) for row in rows(table)}
        for id_, payload in Home(tmp_path).payloads(stream).items():
            found[stream] += id_ in recorded
            kinds = Counter(item["__typename"] for item in payload["timelineItems"]["nodes"])
            found.update(kinds)
            within_reviews += payload.get("totalCommentsCount", kinds["IssueComment"]) - kinds["IssueComment"]
    assert found["github_issue"] == 42
    assert found["github_pull_request"] == 50
    assert found["PullRequestReview"] == 31
    assert found["IssueComment"] == 95
    assert within_reviews == 16
    events = (
        "LabeledEvent",
        "ClosedEvent",
        "AssignedEvent",
        "HeadRefForcePushedEvent",
        "ReadyForReviewEvent",
    )
    assert [found[name] for name in events] == [18, 12, 10, 6, 1]
    assert Counter(row["event"] for row in rows("events") if row["event"] not in KINDS) == NOT_ASKED_FOR
    assert sum(found[name] for name in events) + sum(NOT_ASKED_FOR.values()) == 50
