"""Small hand-made worlds: independent tickets told one by one, served together, derived in one run.

The month is June 2025, which begins on a Sunday: `june("2 10:00")` is Monday morning. Everybody works from
09:00 to 17:00 UTC on weekdays. ALPHA, BETA and GAMMA own the projects ALP, BET and GAM; TRI is triage, and
its component "engine" is GAMMA's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.code import PullEvent, PullEventKind, PullRequest, Repository
from connectors.sandbox.world.tickets import Change, Comment, Link, Project, Status, Ticket, Value
from connectors.sandbox.world.world import Person, Team, World
from tests.worlds.night import Home

TEAMS = {"ALPHA": "ALP", "BETA": "BET", "GAMMA": "GAM"}
# Two of each team; on Monday 16 June one moves from ALPHA to BETA, one leaves, one joins, one is away.
MEMBERS: dict[str, list[dict[str, Any]]] = {
    "ALPHA": [{"person": "ann"}, {"person": "abe"}, {"person": "mov", "to": "2025-06-16"}],
    "BETA": [{"person": "bob"}, {"person": "bea"}, {"person": "mov", "from": "2025-06-16"}],
    "GAMMA": [{"person": "gus"}, {"person": "gil"}],
}
MEMBERS["ALPHA"] += [{"person": "leaves", "to": "2025-06-16"}, {"person": "returns", "to": "2025-06-16"}]
MEMBERS["BETA"] += [{"person": "joins", "from": "2025-06-16"}, {"person": "returns", "from": "2025-06-18"}]
WITHOUT_TEAM = "nan"
CUSTOMER = "cus"
BOT = "bot"
STATUSES = {
    "To Do": "new",
    "In Progress": "indeterminate",
    "Waiting": "indeterminate",
    "Waiting for customer": "indeterminate",
    "Waiting for requester": "indeterminate",
    "In gamma review": "indeterminate",
    "Done": "done",
}
OWNERS = {
    "Waiting for customer": "customer",
    "Waiting for requester": "requester",
    "In gamma review": "GAMMA",
}


def june(text: str) -> datetime:
    """`june("2 10:00")` is 2025-06-02T10:00Z; seconds may follow."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2025-06-{int(day):02}T{clock}").replace(tzinfo=UTC)


def plain(text: str) -> datetime:
    """As the tables have it."""
    return june(text).replace(tzinfo=None)


class Telling:
    """One ticket, being told."""

    def __init__(self, story: Story, ticket: Ticket) -> None:
        self._story = story
        self.ticket = ticket

    @property
    def key(self) -> str:
        return str(self.ticket.initial["key"])

    def change(self, moment: str, actor: str | None, **fields: Value) -> Telling:
        self.ticket.changes.append(Change(self._story.number(), june(moment), actor, tuple(fields.items())))
        return self

    def comment(self, moment: str, author: str) -> Telling:
        self.ticket.comments.append(Comment(self._story.number(), june(moment), author))
        return self

    def blocked_by(self, moment: str, *blockers: Telling) -> Telling:
        for blocker in blockers:
            link = Link(self._story.number(), june(moment), "is blocked by", blocker.ticket.id)
            self.ticket.links.append(link)
        return self

    def caused_by(self, moment: str, cause: Telling) -> Telling:
        self.ticket.links.append(Link(self._story.number(), june(moment), "is caused by", cause.ticket.id))
        return self

    def done(self, moment: str, actor: str | None, resolution: str = "Done", **fields: Value) -> Telling:
        return self.change(moment, actor, status="Done", resolution=resolution, **fields)


class Story:
    """Tickets and pull requests of one small organization."""

    def __init__(self) -> None:
        self._numbers = iter(range(1, 10**6))
        self.world = World(
            name="Story",
            jira_url="https://story.atlassian.net",
            github_organization="story",
            people=[_person(name, index) for index, name in enumerate(_names())],
            teams=[
                Team(key, key, key.lower(), f"uuid-{key}", 500 + index) for index, key in enumerate(TEAMS)
            ],
            statuses=[
                Status(str(100 + index), name, category)  # type: ignore[arg-type]
                for index, (name, category) in enumerate(STATUSES.items())
            ],
            projects=[
                Project(str(200 + index), key, key, ("engine",) if key == "TRI" else ())
                for index, key in enumerate([*TEAMS.values(), "TRI"])
            ],
            repositories=[Repository(300, "story", "app")],
            resolutions=["Done", "Won't Do"],
            ticket_types=["Story"],
        )

    def number(self) -> int:
        return next(self._numbers)

    def ticket(
        self, moment: str, reporter: str, project: str, status: str = "To Do", **fields: Value
    ) -> Telling:
        number = self.number()
        key = f"{project}-{number}"
        initial: dict[str, Value] = {"summary": key, "key": key, "project": project, "status": status}
        ticket = Ticket(10_000 + number, "Story", reporter, june(moment), {**initial, **fields})
        self.world.tickets.append(ticket)
        return Telling(self, ticket)

    def pull_request(
        self, moment: str, author: str, ticket: Telling, *events: tuple[str, PullEventKind, str]
    ) -> None:
        number = self.number()
        self.world.pull_requests.append(
            PullRequest(
                70_000 + number,
                300,
                number,
                author,
                june(moment),
                f"{ticket.key} more of it",
                f"work-{number}",
                events=[
                    PullEvent(self.number(), june(when), kind, actor, state=_state(kind))
                    for when, kind, actor in events
                ],
            )
        )


