"""What a GitHub host can be: github.com as it is now, or an Enterprise Server: the older, the less it has."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    EnumValueDefinitionNode,
    GraphQLSchema,
    build_ast_schema,
    build_schema,
    parse,
)

SDL = Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Lack:
    """What an older schema has not: types by how their names begin, with all that is of them; other fields,
    arguments and members of unions, each by what it is in."""

    types: tuple[str, ...] = ()
    parts: frozenset[tuple[str, str]] = frozenset()


_ISSUE_FIELDS = _Lack(("IssueField",))
_ARCHIVED_ITEMS = _Lack(("ProjectV2ItemArchivedState",))
_BOARD_EVENTS = _Lack(
    (
        "AddedToProjectV2Event",
        "RemovedFromProjectV2Event",
        "ConvertedFromDraftEvent",
        "ProjectV2ItemStatusChangedEvent",
        "ProjectV2Event",
    )
)
_DEPENDENCIES = _Lack(
    ("IssueDependenc", "BlockedBy", "Blocking"),
    frozenset({("Issue", "blockedBy"), ("Issue", "blocking")}),
)
_ISSUE_TYPES = _Lack(("IssueType",), frozenset({("IssueFilters", "type")}))
_SUB_ISSUES = _Lack(("SubIssue", "ParentIssue"), frozenset({("Issue", "parent"), ("Issue", "subIssues")}))
# Boards' ids of 64 bits, bots that review.
_SINCE_2025 = _Lack(
    parts=frozenset(
        {
            ("ProjectV2", "fullDatabaseId"),
            ("ProjectV2Item", "fullDatabaseId"),
            ("RequestedReviewer", "Bot"),
        }
    )
)


def _without(document: DocumentNode, lacks: tuple[_Lack, ...]) -> DocumentNode:
    """A schema without what it lacks."""
    types = tuple(name for lack in lacks for name in lack.types)
    parts = frozenset[tuple[str, str]]().union(*(lack.parts for lack in lacks))

    def has(place: str, part: Any) -> bool:
        name = part.name.value
        if isinstance(part, EnumValueDefinitionNode):
            return not "".join(word.capitalize() for word in name.split("_")).startswith(types)
        kind = getattr(part, "type", part)
        while hasattr(kind, "type"):
            kind = kind.type
        return (place, name) not in parts and not kind.name.value.startswith(types)

    def left(definition: Any) -> Any:
        found, place = copy(definition), definition.name.value
        for slot in ("fields", "values", "types", "interfaces"):
            if hasattr(definition, slot):
                setattr(found, slot, tuple(each for each in getattr(definition, slot) if has(place, each)))
        for number, field in enumerate(getattr(found, "fields", ())):
            if getattr(field, "arguments", ()):
                taking = copy(field)
                taking.arguments = tuple(each for each in field.arguments if has(field.name.value, each))
                found.fields = (*found.fields[:number], taking, *found.fields[number + 1 :])
        return found

    there = (each for each in document.definitions if not each.name.value.startswith(types))  # type: ignore[attr-defined]
    return DocumentNode(definitions=tuple(map(left, there)))


@dataclass(frozen=True, slots=True)
class Edition:
    """`has_limits`: whether requests and points are counted; an Enterprise Server usually counts none.

    `bots_review`: whether it can tell that a bot is asked for a review.
    """

    schema: GraphQLSchema
    has_limits: bool
    bots_review: bool


def _enterprise(*lacks: _Lack) -> Edition:
    schema = build_ast_schema(_without(parse(SDL), lacks))
    return Edition(schema, has_limits=False, bots_review=_SINCE_2025 not in lacks)


GITHUB_COM = Edition(build_schema(SDL), has_limits=True, bots_review=True)
# Of versions 3.15 to 3.17 it is not known what they have.
ENTERPRISE_3_20 = _enterprise(_ISSUE_FIELDS, _ARCHIVED_ITEMS)
ENTERPRISE_3_19 = _enterprise(_ISSUE_FIELDS, _ARCHIVED_ITEMS, _BOARD_EVENTS)
ENTERPRISE_3_18 = _enterprise(_ISSUE_FIELDS, _ARCHIVED_ITEMS, _BOARD_EVENTS, _DEPENDENCIES)
ENTERPRISE_2024 = _enterprise(
    _ISSUE_FIELDS, _ARCHIVED_ITEMS, _BOARD_EVENTS, _DEPENDENCIES, _ISSUE_TYPES, _SUB_ISSUES, _SINCE_2025
)
