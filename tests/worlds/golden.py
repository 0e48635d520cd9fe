"""The worked example of the metrics as an organization that the sandbox can serve."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from connectors.sandbox.world.code import PullEvent, PullRequest, Repository
from connectors.sandbox.world.tickets import Change, Comment, Link, Project, Sprint, Status, Ticket, Value
from connectors.sandbox.world.world import Person, Team, World

GOLDEN = json.loads((Path(__file__).parent / "metrics_golden.json").read_text(encoding="utf-8"))
CONFIG = GOLDEN["config"]
# What is called otherwise today.
KEYS = {"PROD-1": "TRI-1"}
CATEGORIES = {"To Do": "new", "Triage": "new", "Done": "done"}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


AS_OF = instant(CONFIG["as_of"])


def golden_world() -> World:
    """Everything that the example tells, with ids given in its order."""
    people = [
        *_people([row["person"] for row in CONFIG["membership"]], "human"),
        *_people(CONFIG["no_team_people"], "human"),
        *_people(CONFIG["customers"], "customer"),
        *_people(CONFIG["bots"], "app"),
    ]
    numbers = {item["key"]: 10001 + index for index, item in enumerate(GOLDEN["items"])}
    statuses = sorted(
        {
            event["set"]["status"]
            for item in GOLDEN["items"]
            for event in item["events"]
            if "status" in event.get("set", {})
        }
    )
    return World(
        name="Golden",
        jira_url="https://golden.atlassian.net",
        github_organization="golden",
        people=people,
        teams=[
            Team(key, key, key.lower(), f"team-{key}", 500 + index)
            for index, key in enumerate(CONFIG["teams"])
        ],
        statuses=[
            Status(str(100 + index), name, CATEGORIES.get(name, "indeterminate"))  # type: ignore[arg-type]
            for index, name in enumerate(statuses)
        ],
        projects=[
            Project(str(200 + index), key, key) for index, key in enumerate(CONFIG["project_default_team"])
        ],
        repositories=[
            Repository(300 + index, "golden", name)
            for index, name in enumerate(sorted({pull["repo"] for pull in GOLDEN["prs"]}))
        ],
        resolutions=["Done", "Won't Do", "Duplicate"],
        ticket_types=sorted({item["type"] for item in GOLDEN["items"]}),
        sprints=[
            Sprint(7, row["name"], 1, instant(row["start"]), instant(row["end"])) for row in GOLDEN["sprints"]
        ],
        tickets=[_ticket(item, numbers) for item in GOLDEN["items"]],
        pull_requests=[_pull_request(pull) for pull in GOLDEN["prs"]],
    )


def _people(names: list[str], kind: Any) -> list[Person]:
    distinct = dict.fromkeys(names)
    return [
        Person(
            name,
            name.title(),
            f"{name}@golden.example",
            "UTC",
            f"account-{name}",
            kind,
            login=None if kind == "customer" else name,
            github_id=None if kind == "customer" else 1000 + sum(map(ord, name)) * 7 + len(name),
        )
        for name in distinct
    ]


def _fields(changed: dict[str, Any], key: str) -> dict[str, Value]:
    """The example's fields in the world's words; it names a project with each new key, and so on."""
    fields: dict[str, Value] = dict(changed)
    if "project" in changed:
        fields["key"] = changed.get("key", key)
    return fields


def _ticket(item: dict[str, Any], numbers: dict[str, int]) -> Ticket:
    number = numbers[item["key"]]
    first, *later = item["events"]
    initial = {"summary": item["key"], **_fields(first["set"], item["key"])}
    if "parent" in item:
        initial["parent"] = str(numbers[item["parent"]])
    if "request_type" in item:
        initial["request_type"] = item["request_type"]
    return Ticket(
        number,
        item["type"],
        item["reporter"],
        instant(first["t"]),
        initial,
        changes=[
            Change(
                number * 100 + index,
                instant(event["t"]),
                event["actor"],
                tuple(_fields(event["set"], "").items()),
            )
            for index, event in enumerate(later)
            if "set" in event
        ],
        comments=[
            Comment(number * 100 + index, instant(event["t"]), event["actor"])
            for index, event in enumerate(later)
            if "comment" in event
        ],
        links=[
            Link(900 + number, instant(link["t"]), link["type"], numbers[link["to"]])
            for link in item["links"]
            if link["type"] == "is blocked by"
        ],
        deleted_at=instant(item["deleted_at"]) if "deleted_at" in item else None,
    )


def _pull_request(pull: dict[str, Any]) -> PullRequest:
    opened = next(event for event in pull["events"] if event["type"] == "opened")
    repositories = sorted({other["repo"] for other in GOLDEN["prs"]})
    return PullRequest(
        70_000 + pull["number"],
        300 + repositories.index(pull["repo"]),
        pull["number"],
        pull["author"],
        instant(opened["t"]),
        f"Work on {pull['item']}",
        f"{pull['item'].lower()}-work",
        is_draft=opened["draft"],
        events=[
            PullEvent(
                pull["number"] * 1000 + index,
                instant(event["t"]),
                event["type"],
                event["actor"],
                reviewer=event.get("requested_user"),
                reviewer_team=event.get("requested_team"),
                state=event.get("state"),
            )
            for index, event in enumerate(pull["events"])
            if event["type"] != "opened"
        ],
    )


def golden_organization(detectors: Sequence[str] = ("D1", "D2", "D3", "D4", "D5", "D6")) -> str:
    """The example's configuration as an organization file."""
    stays: dict[str, list[dict[str, Any]]] = {team: [] for team in CONFIG["teams"]}
    for row in CONFIG["membership"]:
        stay = {"person": row["person"], "from": row["from"]}
        stays[row["team"]].append(stay | ({"to": row["to"]} if row["to"] else {}))
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return yaml.safe_dump(
        {
            "name": "Golden",
            "timezone": CONFIG["report_tz"],
            "sources": [
                {
                    "name": "jira",
                    "kind": "jira",
                    "history_from": CONFIG["obs_start"],
                    "url": "${BATON_SANDBOX_JIRA}",
                    "user_env": "BATON_SANDBOX_USER",
                    "token_env": "BATON_SANDBOX_TOKEN",
                },
                {
                    "name": "github",
                    "kind": "github",
                    "history_from": CONFIG["obs_start"],
                    "url": "${BATON_SANDBOX_GITHUB}",
                    "token_env": "BATON_SANDBOX_TOKEN",
                    "organizations": ["golden"],
                },
            ],
            "calendars": [
                {
                    "id": name,
                    "timezone": calendar["tz"],
                    "opens": calendar["open"],
                    "closes": calendar["close"],
                    "days": [days[day] for day in calendar["days"]],
                    "holidays": calendar["holidays"],
                }
                for name, calendar in CONFIG["calendars"].items()
            ],
            "teams": [
                {
                    "id": team,
                    "name": team,
                    "kind": "ml" if team == "ML" else "other",
                    "platform_shared": settings["platform_shared"],
                    "calendar": settings["calendar"],
                    "owns": {
                        "jira_projects": [
                            p for p, owner in CONFIG["project_default_team"].items() if owner == team
                        ],
                        "jira_team_values": [team],
                        "github_teams": [f"golden/{team.lower()}"],
                    },
                    "members": stays[team],
                }
                for team, settings in CONFIG["teams"].items()
            ],
            "people": [
                {"id": person, "accounts": {"jira": [f"account-{person}"], "github": [person]}}
                for person in sorted({row["person"] for row in CONFIG["membership"]})
            ],
            "bots": {"jira": [f"account-{bot}" for bot in CONFIG["bots"]], "github": CONFIG["bots"]},
            "customers": {"jira": [f"account-{customer}" for customer in CONFIG["customers"]]},
            "product_surface": {
                "github_repositories": [f"golden/{name}" for name in CONFIG["product_surface_repos"]]
            },
            "statuses": {
                "work": CONFIG["work_statuses"],
                "todo": CONFIG["todo_statuses"],
                "done": CONFIG["done_statuses"],
                "owners": dict.fromkeys(CONFIG["status_owner"], "requester"),
            },
            "resolutions": {"counted": CONFIG["done_resolutions_counted"]},
            "items": {"excluded_types": CONFIG["excluded_types"]},
            # The example restricts its means to 40 business hours.
            "handoffs": {"detectors": list(detectors), "tau_business_hours": 40},
            "merges": {"largest_team": CONFIG["team_size_cap"]},
        },
        sort_keys=False,
    )
