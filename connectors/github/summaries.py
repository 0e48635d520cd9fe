"""Open issues in short: whether something happened to them that does not move their last change.

Cross-references, sub-issues, blockers and deleted comments leave `updatedAt` as it was, and so does what
becomes of a milestone. How many items a timeline has, and which is the newest, costs a point for 100 issues.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.github.client import Client
from connectors.github.documents import ISSUE_SUMMARIES
from connectors.github.failures import QueryTooLarge

Node = dict[str, Any]
AT_ONCE = 100
_PARTS = ("milestone", "issueType", "parent", "subIssuesSummary", "issueDependenciesSummary")


def summary(node: Node, items: list[Node]) -> Node:
    """An issue in short, of its node and of its timeline's items or the last of them alone."""
    count, last = node["timelineItems"]["totalCount"], items[-1]["id"] if items else None
    return {"count": count, "last": last, **{name: node.get(name) for name in _PARTS}}


def summaries(client: Client, owner: str, ids: list[str]) -> Iterator[tuple[str, Node | None]]:
    """Issues by node id as they are now in short; None for what is not there or not shown.

    Raises SourceError.
    """
    for start in range(0, len(ids), AT_ONCE):
        client.deadline.check()
        some = ids[start : start + AT_ONCE]
        yield from zip(some, _asked(client, owner, some), strict=True)


def _asked(client: Client, owner: str, ids: list[str]) -> list[Node | None]:
    ask = client.graphql_as_is if len(ids) == 1 else client.graphql
    try:
        nodes = ask(ISSUE_SUMMARIES, {"ids": ids}, owner).data["nodes"]
    except QueryTooLarge as too_large:
        client.back_off(0, too_large.problem)
        half = len(ids) // 2
        return _asked(client, owner, ids[:half]) + _asked(client, owner, ids[half:])
    return [_short(node) for node in nodes]


def _short(node: Node | None) -> Node | None:
    if not node or node.get("__typename") != "Issue":
        return None
    return summary(node, [each for each in node["timelineItems"]["nodes"] if each])
