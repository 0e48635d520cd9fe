from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    build_schema,
    parse,
    specified_rules,
    validate,
)

from connectors.github import queries
from connectors.github.queries import SCAN, WITH_TEAMS, WITHOUT_TEAMS

SCHEMA = Path(__file__).parents[2].parent / "shared" / "contracts" / "schema.graphql"
DOCUMENTS = {
    "scan": SCAN,
    "hydrate": WITH_TEAMS.hydrate,
    "hydrate without teams": WITHOUT_TEAMS.hydrate,
    "timeline": WITH_TEAMS.timeline,
    "timeline without teams": WITHOUT_TEAMS.timeline,
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    if not SCHEMA.exists():
        pytest.skip(f"GitHub's public schema is not stored beside this checkout ({SCHEMA.name})")
    return build_schema(SCHEMA.read_text(encoding="utf-8"), assume_valid=True)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_valid_against_githubs_public_schema(schema: GraphQLSchema, name: str) -> None:
    assert validate(schema, parse(DOCUMENTS[name]), specified_rules) == []


def test_every_graphql_file_is_part_of_a_document() -> None:
    texts = " ".join(DOCUMENTS.values())
    for path in Path(queries.__file__).parent.glob("*.graphql"):
        body = " ".join(line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
        assert " ".join(body.split()) in texts, path.name


def cost(document: str, variables: dict[str, Any]) -> tuple[int, int]:
    """Nodes and points by GitHub's formula: a connection is asked for once per parent, all pages full."""
    definitions = parse(document).definitions
    fragments = {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}
    operation = next(d for d in definitions if isinstance(d, OperationDefinitionNode))
    nodes = requests = 0

    def walk(selections: SelectionSetNode, parents: int) -> None:
        nonlocal nodes, requests
        for selection in selections.selections:
            if isinstance(selection, FragmentSpreadNode):
                walk(fragments[selection.name.value].selection_set, parents)
                continue
            children = parents
            if isinstance(selection, FieldNode):
                arguments = {argument.name.value: argument.value for argument in selection.arguments}
                if "first" in arguments:
                    first = arguments["first"]
                    if isinstance(first, VariableNode):
                        children = parents * int(variables[first.name.value])
                    elif isinstance(first, IntValueNode):
                        children = parents * int(first.value)
                    requests += parents
                    nodes += children
                elif "ids" in arguments:
                    children = len(variables["ids"])
                    nodes += children
            inner = getattr(selection, "selection_set", None)
            if inner is not None:
                walk(inner, children)

    walk(operation.selection_set, 1)
    return nodes, max(1, round(requests / 100))


@pytest.mark.parametrize(
    ("name", "ids", "nodes", "points"),
    [
        ("scan", 0, 100, 1),
        ("hydrate", 25, 3_025, 1),
        ("hydrate", 50, 6_050, 1),
        ("hydrate", 100, 12_100, 2),
        ("hydrate without teams", 50, 6_050, 1),
        ("timeline", 0, 100, 1),
    ],
)
def test_queries_cost_few_points(name: str, ids: int, nodes: int, points: int) -> None:
    assert cost(DOCUMENTS[name], {"ids": ["id"] * ids, "items": 100}) == (nodes, points)


def test_ways_to_ask_have_versions_of_their_own() -> None:
    assert WITH_TEAMS.version != WITHOUT_TEAMS.version
    assert WITH_TEAMS.version.startswith("pull-request-")


def test_a_comment_does_not_change_the_version_and_a_field_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in Path(queries.__file__).parent.glob("*.graphql"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(queries, "_FOLDER", tmp_path)
    hydrate = tmp_path / "hydrate.graphql"
    text = hydrate.read_text(encoding="utf-8")

    hydrate.write_text("# Another comment.\n\n" + text, encoding="utf-8")
    assert queries._queries("reviewer_fields").version == WITH_TEAMS.version

    hydrate.write_text(text.replace("changedFiles", "changedFiles totalCommentsCount"), encoding="utf-8")
    assert queries._queries("reviewer_fields").version != WITH_TEAMS.version


def test_no_document_asks_for_texts_that_are_not_needed_or_for_addresses() -> None:
    for document in DOCUMENTS.values():
        assert not {"body", "bodyText", "email", "message"} & set(document.split())
