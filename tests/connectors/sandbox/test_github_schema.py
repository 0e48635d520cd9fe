from __future__ import annotations

from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    parse,
    validate,
)

from connectors.sandbox.github.cost import Cost
from connectors.sandbox.github.schemas import GITHUB_COM
from tests.worlds.github_contract import contract, published

SCHEMA = GITHUB_COM.schema
QUERIES: dict[str, tuple[dict[str, Any], int, int]] = {
    "gh_01_pr_page_full": ({"owner": "meridian", "name": "pipeline", "page": 50}, 13_050, 4),
    "gh_02_pr_scan": ({"owner": "meridian", "name": "pipeline"}, 100, 1),
    "gh_03_pr_hydrate": ({"ids": ["x"] * 25}, 6525, 2),
    "gh_04_pr_timeline_more": ({"id": "x", "after": "Y3Vyc29yOnYyOjE="}, 100, 1),
    "gh_05_issue_page": ({"owner": "meridian", "name": "pipeline", "page": 50}, 7550, 3),
    "gh_06_org_teams": ({"org": "meridian"}, 5050, 1),
    "gh_07_org_repos": ({"org": "meridian"}, 100, 2),
    "gh_08_projectv2_items": ({"project": "x"}, 2150, 1),
    "gh_11_pr_page_slim": ({"owner": "meridian", "name": "pipeline"}, 5050, 1),
}


def test_the_schema_is_a_part_of_githubs_own() -> None:
    differences = [line for name in _declared(SCHEMA) for line in _differences(name, published())]
    assert differences == []


def _declared(schema: GraphQLSchema) -> list[str]:
    return [name for name, kind in schema.type_map.items() if kind.ast_node is not None]


def _differences(name: str, theirs: GraphQLSchema) -> list[str]:
    """What a type of ours says that is not in theirs."""
    ours: Any = SCHEMA.type_map[name]
    other: Any = theirs.type_map.get(name)
    if type(ours) is not type(other):
        return [f"{name} is no {type(ours).__name__} there"]
    if isinstance(ours, GraphQLUnionType):
        members = {each.name for each in other.types}
        return [f"{name} has no {each}" for each in ours.types if each.name not in members]
    if isinstance(ours, GraphQLEnumType):
        return [] if set(ours.values) == set(other.values) else [f"{name} has other values"]
    if isinstance(ours, GraphQLScalarType):
        return []
    found = [f"{name} is no {each}" for each in _interfaces(ours) - _interfaces(other)]
    if isinstance(ours, GraphQLInputObjectType) and set(ours.fields) != set(other.fields):
        found.append(f"{name} has other fields")
    for field_name, field in ours.fields.items():
        there = other.fields.get(field_name)
        if there is None or str(there.type) != str(field.type):
            found.append(f"{name}.{field_name} is not of type {field.type}")
        elif isinstance(ours, GraphQLObjectType | GraphQLInterfaceType):
            types = {argument: str(definition.type) for argument, definition in there.args.items()}
            shown = {argument: str(definition.type) for argument, definition in field.args.items()}
            wrong = shown.items() - types.items()
            missing = {argument for argument, kind in types.items() if kind.endswith("!")} - set(shown)
            found += [f"{name}.{field_name} takes no {argument}: {kind}" for argument, kind in wrong]
            found += [f"{name}.{field_name} lacks {argument}" for argument in missing]
    return found


def _interfaces(kind: Any) -> set[str]:
    return {each.name for each in getattr(kind, "interfaces", ())}


@pytest.mark.parametrize("name", QUERIES)
def test_the_contracts_queries_are_valid_and_cost_what_github_documents(name: str) -> None:
    variables, nodes, points = QUERIES[name]
    document = parse(contract(f"{name}.graphql"))
    assert validate(SCHEMA, document) == []
    cost = Cost(SCHEMA, document, variables)
    assert (cost.nodes, cost.points) == (nodes, points)
