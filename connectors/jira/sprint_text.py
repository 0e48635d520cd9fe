"""A sprint in a ticket: an object on Cloud, on Data Center a text."""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]

SPRINT_CUT = re.compile(
    ",(?=(?:id|rapidViewId|state|name|goal|startDate|endDate|completeDate|activatedDate|sequence|synced"
    "|autoStartStop|incompleteIssuesDestinationId)=)"
)


def read_sprint(value: Any) -> Json:
    """A sprint as Cloud shows it. Data Center writes it as text in which nothing is escaped.

    So it is cut where a comma stands before one of the names that there are, whatever a name or goal holds.
    """
    if isinstance(value, dict):
        return value
    inside = value[value.index("[") + 1 : value.rindex("]")]
    # Of a name that comes twice the first is meant: goals, which could hold anything, come late.
    parts = dict(reversed([part.split("=", 1) for part in SPRINT_CUT.split(inside)]))
    facts = {name: None if value == "<null>" else value for name, value in parts.items()}
    numbers = {"id": int(parts["id"]), "boardId": facts.get("rapidViewId") and int(parts["rapidViewId"])}
    return {**facts, **numbers, "state": (facts.get("state") or "").lower() or None}
