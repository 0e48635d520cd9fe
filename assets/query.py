"""What a query reads, calls and names, by DuckDB's own reading of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb

# Schema and name.
Path = tuple[str, str]
SCHEMAS = {"landing", "raw", "core", "flow", "marts"}


@dataclass(frozen=True, slots=True)
class Named:
    """What a query names: tables and functions of our own schemas, and queries within it."""

    tables: frozenset[Path]
    macros: frozenset[Path]
    ctes: frozenset[str]


@cache
def named_in(query: str) -> Named:
    """Raises ValueError where it is no query."""
    tables: set[Path] = set()
    macros: set[Path] = set()
    ctes: set[str] = set()
    for node in _nodes(_tree(query)):
        if node.get("type") == "BASE_TABLE" and node.get("schema_name") in SCHEMAS:
            tables.add((node["schema_name"], node["table_name"]))
        elif node.get("type") == "FUNCTION" and node.get("schema") in SCHEMAS:
            macros.add((node["schema"], node["function_name"]))
        ctes.update(entry["key"] for entry in node.get("cte_map", {}).get("map", []))
    return Named(frozenset(tables), frozenset(macros), frozenset(ctes))


def _tree(query: str) -> Any:
    reading = "select json_serialize_sql($1, skip_null := true, skip_empty := true, skip_default := true)"
    [text] = duckdb.execute(reading, [query]).fetchone() or [""]
    tree = json.loads(text)
    if tree.get("error"):
        raise ValueError(f"{tree['error_message']} in: {query}")
    return tree


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    left = [tree]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            yield each
            left.extend(each.values())
        elif isinstance(each, list):
            left.extend(each)
