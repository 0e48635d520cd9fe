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
# What reads a text out of JSON.
JSON = {"->", "->>", "json_extract", "json_extract_string"}


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


@dataclass(frozen=True, slots=True)
class Cast:
    """A cast that stops a query at a value that it does not fit: to which type, and of what.

    `column` is the name where it is of a column as it is, and `is_of_json` whether JSON is read within it.
    """

    type: str
    column: str | None
    is_of_json: bool


@cache
def casts_in(query: str) -> frozenset[Cast]:
    """The casts of a query that are no try_cast, but for those of constants."""
    return frozenset(
        Cast(
            node["cast_type"]["id"],
            ".".join(child["column_names"]) if (child := node["child"]).get("type") == "COLUMN_REF" else None,
            any(each.get("function_name") in JSON for each in _nodes(child, until_tried=True)),
        )
        for node in _nodes(_tree(query))
        if node.get("type") == "OPERATOR_CAST"
        and not node.get("try_cast")
        and node["child"].get("type") != "VALUE_CONSTANT"
    )


def _tree(query: str) -> Any:
    reading = "select json_serialize_sql($1, skip_null := true, skip_empty := true, skip_default := true)"
    [text] = duckdb.execute(reading, [query]).fetchone() or [""]
    tree = json.loads(text)
    if tree.get("error"):
        raise ValueError(f"{tree['error_message']} in: {query}")
    return tree


def _nodes(tree: Any, *, until_tried: bool = False) -> Iterator[dict[str, Any]]:
    """A tree's nodes; without what is below a try_cast, if so asked."""
    left = [tree]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            if until_tried and each.get("try_cast"):
                continue
            yield each
            left.extend(each.values())
        elif isinstance(each, list):
            left.extend(each)
