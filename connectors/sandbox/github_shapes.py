"""Accounts and teams as GitHub's REST API writes them, from the nodes of its GraphQL."""

from __future__ import annotations

from connectors.sandbox.github_host import BOT_SUFFIX, Node


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
