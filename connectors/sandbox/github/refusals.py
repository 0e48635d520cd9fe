"""What GitHub says of a query that does not fit its schema, in its words: every error beside the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from graphql import ArgumentNode, DocumentNode, FieldNode, GraphQLError, Visitor, print_ast, visit

FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")
TYPE = re.compile(r"Unknown type '(\w+)'")
VALUE = re.compile(r"Value '(\w+)' does not exist in '(\w+)' enum")
MEMBER = re.compile(r"Fragment cannot be spread here as objects of type '(\w+)' can never be of type '(\w+)'")
Refusal = dict[str, Any]


def refusals(document: DocumentNode, errors: Iterable[GraphQLError]) -> list[Refusal]:
    """One refusal for each unknown field and type, and one for each argument with unknown values."""
    found: dict[str, Refusal] = {}
    for error in errors:
        refusal = _refusal(document, error)
        found.setdefault(refusal["message"], refusal)
    return list(found.values())


def _refusal(document: DocumentNode, error: GraphQLError) -> Refusal:
    where = [{"line": each.line, "column": each.column} for each in error.locations or ()]
    if match := FIELD.match(error.message):
        said = f"Field '{match[1]}' doesn't exist on type '{match[2]}'"
        return _coded(said, "undefinedField", where, typeName=match[2], fieldName=match[1])
    if match := TYPE.match(error.message):
        said = f"No such type {match[1]}, so it can't be a fragment condition"
        return _coded(said, "undefinedType", where, typeName=match[1])
    if match := MEMBER.match(error.message):
        said = f"Fragment on {match[2]} can't be spread inside {match[1]}"
        named = {"typeName": match[2], "fragmentName": "unknown", "parentName": match[1]}
        return _coded(said, "cannotSpreadFragment", where, **named)
    if match := VALUE.match(error.message):
        field, argument = _argument(document, error)
        said = f"Argument '{argument.name.value}' on Field '{field.name.value}' has an invalid value"
        said += f" ({print_ast(argument.value)}). Expected type '[{match[2]}!]'."
        named = {"typeName": "Field", "argumentName": argument.name.value}
        return _coded(said, "argumentLiteralsIncompatible", where, **named)
    return {"message": error.message, "locations": where}


def _coded(message: str, code: str, where: list[dict[str, int]], **named: str) -> Refusal:
    return {"message": message, "locations": where, "extensions": {"code": code, **named}}


def _argument(document: DocumentNode, error: GraphQLError) -> tuple[FieldNode, ArgumentNode]:
    """The argument that a value stands in, which the error points at."""
    found: list[tuple[FieldNode, ArgumentNode]] = []
    place = next(iter(error.positions or ()), 0)

    class Looking(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            found.extend(
                (node, each) for each in node.arguments if each.loc and each.loc.start <= place < each.loc.end
            )

    visit(document, Looking())
    return found[-1]
