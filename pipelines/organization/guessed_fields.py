"""Which fields of GitHub's boards and which labels hold what, guessed by their kinds and names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from connectors.github.discovery import Discovery

# As core finds them without a word: a choice leaves no other field in its role, so that it names these, too.
FOUND = {
    "points": {"estimate", "points", "story points", "story point estimate"},
    "team": {"team"},
    "priority": {"priority"},
}
_KINDS = {"points": "NUMBER", "team": "SINGLE_SELECT", "priority": "SINGLE_SELECT"}
_NAMES = {
    "points": re.compile(r"point|estimat|effort|size|weight", re.IGNORECASE),
    "team": re.compile(r"team|squad", re.IGNORECASE),
    "priority": re.compile(r"prio|urgency", re.IGNORECASE),
}
_LABEL = re.compile(r"(?P<head>[^:/=]+[:/=] ?)(?P<value>[^:/=]+)")
_LONGEST_SPRINT_DAYS = 42


@dataclass(frozen=True, slots=True)
class GuessedFields:
    """Names of fields, and patterns of labels, by what they hold; only what is not found without a word."""

    fields: dict[str, list[str]]
    labels: dict[str, list[str]]


def guess_fields(host: Discovery) -> GuessedFields:
    labels = _labels(host.labels)
    fields: dict[str, list[str]] = {}
    for role, pattern in _NAMES.items():
        listed = [one["name"] for one in host.fields if one["dataType"] == _KINDS[role]]
        names = [name for name, _ in Counter(listed).most_common() if pattern.search(name)]
        if names and (role in labels or any(_plain(name) not in FOUND[role] for name in names)):
            fields[role] = names
    iterations = [one for one in host.fields if one["dataType"] == "ITERATION"]
    sprints = {one["name"] for one in iterations if _days(one) <= _LONGEST_SPRINT_DAYS}
    if sprints and sprints != {one["name"] for one in iterations}:
        fields["sprint"] = sorted(sprints)
    return GuessedFields(fields, labels)


def _labels(names: Counter[str]) -> dict[str, list[str]]:
    """Patterns that several labels fit; of points, those that are all numbers."""
    values: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if match := _LABEL.fullmatch(name):
            values[match["head"]].add(match["value"])
    found: dict[str, list[str]] = {}
    for head, several in sorted(values.items()):
        role = next((role for role, pattern in _NAMES.items() if pattern.search(head)), None)
        is_fit = role != "points" or all(re.fullmatch(r"\d+(\.\d+)?", value) for value in several)
        if role is not None and len(several) > 1 and is_fit:
            found.setdefault(role, []).append(f"{head}*")
    return found


def _plain(name: str) -> str:
    return name.strip().lower()


def _days(field: dict[str, Any]) -> int:
    """The longest of its iterations."""
    configuration = field["configuration"]
    iterations = [*configuration["iterations"], *configuration["completedIterations"]]
    return max((int(one["duration"]) for one in iterations), default=0)
