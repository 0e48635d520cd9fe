"""The organization file of Meridian Labs, as a user who plans in GitHub alone would write it."""

from __future__ import annotations

import yaml

from connectors.sandbox.planner.facts import (
    COMPONENTS,
    EXCLUDED_TYPES,
    GITHUB,
    GITHUB_ORGANIZATION,
    STATUS_OWNERS,
    WORK,
)
from connectors.sandbox.planner.github.facts import (
    AREA_OF,
    FIELD_OF,
    ITERATION,
    TEAM_KEYS,
    TEAM_LABEL,
    option,
)
from connectors.sandbox.planner.hours import CALENDARS, REPORT_ZONE
from connectors.sandbox.planner.organization import GITHUB_SOURCE, calendar, team
from connectors.sandbox.planner.people import BOTS, TEAMS, Cast

NAME = "Meridian Labs"
# Which fields of issues and boards hold what.
FIELDS = {**{role: field.name for role, field in FIELD_OF.items()}, "sprint": ITERATION}


def organization(cast: Cast) -> str:
    """The file's text. The address is a placeholder: the sandbox's port is known when it serves."""
    return yaml.safe_dump(
        {
            "name": NAME,
            "timezone": REPORT_ZONE,
            "schedule": "0 2 * * *",
            "sources": [{**GITHUB_SOURCE, "fields": FIELDS, "labels": {"team": TEAM_LABEL.format("*")}}],
            "calendars": [calendar(key) for key in CALENDARS],
            "teams": [team(cast, key, _owned(key)) for key in TEAM_KEYS],
            "people": [
                {"id": key, "accounts": {GITHUB: [person.login]}}
                for key, person in cast.people.items()
                if key not in BOTS
            ],
            "bots": {GITHUB: [cast.people[bot].login for bot in BOTS]},
            "statuses": {
                "work": [option(status) for status in WORK],
                "todo": ["open", option("To Do"), option("Selected"), "Triage"],
                "blocked": ["Blocked"],
                "owners": STATUS_OWNERS,
            },
            "items": {"excluded_types": list(EXCLUDED_TYPES)},
            "ownership": {
                "ladder": ["status", "team", "assignee", "label", "project"],
                "debounce_minutes": 15,
            },
        },
        sort_keys=False,
        width=110,
        allow_unicode=True,
    )


def _owned(key: str) -> dict[str, list[str]]:
    facts = TEAMS[key]
    areas = [AREA_OF[component] for component, owner in COMPONENTS.items() if owner == key]
    return {
        **({"jira_labels": areas} if areas else {}),
        "jira_team_values": [facts.name],
        "github_teams": [f"{GITHUB_ORGANIZATION}/{facts.slug}"],
        "github_repositories": [f"{GITHUB_ORGANIZATION}/{facts.repository}"],
    }
