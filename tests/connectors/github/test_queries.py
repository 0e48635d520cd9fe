from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema, extend_schema, parse, specified_rules, validate

from connectors.github import documents
from connectors.github.documents import (
    BOARD_ITEMS,
    BOARDS,
    REPOSITORY_SCAN,
    SCANS,
    TEAMS,
    VIEWER,
    WITH_TEAMS,
    WITHOUT_TEAMS,
)
from connectors.sandbox.github.cost import Cost
from tests.worlds.paths import SHARED

CONTRACTS = SHARED / "contracts"
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
    "50 issues": (WITH_TEAMS.issue.hydrate, {"ids": IDS}, 6_550, 150, 2),
    "boards of an owner": (BOARDS, {}, 50, 1, 1),
    "items of a board": (BOARD_ITEMS, {}, 100, 1, 1),
    "who asks": (VIEWER, {}, 0, 0, 1),
    "teams of an organization": (TEAMS, {}, 5_050, 51, 1),
    "more of an issue": (WITH_TEAMS.issue.timeline, {}, 100, 1, 1),
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The published one, which is older than the events of project boards, with those."""
    files = [CONTRACTS / "schema.graphql", CONTRACTS / "schema_extension_projectv2_events.graphql"]
    if not all(path.exists() for path in files):
        pytest.skip(f"GitHub's public schema is not stored beside this checkout ({files[0].name})")
    texts = [path.read_text(encoding="utf-8") for path in files]
    return extend_schema(build_schema(texts[0], assume_valid=True), parse(texts[1]), assume_valid=True)


@pytest.mark.parametrize("name", TABLE)
def test_a_document_is_valid_against_githubs_public_schema(schema: GraphQLSchema, name: str) -> None:
    assert validate(schema, parse(TABLE[name][0]), specified_rules) == []


def test_every_graphql_file_is_part_of_a_document() -> None:
    texts = " ".join(document for document, *_ in TABLE.values())
    for path in documents.FOLDER.glob("*.graphql"):
        body = " ".join(line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
        assert " ".join(body.split()) in texts, path.name


@pytest.mark.parametrize("name", TABLE)
def test_a_document_costs_what_the_table_says(schema: GraphQLSchema, name: str) -> None:
    document, variables, nodes, requests, points = TABLE[name]
    cost = Cost(schema, parse(document), variables)
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


def test_no_document_asks_for_addresses_but_of_commits_or_for_texts_in_which_no_ticket_is_named() -> None:
    for document, *_ in TABLE.values():
        assert not {"bodyText", "bodyHTML", "currentTitle"} & set(document.split())
        without_commits = document.replace("author { email user", "author { user")
        assert "email" not in without_commits.split()
    assert not {"title", "body"} & set(WITH_TEAMS.issue.hydrate.replace("milestone { title }", "").split())
