"""The organization file of the planned company, as a user of it would write it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from connectors.sandbox.planner.agents import AGENTS, ON_JIRA
from connectors.sandbox.planner.facts import (
    COMPONENTS,
    COUNTED,
    DONE,
    EXCLUDED_TYPES,
    GITHUB,
    GITHUB_ORGANIZATION,
    JIRA,
    ML_LABEL,
    NOT_COUNTED,
    SHARED_PROJECT,
    STATUS_OWNERS,
    STATUSES,
    SUPPORT_PROJECT,
    WORK,
)
from connectors.sandbox.planner.hours import CALENDARS, FAR, MERGER_ON, REPORT_ZONE, STARTS
from connectors.sandbox.planner.people import BOTS, CUSTOMERS, MERGED_INTO, TEAMS, Cast, Membership

# Whose repositories users have in their hands.
SURFACE = ("backend", "frontend", "mobile")
_DAYS = ["mon", "tue", "wed", "thu", "fri"]
GITHUB_SOURCE = {
    "name": GITHUB,
    "kind": "github",
    "url": "${BATON_SANDBOX_GITHUB}",
    "token_env": "BATON_SANDBOX_TOKEN",
    "organizations": [GITHUB_ORGANIZATION],
}
_PROMISES = {
    "data": {"touch_business_hours": 40, "done_business_hours": 120, "share": 0.85},
    "platform": {"touch_business_hours": 16, "share": 0.85},
}


def organization(cast: Cast) -> str:
    """The file's text. Both addresses are placeholders: the sandbox's ports are known when it serves."""
    accounts = {key: _accounts(cast, key) for key, person in cast.people.items()}
    return yaml.safe_dump(
        {
            "name": "Meridian",
            "timezone": REPORT_ZONE,
            "schedule": "0 2 * * *",
            "sources": _sources(),
            "calendars": [calendar(key) for key in CALENDARS],
            "teams": [team(cast, key, _owned(key)) for key in TEAMS],
            "people": [
                {"id": key, "accounts": {source: [account] for source, account in accounts[key].items()}}
                for key in cast.people
                if key not in (*BOTS, *CUSTOMERS, *(agent.key for agent in AGENTS))
            ],
            "bots": {
                source: [accounts[bot][source] for bot in BOTS if source in accounts[bot]]
                for source in (JIRA, GITHUB)
            },
            "agents": _agents(cast),
            "user_facing": {"jira_projects": [SUPPORT_PROJECT]},
            "merges": {"largest_team": 20},
            "product_surface": {
                "github_repositories": [f"{GITHUB_ORGANIZATION}/{TEAMS[key].repository}" for key in SURFACE]
            },
            "customers": {JIRA: [accounts[customer][JIRA] for customer in CUSTOMERS]},
            "statuses": {
                "work": list(WORK),
                "todo": [status.name for status in STATUSES if status.category == "new"],
                "done": list(DONE),
                "blocked": ["Blocked"],
                "owners": STATUS_OWNERS,
            },
            "resolutions": {"counted": list(COUNTED), "not_counted": list(NOT_COUNTED)},
            "items": {"excluded_types": list(EXCLUDED_TYPES)},
            "ownership": {
                "ladder": ["status", "team", "assignee", "component", "project"],
                "debounce_minutes": 15,
            },
        },
        sort_keys=False,
        width=110,
        allow_unicode=True,
    )


def _sources() -> list[dict[str, Any]]:
    return [
        {
            "name": JIRA,
            "kind": "jira",
            "url": "${BATON_SANDBOX_JIRA}",
            "user_env": "BATON_SANDBOX_USER",
            "token_env": "BATON_SANDBOX_TOKEN",
        },
        GITHUB_SOURCE,
    ]


def _agents(cast: Cast) -> dict[str, list[str]]:
    """Those that nobody can know by their name; one that is renamed, by its id."""
    return {
        JIRA: [cast.people[one.key].account_id for one in AGENTS if one in ON_JIRA or one.is_user],
        GITHUB: [
            str(cast.people[one.key].github_id) if one.new_login else one.login
            for one in AGENTS
            if not one.is_known
        ],
    }


def calendar(key: str) -> dict[str, Any]:
    zone, opens, closes, holidays = CALENDARS[key]
    return {
        "id": key,
        "timezone": zone,
        "opens": f"{opens:02}:00",
        "closes": f"{closes:02}:00",
        "days": list(_DAYS),
        "holidays": [datetime.fromisoformat(day).date() for day in holidays.split()],
    }


def _owned(key: str) -> dict[str, Any]:
    facts = TEAMS[key]
    owns: dict[str, Any] = {"jira_projects": [facts.project]}
    components = [name for name, owner in COMPONENTS.items() if owner == key]
    if components:
        owns["jira_components"] = [{"project": SHARED_PROJECT, "component": name} for name in components]
    owns["jira_team_values"] = [facts.name]
    if facts.kind == "ml":
        # They do not make a ticket theirs, since the ladder has no labels: they say what a report is about.
        owns["jira_labels"] = [ML_LABEL]
    owns["github_teams"] = [f"{GITHUB_ORGANIZATION}/{facts.slug}"]
    return owns


def team(cast: Cast, key: str, owns: dict[str, Any]) -> dict[str, Any]:
    """A team of the file, which owns what the planner says."""
    facts = TEAMS[key]
    return {
        "id": key,
        "name": facts.name,
        "kind": facts.kind,
        "platform_shared": facts.kind == "platform",
        "calendar": facts.calendar,
        **({"to": MERGER_ON, "merged_into": MERGED_INTO[key]} if key in MERGED_INTO else {}),
        **({"service_level": _PROMISES[key]} if key in _PROMISES else {}),
        "owns": owns,
        "members": [_member(membership) for membership in cast.memberships if membership.team == key],
    }


def _member(membership: Membership) -> dict[str, Any]:
    """Dates begin at midnight in the report zone. Who was there from the start has no `from`."""
    zone = ZoneInfo(REPORT_ZONE)
    found: dict[str, Any] = {"person": membership.person}
    if membership.since > STARTS:
        found["from"] = datetime.fromtimestamp(membership.since, UTC).astimezone(zone).date()
    if membership.until < FAR:
        found["to"] = datetime.fromtimestamp(membership.until, UTC).astimezone(zone).date()
    return found


def _accounts(cast: Cast, key: str) -> dict[str, str]:
    person = cast.people[key]
    found = {JIRA: person.account_id}
    if person.login is not None:
        found[GITHUB] = person.login
    return found
