"""What a query reads, calls and names, by DuckDB's own reading of it."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb

# Schema and name.
Path = tuple[str, str]
SCHEMAS = {"landing", "raw", "core", "flow", "marts"}


@cache
def tables_in(query: str) -> frozenset[Path]:
    """The tables that a query names."""
    return frozenset(
        (node["schema_name"], node["table_name"])
        for node in _nodes(_tree(query))
        if node.get("type") == "BASE_TABLE" and node.get("schema_name") in SCHEMAS
    )


@cache
def macros_in(query: str) -> frozenset[Path]:
    """The functions of our own schemas that a query calls."""
    return frozenset(
        (node["schema"], node["function_name"])
        for node in _nodes(_tree(query))
        if node.get("type") == "FUNCTION" and node.get("schema") in SCHEMAS
    )


@cache
def ctes_in(query: str) -> frozenset[str]:
    """The names that a query gives to queries within it."""
    return frozenset(
        entry["key"] for node in _nodes(_tree(query)) for entry in node.get("cte_map", {}).get("map", [])
    )


@cache
def _tree(query: str) -> Any:
    """Raises ValueError where it is no query."""
    [text] = duckdb.execute("select json_serialize_sql($1)", [query]).fetchone() or [""]
    tree = json.loads(text)
    if tree["error"]:
        raise ValueError(f"{tree['error_message']} in: {query}")
    return tree


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree:
        if isinstance(child, dict | list):
            yield from _nodes(child)
