"""Jira counts pull requests in its development information, which confirms those that name the ticket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from tests.worlds.landed_jira import END, FIELDS, HandMade
from tests.worlds.night import Home

DEVELOPMENT = "customfield_10000"
PLUGIN = "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf"


def summary(**counts: int) -> str:
    """The field as Jira writes it: no JSON, with JSON inside."""
    overall = {"count": sum(counts.values()), "state": "MERGED", "dataType": "pullrequest", "open": False}
    instances = {name: {"count": count, "name": name.split("_")[0]} for name, count in counts.items()}
    pulls = {"pullrequest": {"overall": overall, "byInstanceType": instances}}
    inside = json.dumps({"cachedValue": {"errors": [], "summary": pulls}, "isStale": True})
    return f"{{pullrequest={{dataType=pullrequest, state=MERGED, stateCount=1}}, json={inside}}}"


def pull_request(number: int, *keys: tuple[str, str]) -> Record:
    payload: dict[str, Any] = {
        "number": number,
        "state": "OPEN",
        "createdAt": "2025-03-02T09:00:00Z",
        "updatedAt": "2025-03-02T09:00:00Z",
        "timelineItems": {"nodes": []},
        "ticketKeys": [{"key": key, "in": place} for key, place in keys],
    }
    return Record(str(number), payload)


PULLS = [
    pull_request(11, ("PAY-1", "body")),
    pull_request(12, ("PAY-2", "commit"), ("PAY-4", "title")),
    pull_request(13, ("PAY-2", "body"), ("PAY-5", "branch")),
    pull_request(14, ("PAY-3", "title")),
    # What stands in the branches feature_PAY-7 and v2_PAY-8.
    pull_request(15, ("FEATURE_PAY-7", "branch"), ("PAY-7", "branch")),
    pull_request(16, ("V2_PAY-8", "branch"), ("PAY-8", "branch")),
    pull_request(17, ("PAY-9", "title")),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    projects = {"100": "PAY", "200": "DATA", "300": "V2_PAY"}
    jira = HandMade(fields={**FIELDS, DEVELOPMENT: ("Development", PLUGIN)}, projects=projects)
    # Two integrations know of one pull request, and Jira's sum counts it twice.
    jira.issue(1, "PAY-1", **{DEVELOPMENT: summary(GitHub=1, GitHub_oauth=1)})
    jira.issue(2, "PAY-2", **{DEVELOPMENT: summary(GitHub=1)})
    jira.issue(3, "PAY-3", **{DEVELOPMENT: summary(GitHub=3)})
    jira.issue(4, "PAY-4", **{DEVELOPMENT: "{}"})
    jira.issue(5, "PAY-5", **{DEVELOPMENT: summary(Bitbucket=4)})
    for number, key in ((7, "PAY-7"), (8, "PAY-8"), (80, "V2_PAY-8"), (9, "PAY-9")):
        jira.issue(number, key)
    home = Home(tmp_path_factory.mktemp("development"))
    landing = Landing(home.data / "landing")
    repository = Record("301", {"databaseId": 301, "nameWithOwner": "hand/flow", "isArchived": False})
    landing.land_once("hub", "hand", "github_repository", [repository], END)
    landing.land_once("hub", "301", "github_pull_request", PULLS, END)
    landing.land_once("other site", "100", "jira_issue", [Record("9", jira.issues[-1])], END)
    home.run_with(jira.sources())
    yield home


def test_what_jira_counts_confirms_what_names_the_ticket(home: Home) -> None:
    found = home.warehouse_sql(
        "select ticket_id, pull_request_id, found_in, confidence from core.link order by all"
    )
    assert found == [
        ("1", "11", ["body", "development"], 0.95),
        # Jira knows of one of two and does not say of which.
        ("2", "12", ["commit"], 0.7),
        ("2", "13", ["body"], 0.6),
        ("3", "14", ["development", "title"], 0.95),
        ("4", "12", ["title"], 0.9),
        # What it knows from elsewhere is nothing that is read.
        ("5", "13", ["branch"], 0.9),
        ("7", "15", ["branch"], 0.9),
        # The longer of two keys is meant where there is such a ticket; PAY-9 is a ticket of two sites.
        ("80", "16", ["branch"], 0.9),
    ]


def test_keys_that_tickets_of_two_sites_have_are_counted(home: Home) -> None:
    [(source, count, message)] = home.sql(
        "select source, found_count, message from data_quality where kind = 'ticket_key_shared'"
    )
    assert (source, count) == ("hub", 1)
    assert message.endswith("so that they link to none: PAY-9")


def test_pull_requests_that_jira_knows_and_no_link_reaches_are_reported(home: Home) -> None:
    found = home.sql(
        "select found_count, of_count, is_doubtful from data_quality where kind = 'pull_request_unlinked'"
    )
    assert found == [(1, 3, True)]