@contextmanager
def told(
    story: Story, directory: Path, as_of: str, organization: str = "", may_set_aside: bool = False
) -> Iterator[Home]:
    """A home in which `story` was pulled and derived, up to `as_of`."""
    home = Home(directory, may_set_aside=may_set_aside)
    with serve(story.world, june(as_of)) as sandbox:
        home.run(sandbox, organization or organization_text())
    yield home


def organization_text(members: dict[str, list[dict[str, Any]]] = MEMBERS, **more: Any) -> str:
    return yaml.safe_dump(organization_document(members) | more, sort_keys=False)


def organization_document(members: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {
        "name": "Story",
        "timezone": "UTC",
        "sources": [
            {
                "name": "jira",
                "kind": "jira",
                "url": "${BATON_SANDBOX_JIRA}",
                "user_env": "BATON_SANDBOX_USER",
                "token_env": "BATON_SANDBOX_TOKEN",
            },
            {
                "name": "github",
                "kind": "github",
                "url": "${BATON_SANDBOX_GITHUB}",
                "token_env": "BATON_SANDBOX_TOKEN",
                "organizations": ["story"],
            },
        ],
        "teams": [
            {
                "id": team,
                "name": team,
                "owns": {
                    "jira_projects": [TEAMS[team]] if team in TEAMS else [],
                    "jira_team_values": [team],
                    "jira_components": [{"project": "TRI", "component": "engine"}] * (team == "GAMMA"),
                },
                "members": stays,
            }
            for team, stays in members.items()
        ],
        "people": [
            {"id": name, "accounts": {"jira": [f"account-{name}"], "github": [name]}}
            for name in _names()
            if name not in (WITHOUT_TEAM, CUSTOMER, BOT)
        ],
        "bots": {"jira": [f"account-{BOT}"], "github": [BOT]},
        "customers": {"jira": [f"account-{CUSTOMER}"]},
        "statuses": {"work": ["In Progress"], "todo": ["To Do"], "done": ["Done"], "owners": OWNERS},
        "resolutions": {"counted": ["Done"]},
        "handoffs": {"detectors": ["D1", "D2", "D3", "D4", "D5", "D6"]},
    }


def _names() -> list[str]:
    people = [stay["person"] for stays in MEMBERS.values() for stay in stays]
    return list(dict.fromkeys([*people, WITHOUT_TEAM, CUSTOMER, BOT]))


def _person(name: str, index: int) -> Person:
    is_customer = name == CUSTOMER
    return Person(
        name,
        name.title(),
        f"{name}@story.example",
        "UTC",
        f"account-{name}",
        "customer" if is_customer else "app" if name == BOT else "human",
        login=None if is_customer else name,
        github_id=None if is_customer else 1000 + index,
    )


def _state(kind: str) -> str | None:
    return "COMMENTED" if kind == "review" else None


def rows(home: Home, ticket: Telling, table: str, columns: str, order: str) -> list[Any]:
    """What a table of flow says of a ticket."""
    return home.warehouse_sql(
        f"""
        select {columns} from flow.{table}
        where ticket_number = (select ticket_number from core.ticket where ticket_id = '{ticket.ticket.id}')
        order by {order}
        """
    )


def handoffs(home: Home, ticket: Telling, columns: str = "kind, from_team, to_team, outcome") -> list[Any]:
    """The handoffs of a ticket, in the order of their release."""
    return rows(home, ticket, "handoff", columns, "released_at, handoff_id")


def owners(home: Home, ticket: Telling) -> list[Any]:
    """The ledger of a ticket: from when on, who, and why."""
    return rows(home, ticket, "ownership", "from_at, owner, rung, cause", "from_at")
