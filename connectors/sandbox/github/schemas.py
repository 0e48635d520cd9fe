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
# Boards' ids of 64 bits.
_LONG_IDS = _Lack(parts=frozenset({("ProjectV2", "fullDatabaseId"), ("ProjectV2Item", "fullDatabaseId")}))
_BOT_REVIEWERS = _Lack(parts=frozenset({("RequestedReviewer", "Bot")}))
_MULTI_SELECTS = _Lack(("IssueFieldMultiSelect",))
# Blockers were counted before those were that are settled by now.
_ALL_DEPENDENCIES = _Lack(
    parts=frozenset(
        {("IssueDependenciesSummary", "totalBlockedBy"), ("IssueDependenciesSummary", "totalBlocking")}
    )
)
# All that some host lacks, by what people call it: a version of which nothing is known lacks some of it.
LACKS = {
    "sub-issues": _SUB_ISSUES,
    "issue types": _ISSUE_TYPES,
    "what blocks an issue": _DEPENDENCIES,
    "issue fields": _ISSUE_FIELDS,
    "fields of several options": _MULTI_SELECTS,
    "blockers that are settled": _ALL_DEPENDENCIES,
    "archived items of boards": _ARCHIVED_ITEMS,
    "events of boards": _BOARD_EVENTS,
    "ids of 64 bits": _LONG_IDS,
    "bots that review": _BOT_REVIEWERS,
}


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


def enterprise(*lacking: str) -> Edition:
    """A server without these of LACKS."""
    schema = build_ast_schema(_without(parse(SDL), tuple(LACKS[each] for each in lacking)))
    return Edition(schema, has_limits=False, bots_review="bots that review" not in lacking)


GITHUB_COM = Edition(build_schema(SDL), has_limits=True, bots_review=True)
# Of 3.15 to 3.17, 3.21 and 3.22 it is not known what they have: each lacks some of LACKS, or nothing.
_3_20 = ("issue fields", "archived items of boards")
_3_19 = (*_3_20, "events of boards")
_3_18 = (*_3_19, "what blocks an issue")
ENTERPRISE_3_20, ENTERPRISE_3_19, ENTERPRISE_3_18 = (enterprise(*each) for each in (_3_20, _3_19, _3_18))
ENTERPRISE_2024 = enterprise(*_3_18, "issue types", "sub-issues", "ids of 64 bits", "bots that review")
