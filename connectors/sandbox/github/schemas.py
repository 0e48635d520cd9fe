"""What a GitHub host can be: github.com as it is now, or an Enterprise Server of 2024, which has less."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import (
    REMOVE,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    GraphQLSchema,
    NamedTypeNode,
    ObjectTypeDefinitionNode,
    UnionTypeDefinitionNode,
    Visitor,
    build_ast_schema,
    build_schema,
    parse,
    visit,
)

SDL = Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8")
# What version 3.14 has not: issues' events on project boards, boards' ids of 64 bits, bots that review.
LATER_TYPES = {
    "AddedToProjectV2Event",
    "RemovedFromProjectV2Event",
    "ConvertedFromDraftEvent",
    "ProjectV2ItemStatusChangedEvent",
    "ProjectV2Event",
}
LATER_VALUES = {
    "ADDED_TO_PROJECT_V2_EVENT",
    "REMOVED_FROM_PROJECT_V2_EVENT",
    "CONVERTED_FROM_DRAFT_EVENT",
    "PROJECT_V2_ITEM_STATUS_CHANGED_EVENT",
}
LATER_MEMBERS = {("RequestedReviewer", "Bot")}
LATER_FIELDS = {("ProjectV2", "fullDatabaseId"), ("ProjectV2Item", "fullDatabaseId")}


class _Earlier(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self._type = ""

    def enter_object_type_definition(self, node: ObjectTypeDefinitionNode, *_: Any) -> Any:
        self._type = node.name.value
        return REMOVE if node.name.value in LATER_TYPES else None

    def enter_interface_type_definition(self, node: Any, *_: Any) -> Any:
        return REMOVE if node.name.value in LATER_TYPES else None

    def enter_union_type_definition(self, node: UnionTypeDefinitionNode, *_: Any) -> None:
        self._type = node.name.value

    def enter_named_type(self, node: NamedTypeNode, *_: Any) -> Any:
        name = node.name.value
        return REMOVE if name in LATER_TYPES or (self._type, name) in LATER_MEMBERS else None

    def enter_enum_value_definition(self, node: EnumValueDefinitionNode, *_: Any) -> Any:
        return REMOVE if node.name.value in LATER_VALUES else None

    def enter_field_definition(self, node: FieldDefinitionNode, *_: Any) -> Any:
        return REMOVE if (self._type, node.name.value) in LATER_FIELDS else None


@dataclass(frozen=True, slots=True)
class Edition:
    """`has_limits`: whether requests and points are counted; an Enterprise Server usually counts none.

    `bots_review`: whether it can tell that a bot is asked for a review.
    """

    schema: GraphQLSchema
    has_limits: bool
    bots_review: bool


GITHUB_COM = Edition(build_schema(SDL), has_limits=True, bots_review=True)
ENTERPRISE_2024 = Edition(
    build_ast_schema(visit(parse(SDL), _Earlier())), has_limits=False, bots_review=False
)
