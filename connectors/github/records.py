"""What is kept of pull requests and issues: people as ids, ticket keys instead of words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from connectors.github.commit_authors import named_in
from connectors.github.mentions import mentioned_in
from connectors.github.people import Users, person, without_names
from connectors.github.summaries import summary

# A key begins at an underscore, too, and may have some: in FEATURE_DATA-1, both it and DATA-1 are found.
_KEY = re.compile(r"(?<![A-Za-z0-9])(?=([A-Z][A-Z0-9_]+-[0-9]+)(?![0-9]))")
_REVERTED_BRANCH = re.compile(r"^revert-([0-9]+)-")
_REVERTED_BODY = re.compile(r"^\s*Reverts (?:[\w.-]+/[\w.-]+)?#([0-9]+)", re.MULTILINE)
_WORDS = ("__typename", "title", "body")
_FIELD_WORDS = ("value", "newValue", "previousValue")


@dataclass(slots=True)
class Reduced:
    """A payload to land, and who was seen in it: payloads of github_user and github_email, by id.

    Of an issue there is a summary, by which it is known whether it is to be read again.
    """

    id: str
    payload: dict[str, Any]
    users: Users = field(default_factory=dict)
    emails: dict[str, dict[str, Any]] = field(default_factory=dict)
    summary: dict[str, Any] | None = None


def reduce_pull_request(node: dict[str, Any], items: list[dict[str, Any]]) -> Reduced:
    """Reduce `node`, a pull request as hydrated, with the whole of its timeline, `items`.

    Raises KeyError, TypeError, AttributeError or ValueError when the node is not what the query asked for.
    """
    reduced = Reduced(id=str(int(node["fullDatabaseId"])), payload={})
    commits = [item["prCommit"] for item in items if "prCommit" in item]
    body = node.get("body") or ""
    reduced.payload = {
        **{name: without_names(value, reduced.users) for name, value in node.items() if name not in _WORDS},
        "author": person(node["author"], reduced.users),
        "mergedBy": person(node["mergedBy"], reduced.users),
        "timelineItems": {"nodes": [_item(item, reduced) for item in _distinct(items)]},
        "ticketKeys": _ticket_keys(node["headRefName"], node["title"], body, commits),
        "revertedNumbers": _reverted(node["headRefName"], body),
    }
    return reduced


def reduce_issue(node: dict[str, Any], items: list[dict[str, Any]]) -> Reduced:
    """Reduce `node`, an issue as hydrated, with the whole of its timeline. Raises as for pull requests."""
    reduced = Reduced(id=str(int(node["fullDatabaseId"])), payload={}, summary=summary(node, items))
    reduced.payload = {
        **{name: without_names(value, reduced.users) for name, value in node.items() if name not in _WORDS},
        "author": person(node["author"], reduced.users),
        "timelineItems": {"nodes": [_planned(item, reduced) for item in _distinct(items)]},
    }
    return reduced


def _planned(item: dict[str, Any], reduced: Reduced) -> dict[str, Any]:
    """An item of an issue's timeline; of a field that holds a text, without the text."""
    left: dict[str, Any] = without_names(item, reduced.users)
    if (left.get("issueField") or {}).get("dataType") == "TEXT":
        return {name: value for name, value in left.items() if name not in _FIELD_WORDS}
    return left


def _distinct(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items by id: pages of a timeline that grows while it is read may overlap."""
    return list({item["id"]: item for item in items}.values())


def _item(item: dict[str, Any], reduced: Reduced) -> dict[str, Any]:
    if "prCommit" not in item:
        wordless = {name: value for name, value in item.items() if name != "body"}
        reduced_item: dict[str, Any] = without_names(wordless, reduced.users)
        return reduced_item | mentioned_in(item.get("body"))
    commit = {name: value for name, value in item["prCommit"].items() if name != "message"}
    author = commit["author"] or {}
    user = person(author.get("user"), reduced.users)
    if user and author.get("email"):
        # GitHub has matched the commit with an account, by an address that is verified there.
        id_, email = user["databaseId"], author["email"].strip().lower()
        reduced.emails[f"{id_} {email}"] = {"databaseId": id_, "email": email}
    return {**item, "prCommit": {**commit, "author": {"user": user}, **named_in(item["prCommit"])}}


def _ticket_keys(branch: str, title: str, body: str, commits: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Where each key stands; of commits, with when the first was committed that names it."""
    texts = (("branch", branch.upper()), ("title", title), ("body", body))
    found = {(key, place): None for place, text in texts for key in _KEY.findall(text)}
    committed: dict[str, str] = {}
    for commit in commits:
        at = commit["committedDate"]
        for key in _KEY.findall(commit.get("message") or ""):
            committed[key] = min(committed.get(key, at), at)
    return [
        *({"key": key, "in": place} for key, place in found),
        *({"key": key, "in": "commit", "at": at} for key, at in committed.items()),
    ]


def _reverted(branch: str, body: str) -> list[int]:
    """Numbers of the pull requests that this one takes back, as GitHub's own button writes them down."""
    found = [*_REVERTED_BRANCH.findall(branch), *_REVERTED_BODY.findall(body)]
    return sorted({int(number) for number in found})
