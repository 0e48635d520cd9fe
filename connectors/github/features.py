"""What not every GitHub host knows of, as Enterprise Servers lag behind, and how to ask without it."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import (
    REMOVE,
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NameNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    visit,
)


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a host has or lacks, with the names of the schema that there are for it alone.

    Types, fields, arguments and values of enumerations can be left out of a query, so can a type as a
    `member` of another, and a field be asked for as the one that it stands for in `instead`. Errors are known
    to be about it by `names`; what goes `along` has a name that other things may have, too. Without what
    `is_essential` a query that names it is none.
    """

    names: frozenset[str] = frozenset()
    along: frozenset[str] = frozenset()
    member: tuple[str, str] | None = None
    instead: tuple[tuple[str, str], ...] = ()
    is_essential: bool = False

    def is_named_in(self, text: str) -> bool:
        words = set(re.findall(r"\w+", text))
        return not self.names.isdisjoint(words) or (self.member is not None and words.issuperset(self.member))


BOARDS = Feature(frozenset({"projectsV2", "ProjectV2Owner", "ProjectV2"}), is_essential=True)
BOARD_EVENTS = Feature(
    frozenset(
        {
            "ADDED_TO_PROJECT_V2_EVENT",
            "REMOVED_FROM_PROJECT_V2_EVENT",
            "PROJECT_V2_ITEM_STATUS_CHANGED_EVENT",
            "AddedToProjectV2Event",
            "RemovedFromProjectV2Event",
            "ProjectV2ItemStatusChangedEvent",
        }
    )
)
# Ids beyond 32 bits, which no Enterprise Server has that lacks their fields.
LONG_IDS = Feature(frozenset({"fullDatabaseId"}), instead=(("fullDatabaseId", "databaseId"),))
# Where no bot can be asked for a review, none was.
BOT_REVIEWERS = Feature(member=("RequestedReviewer", "Bot"))
SUB_ISSUES = Feature(
    frozenset(
        {
            *("subIssues", "subIssuesSummary"),
            *("SUB_ISSUE_ADDED_EVENT", "SUB_ISSUE_REMOVED_EVENT"),
            *("PARENT_ISSUE_ADDED_EVENT", "PARENT_ISSUE_REMOVED_EVENT"),
            *("SubIssueAddedEvent", "SubIssueRemovedEvent"),
            *("ParentIssueAddedEvent", "ParentIssueRemovedEvent"),
        }
    ),
    along=frozenset({"parent"}),
)
ISSUE_TYPES = Feature(
    frozenset(
        {
            "issueType",
            *("ISSUE_TYPE_ADDED_EVENT", "ISSUE_TYPE_CHANGED_EVENT", "ISSUE_TYPE_REMOVED_EVENT"),
            *("IssueTypeAddedEvent", "IssueTypeChangedEvent", "IssueTypeRemovedEvent"),
        }
    )
)
DEPENDENCIES = Feature(
    frozenset(
        {
            *("blockedBy", "blocking", "issueDependenciesSummary"),
            *("BLOCKED_BY_ADDED_EVENT", "BLOCKED_BY_REMOVED_EVENT"),
            *("BLOCKING_ADDED_EVENT", "BLOCKING_REMOVED_EVENT"),
            *("BlockedByAddedEvent", "BlockedByRemovedEvent", "BlockingAddedEvent", "BlockingRemovedEvent"),
        }
    )
)
ISSUE_FIELDS = Feature(
    frozenset(
        {
            *("issueFieldValues", "IssueFieldValue", "IssueFieldValueCommon"),
            *("IssueFields", "IssueFieldCommon", "issueFields"),
            *("IssueFieldNumberValue", "IssueFieldDateValue", "IssueFieldSingleSelectValue"),
            *("ISSUE_FIELD_ADDED_EVENT", "ISSUE_FIELD_CHANGED_EVENT", "ISSUE_FIELD_REMOVED_EVENT"),
            *("IssueFieldAddedEvent", "IssueFieldChangedEvent", "IssueFieldRemovedEvent"),
        }
    )
)
MULTI_SELECTS = Feature(frozenset({"IssueFieldMultiSelectValue"}))
# Dependencies were counted before those were that are settled by now.
ALL_DEPENDENCIES = Feature(
    frozenset({"totalBlockedBy", "totalBlocking"}),
    instead=(("totalBlockedBy", "blockedBy"), ("totalBlocking", "blocking")),
)
# Elsewhere a board's archived items do not come at all.
ARCHIVED_ITEMS = Feature(frozenset({"archivedStates"}))
# What an issue's plan is made of: each by the words for it, where a host has none.
PLANS = {
    SUB_ISSUES: "sub-issues",
    ISSUE_TYPES: "issue types",
    DEPENDENCIES: "what blocks an issue",
    ISSUE_FIELDS: "issue fields",
}
FEATURES = (
    *PLANS,
    MULTI_SELECTS,
    ALL_DEPENDENCIES,
    ARCHIVED_ITEMS,
    BOARD_EVENTS,
    LONG_IDS,
    BOT_REVIEWERS,
)


