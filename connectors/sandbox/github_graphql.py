"""GitHub's GraphQL endpoint: documents run by graphql-core over a World's nodes, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from graphql import DocumentNode, GraphQLError, build_schema, execute_sync, parse, validate

from connectors.sandbox.github_connection import Connection, listed
from connectors.sandbox.github_cost import Cost
from connectors.sandbox.github_deliveries import Deliveries
from connectors.sandbox.github_execution import Execution
from connectors.sandbox.github_host import Host, Node, zulu
from connectors.sandbox.github_issues import Issues
from connectors.sandbox.github_pulls import Pulls, seconds

SCHEMA = build_schema(Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8"))


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
    def __init__(
        self, host: Host, pulls: Pulls, issues: Issues, deliveries: Deliveries, budget: Budget
    ) -> None:
        self._host = host
        self._pulls = pulls
        self._issues = issues
        self._deliveries = deliveries
        self.budget = budget
        self._documents: dict[str, DocumentNode | list[GraphQLError]] = {}
        self._costs: dict[tuple[str, str], Cost] = {}

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """The JSON that a POST gets; errors stand in `errors`, as GitHub answers them with status 200."""
        query, variables = body.get("query"), body.get("variables") or {}
        if not isinstance(query, str) or not isinstance(variables, dict):
            return {"message": "A query attribute must be specified and must be a string."}
        document = self._document(query)
        if isinstance(document, list):
            return {"errors": [_shown(error) for error in document]}
        try:
            cost = self._cost(query, document, variables)
        except GraphQLError as error:
            return {"data": None, "errors": [_shown(error)]}
        if cost.points > self.budget.remaining:
            message = "API rate limit already exceeded for user ID 1."
            return {"errors": [{"type": "RATE_LIMITED", "message": message}]}
        self.budget.used += cost.points
        result = execute_sync(
            SCHEMA,
            document,
            root_value=self._root(cost),
            variable_values=variables,
            operation_name=body.get("operationName"),
            execution_context_class=Execution,
        )
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [_shown(error) for error in result.errors]
        return answer

    def _document(self, query: str) -> DocumentNode | list[GraphQLError]:
        """The parsed document, or why it is none; remembered, as readers send a few documents many times."""
        if query not in self._documents:
            try:
                document = parse(query)
            except GraphQLError as error:
                return [error]
            self._documents[query] = validate(SCHEMA, document) or document
        return self._documents[query]

    def _cost(self, query: str, document: DocumentNode, variables: dict[str, Any]) -> Cost:
        sizes = {name: value for name, value in variables.items() if isinstance(value, int)}
        sizes |= {name: len(value) for name, value in variables.items() if isinstance(value, list)}
        key = (query, repr(sorted(sizes.items())))
        if key not in self._costs:
            self._costs[key] = Cost(SCHEMA, document, variables)
        return self._costs[key]

    def _root(self, cost: Cost) -> dict[str, Any]:
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
            "node": lambda _, id: self._node(id),
            "nodes": lambda _, ids: [self._node_or_error(each) for each in ids],
            "repository": lambda _, owner, name: self._repository(owner, name),
            "organization": lambda _, login: self._organization(login),
            "user": lambda _, login: self._user(login),
        }

    def _rate_limit(self, cost: Cost) -> Node:
        return {
            "cost": cost.points,
            "limit": self.budget.limit,
            "remaining": self.budget.remaining,
            "used": self.budget.used,
            "resetAt": zulu(self.budget.reset_at),
            "nodeCount": cost.nodes,
        }

    def _node(self, global_id: str) -> Node:
        node = self._pulls.node(global_id) or self._issues.node(global_id)
        if node is not None:
            return node
        node = self._host.nodes.get(global_id)
        if node is None:
            raise _missing(f"Could not resolve to a node with the global id of '{global_id}'")
        return self._whole(node)

    def _node_or_error(self, global_id: str) -> Node | GraphQLError:
        try:
            return self._node(global_id)
        except GraphQLError as error:
            return error

    def _whole(self, node: Node) -> Node:
        """A node with the connections that its type has."""
        if node["__typename"] == "Repository":
            return self._repository_node(node)
        if node["__typename"] == "Organization":
            return self._organization_node()
        return self._team_node(node) if node["__typename"] == "Team" else node

    def _repository(self, owner: str, name: str) -> Node:
        found = self._host.repository_named(owner, name)
        if found is None:
            raise _missing(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
        return self._repository_node(self._host.repository_nodes[found.id])

    def _repository_node(self, node: Node) -> Node:
        number = node["databaseId"]
        updates = self._pulls.ordered(number, "UPDATED_AT")
        pushed = zulu(updates[-1][1].updated_at(self._pulls.clock)) if updates else node["createdAt"]
        return node | {
            "pushedAt": pushed,
            "updatedAt": pushed,
            "issues": lambda _, **given: self._issues.connection(number, given),
            "deployments": lambda _, **given: self._deliveries.deployments(number, self._pulls.clock, given),
            "releases": lambda _, **given: self._deliveries.releases(number, self._pulls.clock, given),
            "object": lambda _, expression: self._deliveries.file(number, self._pulls.clock, expression),
            "pullRequest": lambda _, number: self._pull_request(node, number),
            "pullRequests": lambda _, **given: self._pulls.connection(node["databaseId"], given),
        }

    def _pull_request(self, repository: Node, number: int) -> Node:
        timeline = self._pulls.timeline(repository["databaseId"], number)
        if timeline is None:
            raise _missing(f"Could not resolve to a PullRequest with the number of {number}.")
        return self._pulls.render(timeline)

    def _organization(self, login: str) -> Node:
        if login.lower() != self._host.name.lower():
            raise _missing(f"Could not resolve to an Organization with the login of '{login}'.")
        return self._organization_node()

    def _organization_node(self) -> Node:
        host, clock = self._host, self._pulls.clock
        teams = [self._team_node(node) for node in host.team_nodes.values()]
        members = [host.actors[person.key] for person in host.employees(clock)]
        owned = [each for each in host.repositories.values() if each.owner.lower() == host.name.lower()]
        return host.organization | {
            "teams": lambda _, **given: listed(teams, **given),
            "team": lambda _, slug: next((each for each in teams if each["slug"] == slug), None),
            "membersWithRole": lambda _, **given: listed(members, **given, edge=_member),
            "repositories": lambda _, **given: self._repositories([each.id for each in owned], **given),
        }

    def _repositories(
        self, ids: list[int], orderBy: dict[str, str] | None = None, **given: Any
    ) -> Connection:
        nodes = [self._repository_node(self._host.repository_nodes[each]) for each in ids]
        if orderBy is not None:
            names = {
                "PUSHED_AT": "pushedAt",
                "UPDATED_AT": "updatedAt",
                "CREATED_AT": "createdAt",
                "NAME": "name",
            }
            name = names.get(orderBy["field"], "name")
            nodes.sort(key=lambda node: (node[name], node["name"]), reverse=orderBy["direction"] == "DESC")
        return listed(nodes, **given)

    def _team_node(self, node: Node) -> Node:
        key = next(key for key, each in self._host.team_nodes.items() if each is node)
        people = self._host.members(self._host.teams[key], self._pulls.clock)
        members = [self._host.actors[person.key] for person in people]

        def connection(_: Any, membership: str = "ALL", **given: Any) -> Connection:
            return listed(members, **given, edge=_member)

        return node | {"members": connection}

    def _user(self, login: str) -> Node:
        for node in self._host.actors.values():
            if node["__typename"] == "User" and node["login"].lower() == login.lower():
                return node
        raise _missing(f"Could not resolve to a User with the login of '{login}'.")


def _member(node: Node) -> dict[str, str]:
    return {"role": "MEMBER"}


def _missing(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"type": "NOT_FOUND"})


def _shown(error: GraphQLError) -> dict[str, Any]:
    """An error as GitHub writes it: the kind at the top."""
    shown: dict[str, Any] = {"message": error.message}
    kind = (error.extensions or {}).get("type")
    if kind is not None:
        shown = {"type": kind} | shown
    if error.path:
        shown["path"] = error.path
    if error.locations:
        shown["locations"] = [{"line": each.line, "column": each.column} for each in error.locations]
    return shown
