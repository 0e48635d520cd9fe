"""The company of the benchmark: forty teams of ten in four time zones, a tenth of whom once moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml

from pipelines.organization.reading import parse_organization

TEAMS = 40
PEOPLE_PER_TEAM = 10
ZONES = ("America/New_York", "Europe/London", "Europe/Berlin", "Asia/Kolkata")
STATUSES = {
    "To Do": "new",
    "In Progress": "indeterminate",
    "In Review": "indeterminate",
    "Waiting for requester": "indeterminate",
    "Done": "done",
}


def _members(team: int) -> list[dict[str, Any]]:
    """Who sits in a team, by number; the last of each moved on to the next team."""
    moved_on = date(2025, 3, 3)
    first = team * PEOPLE_PER_TEAM
    stays: list[dict[str, Any]] = [{"person": f"p{first + n}"} for n in range(PEOPLE_PER_TEAM - 1)]
    stays.append({"person": f"p{first + PEOPLE_PER_TEAM - 1}", "to": moved_on})
    stays.append({"person": f"p{(first - 1) % (TEAMS * PEOPLE_PER_TEAM)}", "from": moved_on})
    return stays


def organization() -> dict[str, Any]:
    """The organization file, as it is landed."""
    text = yaml.safe_dump(
        {
            "name": "Bench",
            "timezone": "America/New_York",
            "sources": [
                {
                    "name": "jira",
                    "kind": "jira",
                    "url": "https://jira.example",
                    "user_env": "U",
                    "token_env": "T",
                },
                {
                    "name": "github",
                    "kind": "github",
                    "url": "https://github.example",
                    "token_env": "T",
                    "organizations": ["bench"],
                },
            ],
            "calendars": [{"id": zone, "timezone": zone} for zone in ZONES],
            "teams": [
                {
                    "id": f"t{team}",
                    "name": f"Team {team}",
                    "calendar": ZONES[team % len(ZONES)],
                    "platform_shared": team % 10 == 0,
                    "owns": {
                        "jira_projects": [f"P{team}"],
                        "jira_components": [{"project": "P1", "component": f"c{team}"}],
                        "jira_team_values": [f"Team {team}"],
                        "github_teams": [f"bench/t{team}"],
                    },
                    "members": _members(team),
                }
                for team in range(TEAMS)
            ],
            "people": [
                {"id": f"p{person}", "accounts": {"jira": [f"a{person}"], "github": [f"p{person}"]}}
                for person in range(TEAMS * PEOPLE_PER_TEAM)
            ],
            "statuses": {
                "work": ["In Progress"],
                "todo": ["To Do"],
                "done": ["Done"],
                "owners": {"Waiting for requester": "requester"},
            },
            "handoffs": {"detectors": ["D1", "D2", "D3", "D4", "D5", "D6"]},
        }
    )
    return parse_organization(text, "organization.yaml", {"U": "u", "T": "t"}).organization.as_landed()


def records() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Accounts and statuses as they are landed: source, stream, id, payload."""
    people = range(TEAMS * PEOPLE_PER_TEAM)
    return [
        *(("jira", "jira_user", f"a{n}", {"accountId": f"a{n}", "accountType": "atlassian"}) for n in people),
        *(("github", "github_user", str(n), {"login": f"p{n}", "__typename": "User"}) for n in people),
        *(
            ("jira", "jira_status", str(number), {"name": name, "statusCategory": {"key": category}})
            for number, (name, category) in enumerate(STATUSES.items(), 1)
        ),
    ]
