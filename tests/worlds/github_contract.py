"""GitHub's public schema as stored beside this checkout: as it is now, and as it was early in 2025."""

from __future__ import annotations

from functools import cache

import pytest
from graphql import GraphQLSchema, build_schema

from tests.worlds.paths import SHARED

CONTRACTS = SHARED / "contracts"
LATER = ("schema_extension_projectv2_events.graphql", "schema_extension_issue_relations.graphql")


def contract(name: str) -> str:
    path = CONTRACTS / name
    if not path.exists():
        pytest.skip(f"GitHub's public schema is not stored beside this checkout ({name})")
    return path.read_text(encoding="utf-8")


@cache
def early_2025() -> GraphQLSchema:
    """The published one, which an older host still has."""
    return build_schema(contract("schema.graphql"), assume_valid=True)


@cache
def published() -> GraphQLSchema:
    """With what came since, and with what its extensions say that they cannot express."""
    base = contract("schema.graphql")
    start = base.index("\ntype ProjectV2 implements")
    items = base.index("\n  items(\n", start) + len("\n  items(\n")
    taken = '    archivedStates: [ProjectV2ItemArchivedState!]\n    query: String = ""\n'
    base = base[:items] + taken + base[items:]
    for kind in ("Issue", "PullRequest"):
        start = base.index("\n  projectItems(", base.index(f"\ntype {kind} implements"))
        end = base.index("ProjectV2ItemConnection!", start)
        base = base[:end] + "ProjectV2ItemConnection" + base[end + len("ProjectV2ItemConnection!") :]
    return build_schema("\n".join([base, *map(contract, LATER)]), assume_valid=True)
