"""The organization file as it would be if some teams were one: what landed of it, with these put together.

The first of them stands for all: its id, kind, calendar and promise. What each owned when, and who was in it
when, is that one's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.organization.team import KIND_OF_PLAIN

Landed = dict[str, Any]

# Fields of what is within another thing: its kind, and what it is within.
WITHIN = {"jira_components": ("component", "project"), "github_paths": ("path", "repository")}


def with_one_team(organization: Landed, ids: Sequence[str]) -> Landed:
    """`ids` are two or more of its teams."""
    first = ids[0]

    def heir(team_id: Any) -> Any:
        return first if team_id in ids else team_id

    parts = [team for each in ids for team in organization["teams"] if team["id"] == each]
    others = [
        {**team, **{field: heir(team[field]) for field in ("merged_into", "split_from")}}
        for team in organization["teams"]
        if team["id"] not in ids
    ]
    statuses = organization["statuses"]
    return {
        **organization,
        "teams": [_one(parts, others), *others],
        "statuses": {
            **statuses,
            "owners": [{**each, "owner": heir(each["owner"])} for each in statuses["owners"]],
        },
        "teams_together": _groups(organization["teams_together"], heir),
        "teams_apart": _groups(organization["teams_apart"], heir),
    }


def _one(parts: list[Landed], others: list[Landed]) -> Landed:
    begins = [part["from_at"] for part in parts]
    fields = (*KIND_OF_PLAIN, *WITHIN)
    owned = [each for part in parts for each in _owned(part)]
    claimed = {each["value"] for team in others for each in [*_owned(team), *_named(team)]}
    return {
        **parts[0],
        "name": " + ".join(part["name"] for part in parts),
        "names": None,
        "from_at": None if None in begins else min(begins),
        "merged_into": None,
        "split_from": None,
        "owns": {
            **{field: [] for field in fields},
            # A ticket's Team field goes on to show what they are called.
            "dated": owned
            + [each for part in parts for each in _named(part) if each["value"] not in claimed],
        },
        "members": list(_stays(parts)),
    }


def _owned(team: Landed) -> Iterator[Landed]:
    """What a team owns, each thing with its dates."""
    owns = team["owns"]
    for field, kind in KIND_OF_PLAIN.items():
        for value in owns[field]:
            yield {"kind": kind, "within": "", "value": value, **_dates(team)}
    for field, (kind, around) in WITHIN.items():
        for each in owns[field]:
            yield {"kind": kind, "within": each[around], "value": each[kind], **_dates(team)}
    for each in owns["dated"]:
        yield {**each, **_dates(team, each)}


def _named(team: Landed) -> Iterator[Landed]:
    for each in team["names"]:
        yield {"kind": "team_value", "within": "", "value": each["name"], **_dates(team, each)}


def _stays(parts: list[Landed]) -> Iterator[Landed]:
    """Who was in any of the teams; whoever moved from one to another stayed."""
    stays = [{"person": each["person"], **_dates(part, each)} for part in parts for each in part["members"]]
    last: Landed | None = None
    for stay in sorted(stays, key=lambda stay: (stay["person"], stay["from_at"] or "")):
        if last is not None and last["person"] == stay["person"] and _reaches(last, stay["from_at"]):
            ends = [last["to_at"], stay["to_at"]]
            last["to_at"] = None if None in ends else max(ends)
            continue
        if last is not None:
            yield last
        last = stay
    if last is not None:
        yield last


def _reaches(stay: Landed, moment: str | None) -> bool:
    return stay["to_at"] is None or moment is None or bool(stay["to_at"] >= moment)


def _dates(team: Landed, thing: Landed | None = None) -> Landed:
    """From when to when it was the team's: ISO 8601 in UTC, which sorts as it follows; null without bound."""
    both = [team] if thing is None else [team, thing]
    return {
        "from_at": max((each["from_at"] for each in both if each["from_at"]), default=None),
        "to_at": min((each["to_at"] for each in both if each["to_at"]), default=None),
    }


def _groups(groups: list[list[str]], heir: Any) -> list[list[str]]:
    """Teams that are asked to be together or apart; what is one team already is no question any more."""
    left = [list(dict.fromkeys(heir(each) for each in group)) for group in groups]
    return [group for group in left if len(group) > 1]
