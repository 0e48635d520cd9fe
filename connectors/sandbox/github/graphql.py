"""GitHub's GraphQL endpoint: documents run by graphql-core over a World's nodes, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from graphql import DocumentNode, GraphQLError, execute_sync, parse, validate

from connectors.sandbox.github.cost import Cost
from connectors.sandbox.github.execution import Execution
from connectors.sandbox.github.host import Node, zulu
from connectors.sandbox.github.nodes import Nodes
from connectors.sandbox.github.pull_requests import seconds
from connectors.sandbox.github.refusals import Refusal, refusals
from connectors.sandbox.github.schemas import Edition


@dataclass
class Budget:
    """The points (or requests) of an hour, which starts when the clock is set."""

    limit: int
    clock: datetime
    used: int = 0

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def reset_at(self) -> datetime:
        return self.clock + timedelta(hours=1)

    def headers(self, resource: str) -> dict[str, str]:
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-used": str(self.used),
            "x-ratelimit-reset": str(seconds(self.reset_at)),
            "x-ratelimit-resource": resource,
        }


class GraphQL:
    def __init__(self, nodes: Nodes, budget: Budget, edition: Edition) -> None:
        self._nodes = nodes
        self.budget = budget
        self._schema = edition.schema
        self._has_limits = edition.has_limits
        self._documents: dict[str, DocumentNode | list[Refusal]] = {}
        self._costs: dict[tuple[str, str], Cost] = {}

    def answer(self, body: dict[str, Any], reader: str | None = None) -> dict[str, Any]:
        """The JSON that a POST gets; errors stand in `errors`, as GitHub answers them with status 200.

        `reader` is the one organization whose things are shown (None: all).
        """
        query, variables = body.get("query"), body.get("variables") or {}
        if not isinstance(query, str) or not isinstance(variables, dict):
            return {"message": "A query attribute must be specified and must be a string."}
        document = self._document(query)
        if isinstance(document, list):
            return {"errors": document}
        try:
            cost = self._cost(query, document, variables)
        except GraphQLError as error:
            return {"data": None, "errors": [_shown(error)]}
        if self._has_limits and cost.points > self.budget.remaining:
            message = "API rate limit already exceeded for user ID 1."
            return {"errors": [{"type": "RATE_LIMITED", "message": message}]}
        self.budget.used += cost.points
        result = execute_sync(
            self._schema,
            document,
            root_value=self._root(cost, reader),
            variable_values=variables,
            operation_name=body.get("operationName"),
            execution_context_class=Execution,
        )
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [_shown(error) for error in result.errors]
        return answer

    def _document(self, query: str) -> DocumentNode | list[Refusal]:
        """The parsed document, or why it is none; remembered, as readers send a few documents many times."""
        if query not in self._documents:
            try:
                document = parse(query)
            except GraphQLError as error:
                return [_shown(error)]
            self._documents[query] = refusals(document, validate(self._schema, document)) or document
        return self._documents[query]

    def _cost(self, query: str, document: DocumentNode, variables: dict[str, Any]) -> Cost:
        sizes = {name: value for name, value in variables.items() if isinstance(value, int)}
        sizes |= {name: len(value) for name, value in variables.items() if isinstance(value, list)}
        key = (query, repr(sorted(sizes.items())))
        if key not in self._costs:
            self._costs[key] = Cost(self._schema, document, variables)
        return self._costs[key]

    def _root(self, cost: Cost, reader: str | None) -> dict[str, Any]:
        return {
            "__typename": "Query",
            "rateLimit": lambda _, **given: self._rate_limit(cost),
            "viewer": {
                "__typename": "User",
                "id": "U_sandbox",
                "databaseId": 1,
                "login": "sandbox",
                "name": None,
            },
            "node": lambda _, id: self._nodes.node(id, reader),
            "nodes": lambda _, ids: [self._nodes.node_or_error(each, reader) for each in ids],
            "repository": lambda _, owner, name: self._nodes.repository(owner, name),
            "repositoryOwner": lambda _, login: self._nodes.organization(login, reader),
            "organization": lambda _, login: self._nodes.organization(login, reader),
            "user": lambda _, login: self._nodes.user(login),
        }

    def _rate_limit(self, cost: Cost) -> Node | None:
        if not self._has_limits:
            return None
        return {
            "cost": cost.points,
            "limit": self.budget.limit,
            "remaining": self.budget.remaining,
            "used": self.budget.used,
            "resetAt": zulu(self.budget.reset_at),
            "nodeCount": cost.nodes,
        }


def _shown(error: GraphQLError) -> dict[str, Any]:
    """An error as GitHub writes it: the kind at the top."""
    content: dict[str, Any] = {"message": error.message}
    kind = (error.extensions or {}).get("type")
    if kind is not None:
        content = {"type": kind} | content
    if error.path:
        content["path"] = error.path
    if error.locations:
        content["locations"] = [{"line": each.line, "column": each.column} for each in error.locations]
    return content
