from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from graphql import parse, specified_rules, validate

from connectors.github import documents
from connectors.github.documents import (
    BOARD_ITEMS,
    BOARDS,
    ISSUE_FIELD_LIST,
    ISSUE_SUMMARIES,
    REPOSITORY_SCAN,
    SCANS,
    TEAMS,
    VIEWER,
    WITH_TEAMS,
    WITHOUT_TEAMS,
)
from connectors.github.features import (
    ARCHIVED_ITEMS,
    BOARD_EVENTS,
    DEPENDENCIES,
    ISSUE_FIELDS,
    ISSUE_TYPES,
    MULTI_SELECTS,
    named_in,
    without,
)
from connectors.sandbox.github.cost import Cost
from tests.worlds.github_contract import early_2025, published

IDS = ["id"] * 50
# What every document costs: its variables, and by GitHub's formula its nodes, requests and points.
TABLE: dict[str, tuple[str, dict[str, Any], int, int, int]] = {
    "scan of 50 repositories": (REPOSITORY_SCAN, {"ids": IDS}, 12_050, 300, 3),
    "more pull requests": (SCANS["pullRequests"], {}, 100, 1, 1),
    "more issues": (SCANS["issues"], {}, 100, 1, 1),
    "more deployments": (SCANS["deployments"], {}, 100, 1, 1),
    "more releases": (SCANS["releases"], {}, 100, 1, 1),
    "50 pull requests": (WITH_TEAMS.pull_request.hydrate, {"ids": IDS}, 8_050, 250, 2),
    "50 pull requests without teams": (WITHOUT_TEAMS.pull_request.hydrate, {"ids": IDS}, 8_050, 250, 2),
    "more of a pull request": (WITH_TEAMS.pull_request.timeline, {}, 100, 1, 1),
    "more of a pull request without teams": (WITHOUT_TEAMS.pull_request.timeline, {}, 100, 1, 1),
    "50 issues": (WITH_TEAMS.issue.hydrate, {"ids": IDS}, 19_050, 350, 4),
    "100 issues in short": (ISSUE_SUMMARIES, {"ids": IDS * 2}, 200, 100, 1),
    "boards of an owner": (BOARDS, {}, 2_550, 51, 1),
    "fields of an organization's issues": (ISSUE_FIELD_LIST, {}, 100, 1, 1),
    "items of a board": (BOARD_ITEMS, {}, 5_100, 101, 1),
    "who asks": (VIEWER, {}, 0, 0, 1),
    "teams of an organization": (TEAMS, {}, 5_050, 51, 1),
    "more of an issue": (WITH_TEAMS.issue.timeline, {}, 100, 1, 1),
}
# Nothing is left of them on a host that lacks what they are about.
OF_LATER = {"fields of an organization's issues"}


@pytest.mark.parametrize("name", TABLE)
def test_a_document_is_valid_against_githubs_public_schema(name: str) -> None:
    assert validate(published(), parse(TABLE[name][0]), specified_rules) == []


@pytest.mark.parametrize("name", TABLE)
def test_without_what_came_later_it_is_valid_against_the_schema_of_an_older_host(name: str) -> None:
    later = frozenset({ISSUE_TYPES, DEPENDENCIES, ISSUE_FIELDS, MULTI_SELECTS, ARCHIVED_ITEMS, BOARD_EVENTS})
    left = without(TABLE[name][0], later)
    assert (left is None) == (name in OF_LATER)
    assert left is None or validate(early_2025(), parse(left), specified_rules) == []


@pytest.mark.parametrize("name", TABLE)
def test_what_an_older_host_says_of_a_document_names_exactly_what_came_later(name: str) -> None:
    document = TABLE[name][0]
    found = named_in(error.message for error in validate(early_2025(), parse(document), specified_rules))
    later = {ISSUE_TYPES, DEPENDENCIES, ISSUE_FIELDS, MULTI_SELECTS, ARCHIVED_ITEMS, BOARD_EVENTS}
    assert found == {
        feature for feature in later if not feature.names.isdisjoint(re.findall(r"\w+", document))
    }


def test_timelines_are_counted_as_they_are_read_whole() -> None:
    def types(document: str) -> list[str]:
        return document.partition("itemTypes: [")[2].partition("]")[0].split(", ")

    assert types(ISSUE_SUMMARIES) == types(WITH_TEAMS.issue.hydrate)


def test_every_graphql_file_is_part_of_a_document() -> None:
    texts = " ".join(document for document, *_ in TABLE.values())
    for path in documents.FOLDER.glob("*.graphql"):
        body = " ".join(line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
        assert " ".join(body.split()) in texts, path.name


@pytest.mark.parametrize("name", TABLE)
def test_a_document_costs_what_the_table_says(name: str) -> None:
    document, variables, nodes, requests, points = TABLE[name]
    cost = Cost(published(), parse(document), variables)
    assert (cost.nodes, cost.requests, cost.points) == (nodes, requests, points)


def test_fifty_whole_pull_requests_cost_at_most_four_points() -> None:
    assert TABLE["50 pull requests"][-1] <= 4


def test_ways_to_ask_have_versions_of_their_own() -> None:
    assert WITH_TEAMS.version != WITHOUT_TEAMS.version
    assert WITH_TEAMS.version.startswith("pull-request-")


def test_a_comment_does_not_change_the_version_and_a_field_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in documents.FOLDER.glob("*.graphql"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(documents, "FOLDER", tmp_path)
    hydrate = tmp_path / "pull_request_hydrate.graphql"
    text = hydrate.read_text(encoding="utf-8")

    hydrate.write_text("# Another comment.\n\n" + text, encoding="utf-8")
    assert documents._queries().version == WITH_TEAMS.version

    hydrate.write_text(text.replace("changedFiles", "changedFiles totalCommentsCount"), encoding="utf-8")
    assert documents._queries().version != WITH_TEAMS.version
    assert documents._queries().issue_version == WITH_TEAMS.issue_version


def test_a_field_of_issues_changes_the_version_of_issues_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in documents.FOLDER.glob("*.graphql"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("IssuePlan on Issue {", "IssuePlan on Issue { locked")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(documents, "FOLDER", tmp_path)
    assert documents._queries().version == WITH_TEAMS.version
    assert documents._queries().issue_version != WITH_TEAMS.issue_version


def test_no_document_asks_for_addresses_but_of_commits_or_for_texts_in_which_no_ticket_is_named() -> None:
    for document, *_ in TABLE.values():
        assert not {"bodyText", "bodyHTML", "currentTitle"} & set(document.split())
        without_commits = document.replace("author { email user", "author { user")
        assert "email" not in without_commits.split()
    issues = WITH_TEAMS.issue.hydrate.replace("milestone { number title ", "milestone { number ")
    assert not {"title", "body"} & set(issues.split())