def named_in(messages: Iterable[str]) -> frozenset[Feature]:
    """The features that errors about a query are about.

    An error about an argument shows all of its values: it counts where no other says which of them it means.
    """
    found, unclear = set[Feature](), set[Feature]()
    for text in messages:
        said = text.partition("Did you mean")[0]
        named = [each for each in FEATURES if each.is_named_in(said)]
        # An error about another feature may name boards, too, as the type that lacks a field.
        if not named and BOARDS.is_named_in(said):
            named = [BOARDS]
        (found if len(named) == 1 else unclear).update(named)
    return frozenset(found or unclear)


class HostFeatures:
    """What a host is found to lack, each thing once. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lacking: frozenset[Feature] = frozenset()

    @property
    def lacking(self) -> frozenset[Feature]:
        return self._lacking

    def note(self, lacking: frozenset[Feature]) -> None:
        with self._lock:
            self._lacking |= lacking


@cache
def without(query: str, lacking: frozenset[Feature]) -> str | None:
    """`query` as a host without these features understands it; None where nothing would be left of it."""
    concerned = [each for each in lacking if each.is_named_in(query)]
    if any(each.is_essential for each in concerned):
        return None
    if not concerned:
        return query
    leaving_out = _LeavingOut(lacking)
    document = visit(parse(query, no_location=True), leaving_out)
    document = visit(document, _Unspread(leaving_out.emptied))
    if not _uses_its_variables(document):
        return None
    return " ".join(print_ast(document).split())


def _uses_its_variables(document: DocumentNode) -> bool:
    """Whether all that a query takes is still used: else it was about what has been left out."""
    names = Counter[str]()

    class Names(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> None:
            names[node.name.value] += 1

    visit(document, Names())
    return 1 not in names.values()


class _LeavingOut(Visitor):
    """Takes out what is of a feature. `emptied` are fragments of which nothing is left."""

    def __init__(self, lacking: frozenset[Feature]) -> None:
        super().__init__()
        self._names = frozenset[str]().union(*(each.names | each.along for each in lacking))
        self._members = {each.member for each in lacking}
        self._on = ""
        self._instead = {name: other for each in lacking for name, other in each.instead}
        self.emptied: set[str] = set()

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> Any:
        return REMOVE if node.value in self._names else None

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
        return REMOVE if node.name.value in self._names else None

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> Any:
        self._on = node.type_condition.name.value
        if self._on not in self._names:
            return None
        self.emptied.add(node.name.value)
        return REMOVE

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> Any:
        on = node.type_condition.name.value if node.type_condition else ""
        return REMOVE if on in self._names or (self._on, on) in self._members else None

    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        other = self._instead.get(node.name.value)
        if other is None:
            return REMOVE if node.name.value in self._names else None
        return FieldNode(
            alias=node.alias or node.name, name=NameNode(value=other), arguments=(), directives=()
        )

    def leave_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> Any:
        if node.selection_set.selections:
            return None
        self.emptied.add(node.name.value)
        return REMOVE


class _Unspread(Visitor):
    def __init__(self, emptied: set[str]) -> None:
        super().__init__()
        self._emptied = emptied

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> Any:
        return REMOVE if node.name.value in self._emptied else None
