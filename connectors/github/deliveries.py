"""What brings work to production, and who has to look at it before: deployments, releases, CODEOWNERS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from connectors.github.people import Users, without_names
from connectors.github.scanning import Scanning
from connectors.landing.walk import Record

Node = dict[str, Any]
STREAMS = {"deployments": "github_deployment", "releases": "github_release"}
_PLACES = {"inFolder": ".github/CODEOWNERS", "atRoot": "CODEOWNERS", "inDocs": "docs/CODEOWNERS"}


def delivered(
    scanning: Scanning, node: Node, name: str, since: datetime | None
) -> Iterator[tuple[list[Record], Users]]:
    """Pages of a repository's deployments or releases, back to `since` (aware; None: all of them)."""
    for page in scanning.pages(node, name):
        users: Users = {}
        yield [_record(each, node["databaseId"], users) for each in page], users
        if since is not None and page and datetime.fromisoformat(page[-1]["createdAt"]) < since:
            return


def _record(node: Node, repository: int, users: Users) -> Record:
    payload = without_names(node, users) | {"repositoryId": repository}
    changed_at = datetime.fromisoformat(node["updatedAt"]).astimezone(UTC)
    return Record(str(node["databaseId"]), payload, changed_at)


def owners_record(node: Node) -> Record:
    """A repository's CODEOWNERS as it is now, from the first of three places that has one; gone without."""
    id_ = str(node["databaseId"])
    for place, path in _PLACES.items():
        file = node.get(place)
        if file:
            rules = _rules(file.get("text") or "")
            return Record(id_, {"repositoryId": node["databaseId"], "path": path, "rules": rules})
    return Record(id_, None)


def _rules(text: str) -> list[Node]:
    """Pattern and owners (@login, @organization/team) of every line, in order: the last match counts."""
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return [
        {"pattern": words[0], "owners": [word for word in words[1:] if word.startswith("@")]}
        for words in lines
        if words and not words[0].startswith("[")
    ]
