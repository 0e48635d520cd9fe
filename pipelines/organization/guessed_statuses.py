"""What statuses mean, guessed by their names: those of Jira that wait, and those of GitHub's boards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.github.discovery import Discovery as GitHubDiscovery
from connectors.jira.discovery import Discovery as JiraDiscovery
from pipelines.organization.guesses import BLOCKED, WAITING, waiting
from pipelines.organization.yaml_text import yaml_list

# GitHub makes these with every board, and core knows what they mean.
_KNOWN = {"todo", "in progress", "done"}
# The first that fits counts.
_MEANING = {
    "blocked": BLOCKED,
    "wait": WAITING,
    "done": re.compile(r"\b(done|closed|completed?|shipped|released|merged|cancell?ed)\b", re.IGNORECASE),
    "todo": re.compile(r"\b(to.?do|ready|backlog|triage|new|selected|next|planned|inbox)\b", re.IGNORECASE),
    "work": re.compile(r"progress|doing|develop|coding|review|test|verif|\bqa\b", re.IGNORECASE),
}


def status_lines(jira: dict[str, JiraDiscovery], github: dict[str, GitHubDiscovery]) -> Iterator[str]:
    """The section of the file; none where nothing is guessed.

    Beside Jira, whose categories say what work is, nothing is guessed of boards: a list is for all sources.
    """
    waits = waiting([status for site in jira.values() for status in site.statuses])
    found = {
        "wait": [name for name in waits if not BLOCKED.search(name)],
        "blocked": [name for name in waits if BLOCKED.search(name)],
    }
    others = "Jira's categories"
    unclear: list[str] = []
    if not jira:
        found, unclear = _of_boards(github)
        others = "Todo, In Progress, Done"
    if any(found.values()):
        yield ""
        yield "statuses:"
    for field, names in found.items():
        if names:
            yield f"  {field}: {yaml_list(names)}   # guessed by their names; others: {others}"
    if unclear:
        yield f"# Statuses of boards that no list has, since their names do not say it: {', '.join(unclear)}"


def _of_boards(github: dict[str, GitHubDiscovery]) -> tuple[dict[str, list[str]], list[str]]:
    """By meaning, and those without one."""
    names = {
        str(option["name"])
        for host in github.values()
        for field in host.fields
        if field["name"] == "Status" and field["dataType"] == "SINGLE_SELECT"
        for option in field.get("options", ())
    }
    found: dict[str, list[str]] = {field: [] for field in _MEANING}
    unclear: list[str] = []
    for name in sorted(name for name in names if name.lower() not in _KNOWN):
        meaning = next((field for field, words in _MEANING.items() if words.search(name)), None)
        (unclear if meaning is None else found[meaning]).append(name)
    return found, unclear
