"""Histories of many tickets in one answer: changelog/bulkfetch."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from connectors.sandbox.jira.history import Histories
from connectors.sandbox.jira.pages import position, texts, token
from connectors.sandbox.jira.snapshot import Row
from connectors.sandbox.jira.track import Entry

Placed = tuple[tuple[int, int, int], Entry]


def bulk(
    given: Mapping[str, Any], rows: list[Row], fields: set[str], size: int, ms: int, histories: Histories
) -> dict[str, Any]:
    """A page of `size` histories up to `ms`, oldest first: one ticket's may be spread over several pages."""
    lists: list[list[Placed]] = [
        [((entry.ms, row.id, entry.id), entry) for entry in row.track.told_until(ms)] for row in rows
    ]
    placed = list(heapq.merge(*lists, key=_place))
    request = [sorted(texts(given, "issueIdsOrKeys")), sorted(fields)]
    start = 0
    if given.get("nextPageToken") is not None:
        last = tuple(position("changelog", request, str(given["nextPageToken"])))
        start = bisect_right(placed, last, key=_place)
    page = placed[start : start + size]
    by_issue: dict[int, list[dict[str, Any]]] = {}
    for (_, issue, _), entry in page:
        history = _compact(histories.render(entry, as_text=False), fields)
        if history["items"]:
            by_issue.setdefault(issue, []).append(history)
    found = [{"issueId": str(issue), "changeHistories": histories} for issue, histories in by_issue.items()]
    answer: dict[str, Any] = {"issueChangeLogs": found}
    if start + size < len(placed):
        answer["nextPageToken"] = token("changelog", request, page[-1][0])
    return answer


def _place(placed: Placed) -> tuple[int, int, int]:
    return placed[0]


def _compact(history: dict[str, Any], fields: set[str]) -> dict[str, Any]:
    """A history as bulk answers write it: without sides that are null, and items of fields not asked for."""
    items = [item for item in history["items"] if not fields or item.get("fieldId") in fields]
    filled = [{name: value for name, value in item.items() if value is not None} for item in items]
    return history | {"items": filled}
