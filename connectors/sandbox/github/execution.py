"""graphql-core's executor with a short way for plain values.

Most fields of a page of pull requests are texts and numbers that stand ready in a node. For those the full
way (a resolve info, arguments, completion by type) takes most of an answer's time and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import (
    ExecutionContext,
    FieldNode,
    GraphQLNonNull,
    GraphQLObjectType,
    Undefined,
    get_nullable_type,
    is_introspection_type,
    is_leaf_type,
)
from graphql.pyutils import Path

# A field of a selection: its name in the answer, its nodes, and for a plain value its key, how it is written,
# and whether it may be null.
Step = tuple[str, list[FieldNode], str, Callable[[Any], Any] | None, bool]


class Execution(ExecutionContext):
    """Executes over nodes that are dicts; everything that is no plain value goes graphql-core's own way."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._plans: dict[int, tuple[dict[str, list[FieldNode]], list[Step]]] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> dict[str, Any]:
        # The plan keeps its selection alive, so that no other one can get the same id.
        _, steps = self._plans.get(id(fields)) or self._plan(parent_type, fields)
        results: dict[str, Any] = {}
        for name, nodes, key, write, is_nullable in steps:
            if write is not None:
                value = source_value.get(key)
                if value is not None:
                    results[name] = write(value)
                    continue
                if is_nullable:
                    results[name] = None
                    continue
            result = self.execute_field(parent_type, source_value, nodes, Path(path, name, parent_type.name))
            if result is not Undefined:
                results[name] = result
        return results

    def _plan(
        self, parent_type: GraphQLObjectType, fields: dict[str, list[FieldNode]]
    ) -> tuple[dict[str, list[FieldNode]], list[Step]]:
        steps: list[Step] = []
        # What a client asks of the schema itself lies in no nodes.
        is_of_schema = is_introspection_type(parent_type)
        for name, nodes in fields.items():
            key = nodes[0].name.value
            definition = parent_type.fields.get(key)
            if is_of_schema:
                steps.append((name, nodes, key, None, True))
            elif key == "__typename":
                steps.append((name, nodes, key, str, False))
            elif definition is not None and is_leaf_type(get_nullable_type(definition.type)):
                is_nullable = not isinstance(definition.type, GraphQLNonNull)
                write = get_nullable_type(definition.type).serialize
                steps.append((name, nodes, key, write, is_nullable))
            else:
                steps.append((name, nodes, key, None, True))
        self._plans[id(fields)] = (fields, steps)
        return self._plans[id(fields)]
