"""Accounts and teams as GitHub's REST API writes them, from the nodes of its GraphQL."""

from __future__ import annotations

from connectors.sandbox.github.host import BOT_SUFFIX, Node


def account(base: str, node: Node) -> Node:
    """A user, bot or organization; a bot's login has its suffix here. `base` is the API's address."""
    login = node["login"] + (BOT_SUFFIX if node["__typename"] == "Bot" else "")
    return {
        "login": login,
        "id": node["databaseId"],
        "node_id": node["id"],
        "type": node["__typename"],
        "site_admin": False,
        "url": f"{base}/users/{login}",
        "html_url": node["url"],
    }


def account_or_ghost(base: str, node: Node | None) -> Node | None:
    return None if node is None else account(base, node)


def team_json(base: str, node: Node) -> Node:
    url = f"{base}/orgs/{node['organization']['login']}/teams/{node['slug']}"
    return {
        "id": node["databaseId"],
        "node_id": node["id"],
        "name": node["name"],
        "slug": node["slug"],
        "description": None,
        "privacy": "closed",
        "permission": "pull",
        "parent": None,
        "url": url,
        "html_url": node["url"],
        "members_url": url + "/members{/member}",
        "repositories_url": f"{url}/repos",
    }


def issue_json(base: str, url: str, node: Node, comments: int) -> Node:
    """An issue; `url` is the address of its repository's issues."""
    return {
        "id": int(node["fullDatabaseId"]),
        "node_id": node["id"],
        "number": node["number"],
        "title": node["title"],
        "body": None,
        "state": node["state"].lower(),
        "state_reason": node["stateReason"] and node["stateReason"].lower(),
        "user": account_or_ghost(base, node["author"]),
        "labels": [],
        "assignees": [],
        "milestone": None,
        "locked": False,
        "comments": comments,
        "created_at": node["createdAt"],
        "updated_at": node["updatedAt"],
        "closed_at": node["closedAt"],
        "url": f"{url}/{node['number']}",
        "html_url": node["url"],
    }
