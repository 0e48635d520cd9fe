"""What a GraphQL request costs by GitHub's documented formula: nodes, and points per hour."""

from __future__ import annotations

from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    value_from_ast_untyped,
)

MOST_PER_PAGE = 100
MOST_NODES = 500_000
MOST_IDS = 100
REQUESTS_PER_POINT = 100


class Cost:
    """Nodes and points of one operation with its variables.

    Raises GraphQLError for what GitHub refuses to run: connections without `first` or `last`, pages and lists
    of ids of more than 100, more than 500,000 nodes.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        self._schema = schema
        definitions = document.definitions
        self._fragments = {
            each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)
        }
        operation = next(each for each in definitions if isinstance(each, OperationDefinitionNode))
        self._variables = dict(variables)
        for definition in operation.variable_definitions:
            if definition.default_value is not None:
                default = value_from_ast_untyped(definition.default_value)
                self._variables.setdefault(definition.variable.name.value, default)
        self.nodes = 0
        self.requests = 0
        assert schema.query_type is not None
        self._walk(operation.selection_set, schema.query_type, 1)
        if self.nodes > MOST_NODES:
            message = (
                f"This query requests up to {self.nodes:,} possible nodes which exceeds the maximum limit"
            )
            raise _refusal("MAX_NODE_LIMIT_EXCEEDED", f"{message} of {MOST_NODES:,}.")

    @property
    def points(self) -> int:
        return max(1, round(self.requests / REQUESTS_PER_POINT))

    def _walk(self, selections: SelectionSetNode, parent: GraphQLNamedType, times: int) -> None:
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                self._field(selection, parent, times)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                inner = parent if condition is None else self._schema.type_map[condition.name.value]
                self._walk(selection.selection_set, inner, times)
            else:
                fragment = self._fragments[selection.name.value]  # type: ignore[attr-defined]
                named = self._schema.type_map[fragment.type_condition.name.value]
                self._walk(fragment.selection_set, named, times)

    def _field(self, field: FieldNode, parent: GraphQLNamedType, times: int) -> None:
        name = field.name.value
        if name.startswith("__") or self._is_left_out(field):
            return
        assert isinstance(parent, GraphQLObjectType | GraphQLInterfaceType)
        inner = get_named_type(parent.fields[name].type)
        given = {argument.name.value: self._value(argument.value) for argument in field.arguments}
        if inner.name.endswith("Connection") and "first" in parent.fields[name].args:
            count = self._page_size(field, given)
            self.requests += times
            self.nodes += times * count
            times *= max(count, 1)
        elif name == "nodes" and parent is self._schema.query_type:
            ids = given.get("ids")
            count = len(ids) if isinstance(ids, list) else 1
            if count > MOST_IDS:
                message = f"You may not provide more than {MOST_IDS} node ids; you provided {count}."
                raise _refusal("ARGUMENT_LIMIT", message)
            self.nodes += times * count
            times *= max(count, 1)
        if field.selection_set is not None:
            self._walk(field.selection_set, inner, times)

    def _page_size(self, field: FieldNode, given: dict[str, Any]) -> int:
        name = field.name.value
        side = "first" if given.get("first") is not None else "last"
        count = given.get(side)
        if not isinstance(count, int):
            chosen = field.selection_set.selections if field.selection_set else ()
            if all(isinstance(each, FieldNode) and each.name.value == "totalCount" for each in chosen):
                return 0
            message = (
                f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
            )
            raise _refusal("MISSING_PAGINATION_BOUNDARIES", message)
        if count > MOST_PER_PAGE:
            message = f"Requesting {count} records on the `{name}` connection exceeds the `{side}` limit"
            raise _refusal("EXCESSIVE_PAGINATION", f"{message} of {MOST_PER_PAGE} records.")
        if count < 0:
            raise _refusal(
                "INVALID_PAGINATION", f"`{side}` on the `{name}` connection cannot be less than zero."
            )
        return count

    def _is_left_out(self, field: FieldNode) -> bool:
        for directive in field.directives:
            stays = {"include": True, "skip": False}.get(directive.name.value)
            if stays is not None and self._value(directive.arguments[0].value) is not stays:
                return True
        return False

    def _value(self, node: ValueNode) -> Any:
        if isinstance(node, VariableNode):
            return self._variables.get(node.name.value)
        return value_from_ast_untyped(node, self._variables)


def _refusal(kind: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"type": kind})
