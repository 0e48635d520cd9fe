"""What a World holds, found by node id or by name, as the nodes that GraphQL documents run over."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError

from connectors.sandbox.github.boards import Boards
from connectors.sandbox.github.connection import Connection, listed
from connectors.sandbox.github.deliveries import Deliveries
from connectors.sandbox.github.host import Host, Node, zulu
from connectors.sandbox.github.issues import Issues
from connectors.sandbox.github.pull_requests import Pulls


class Nodes:
    """Every lookup raises GraphQLError, as GitHub says it, for what is not there."""

    def __init__(
        self, host: Host, pulls: Pulls, issues: Issues, deliveries: Deliveries, boards: Boards
    ) -> None:
        self._host = host
        self._pulls = pulls
        self._issues = issues
        self._deliveries = deliveries
        self._boards = boards

    def node(self, global_id: str, reader: str | None = None) -> Node:
        """A node by its id; `reader` is the one organization whose things are to be seen (None: all)."""
        node = (
            self._pulls.node(global_id)
            or self._issues.node(global_id)
            or self._boards.node(global_id)
            or self._host.nodes.get(global_id)
        )
        if node is None or not _is_seen(node, reader):
            raise _missing(f"Could not resolve to a node with the global id of '{global_id}'")
        return self._whole(node)

    def node_or_error(self, global_id: str, reader: str | None = None) -> Node | GraphQLError:
        try:
            return self.node(global_id, reader)
        except GraphQLError as error:
            return error

    def _whole(self, node: Node) -> Node:
        """A node with the connections that its type has."""
        if node["__typename"] == "Repository":
            return self._repository_node(node)
        if node["__typename"] == "Organization":
            return self._organization_node(node)
        return self._team_node(node) if node["__typename"] == "Team" else node

    def repository(self, owner: str, name: str) -> Node:
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
            "issue": lambda _, number: self._issue(node, number),
            "issueTypes": lambda _, orderBy=None, **given: self._issues.plans.types(**given),
            "issueFields": lambda _, orderBy=None, **given: self._issues.plans.fields(**given),
            "milestones": lambda _, orderBy=None, **given: self._issues.plans.milestones(
                node["databaseId"], self._issues.clock, **given
            ),
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

    def _issue(self, repository: Node, number: int) -> Node:
        issue = self._issues.numbered(repository["databaseId"], number)
        if issue is None:
            raise _missing(f"Could not resolve to an Issue with the number of {number}.")
        return self._issues.render(issue)

    def organization(self, login: str, reader: str | None = None) -> Node:
        node = self._host.organizations.get(login.lower())
        if node is None or not _is_seen(node, reader):
            raise _missing(f"Could not resolve to an Organization with the login of '{login}'.")
        return self._organization_node(node)

    def _organization_node(self, node: Node) -> Node:
        host, clock, login = self._host, self._pulls.clock, node["login"]
        has_people = node is host.organization
        teams = [self._team_node(each) for each in host.team_nodes.values()] if has_people else []
        employees = host.employees(clock) if has_people else []
        members = [host.actors[person.key] for person in employees]
        return node | {
            "teams": lambda _, **given: listed(teams, **given),
            "team": lambda _, slug: next((each for each in teams if each["slug"] == slug), None),
            "membersWithRole": lambda _, **given: listed(members, **given, edge=_member),
            "repositories": lambda _, **given: self._repositories(
                [each.id for each in host.owned(login)], **given
            ),
            "projectsV2": lambda _, **given: self._boards.of(login, **given),
            "issueFields": lambda _, orderBy=None, **given: self._issues.plans.fields(**given),
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

    def user(self, login: str) -> Node:
        for node in self._host.actors.values():
            if node["__typename"] == "User" and node["login"].lower() == login.lower():
                return node
        raise _missing(f"Could not resolve to a User with the login of '{login}'.")


def _is_seen(node: Node, reader: str | None) -> bool:
    """Whether something is an organization's: what is in a repository, and the organization itself."""
    place = node.get("repository", node)
    owner = place["owner"]["login"] if "owner" in place else place.get("login")
    is_owned = place["__typename"] in ("Repository", "Organization")
    return reader is None or not is_owned or owner.lower() == reader.lower()


def _member(node: Node) -> dict[str, str]:
    return {"role": "MEMBER"}


def _missing(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"type": "NOT_FOUND"})
