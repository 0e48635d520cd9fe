"""The organization file of Meridian Labs, as a user who plans in GitHub alone would write it."""

from __future__ import annotations

import yaml

from connectors.sandbox.planner.facts import GITHUB, GITHUB_ORGANIZATION, STATUS_OWNERS, WORK
from connectors.sandbox.planner.github.facts import LABEL_OF, TEAM_KEYS, option
from connectors.sandbox.planner.hours import CALENDARS, REPORT_ZONE
from connectors.sandbox.planner.organization import GITHUB_SOURCE, calendar, team
from connectors.sandbox.planner.people import BOTS, TEAMS, Cast

NAME = "Meridian Labs"


def organization(cast: Cast) -> str:
    """The file's text. The address is a placeholder: the sandbox's port is known when it serves."""
    return yaml.safe_dump(
        {
            "name": NAME,
            "timezone": REPORT_ZONE,
            "schedule": "0 2 * * *",
            "sources": [GITHUB_SOURCE],
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
            "ownership": {
                "ladder": ["status", "label", "assignee", "project"],
                "debounce_minutes": 15,
            },
        },
        sort_keys=False,
        width=110,
        allow_unicode=True,
    )


def _owned(key: str) -> dict[str, list[str]]:
    facts = TEAMS[key]
    return {
        "jira_labels": [LABEL_OF[key]],
        "github_teams": [f"{GITHUB_ORGANIZATION}/{facts.slug}"],
        "github_repositories": [f"{GITHUB_ORGANIZATION}/{facts.repository}"],
    }
