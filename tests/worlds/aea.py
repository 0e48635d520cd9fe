"""The recorded Jira of an editorial office, rendered for the sandbox's servers as its README says."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import yaml

from connectors.sandbox.world.tickets import Change, Project, Status, Ticket, Value
from connectors.sandbox.world.world import Person, World
from tests.worlds.paths import SHARED

FOLDER = SHARED / "data" / "aea"

OWNERS = {
    "Intake": ["Open", "Received"],
    "Reviewer": ["Report Under Review"],
    "DataEditor": ["Pre-Approved", "Approved"],
    "EditorialOffice": ["Submitted to MC"],
    "Author": ["Pending openICPSR changes"],
    "Lab": [
        "Assigned",
        "Access data",
        "In Progress",
        "Creating repository",
        "Data",
        "Code",
        "Verification",
        "Write Preliminary Report",
        "Writing Report",
        "Writing Report (Part C)",
        "Code review",
        "Assess openICPSR changes",
    ],
    "Publisher": ["Pending publication", "Pending Article DOI", "Submitted PandP form"],
}

Row = dict[str, str]


def read(extract: str) -> dict[str, list[Row]]:
    """Rows of each ticket, newest first."""
    tickets: dict[str, list[Row]] = defaultdict(list)
    with gzip.open(FOLDER / f"{extract}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: int(row["row"])):
            tickets[row["ticket"]].append(row)
    return tickets


def ended_at(row: Row) -> datetime:
    return datetime.fromisoformat(row["As.Of.Date"]).astimezone(UTC)


def world(tickets: dict[str, list[Row]]) -> World:
    """A site with one project. A change of what the data does not show is one of a field `hidden`."""
    rows = [row for history in tickets.values() for row in history]
    assignees = sorted({row["assignee_anon"] for row in rows if row["assignee_anon"]}, key=int)
    statuses = sorted({row["Status"] for row in rows})
    return World(
        name="AEA",
        jira_url="https://aea.atlassian.net",
        github_organization="aea",
        people=[
            Person(person, f"Person {person}", f"{person}@aea.example", "UTC", f"account-{person}")
            for person in assignees
        ],
        teams=[],
        statuses=[
            Status(str(index), name, {"Done": "done", "Open": "new"}.get(name, "indeterminate"))  # type: ignore[arg-type]
            for index, name in enumerate(statuses, 1)
        ],
        projects=[Project("1", "AEAREP", "AEAREP")],
        repositories=[],
        resolutions=sorted({row["Resolution"] for row in rows if row["Resolution"]}),
        ticket_types=["Task"],
        tickets=[_ticket(key, history) for key, history in sorted(tickets.items())],
    )


def _state(row: Row) -> dict[str, Value]:
    return {
        "status": row["Status"],
        "assignee": row["assignee_anon"] or None,
        "resolution": row["Resolution"] or None,
    }


def _ticket(key: str, newest_first: list[Row]) -> Ticket:
    number = int(key.removeprefix("AEAREP-"))
    states = newest_first[::-1]
    created_at = datetime.fromisoformat(states[0]["date_created"] + "T00:00:00-05:00").astimezone(UTC)
    if len(states) > 1:
        created_at = min(created_at, ended_at(states[0]) - timedelta(seconds=1))
    changes = []
    for index, (before, after) in enumerate(pairwise(states)):
        old, new = _state(before), _state(after)
        fields = tuple((name, value) for name, value in new.items() if value != old[name])
        changes.append(
            Change(number * 1000 + index, ended_at(before), None, fields or (("hidden", str(index)),))
        )
    initial: dict[str, Value] = {"key": key, "project": "AEAREP", "summary": key, **_state(states[0])}
    return Ticket(number, "Task", None, created_at, initial, changes)


def organization(statuses: list[str]) -> str:
    """Status is whose turn it is; the rest is Other's. The debounce is off: no actors are known."""
    owners = {status: team for team, owned in OWNERS.items() for status in owned}
    return yaml.safe_dump(
        {
            "name": "AEA",
            "timezone": "America/New_York",
            "sources": [
                {
                    "name": "jira",
                    "kind": "jira",
                    "url": "${BATON_SANDBOX_JIRA}",
                    "user_env": "BATON_SANDBOX_USER",
                    "token_env": "BATON_SANDBOX_TOKEN",
                }
            ],
            "calendars": [{"id": "office", "timezone": "America/New_York"}],
            "teams": [{"id": team, "name": team, "calendar": "office"} for team in [*OWNERS, "Other"]],
            "people": [],
            "statuses": {"owners": {status: owners.get(status, "Other") for status in statuses}},
            "ownership": {"debounce_minutes": 0},
        }
    )
