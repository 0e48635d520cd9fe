"""A Jira made by hand: records as the connector lands them, whatever they say, for the real job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from assets.landing.sources import Sources
from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.outcome import ScopeOutcome, SourceOutcome
from connectors.progress import Progress, silent
from pipelines.organization.reading import parse_organization

Json = dict[str, Any]

TEAM, POINTS, ESTIMATE, SPRINT, FLAGGED, EPIC = (f"customfield_1000{n}" for n in range(1, 7))
FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float"
GREENHOPPER = "com.pyxis.greenhopper.jira"
FIELDS = {
    TEAM: ("Team", "com.atlassian.teams:rm-teams-custom-field-team"),
    POINTS: ("Story Points", FLOAT),
    ESTIMATE: ("Story point estimate", f"{GREENHOPPER}:jsw-story-points"),
    SPRINT: ("Sprint", f"{GREENHOPPER}:gh-sprint"),
    FLAGGED: ("Flagged", "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes"),
    EPIC: ("Epic Link", f"{GREENHOPPER}:gh-epic-link"),
}
STATUSES = {"1": ("To Do", "new"), "3": ("In Progress", "indeterminate"), "5": ("Done", "done")}
ORGANIZATION = """\
name: By hand
timezone: UTC
sources: [{name: jira, kind: jira, url: "https://hand.example.net", user_env: U, token_env: T%s}]
teams: [{id: data, name: Data, owns: {jira_team_values: [Data]}, members: [{person: ana}]}]
people: [{id: ana, accounts: {jira: [acc-ana]}}]
"""


def march(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2025, 3, day, hour, minute, tzinfo=UTC)


START, END = march(1), march(31)


def naive(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """As the warehouse answers."""
    return march(day, hour, minute).replace(tzinfo=None)


def text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000+0000"


def item(
    name: str, before: str | None, after: str | None, by: str = "id", field_id: str | None = None
) -> Json:
    """A change of a field: `by` says whether its values are ids, texts, or both alike."""
    left = {"from": before, "to": after} if by in ("id", "both") else {}
    right = {"fromString": before, "toString": after} if by in ("text", "both") else {}
    keys = dict.fromkeys(("fieldId", "from", "to", "fromString", "toString"))
    return {**keys, "field": name, "fieldId": field_id, **left, **right}


class Records(Protocol):
    """What a source holds that was made by hand; `unread` are scopes that cannot be read."""

    unread: set[str]

    def records(self) -> Iterator[tuple[str, str, list[Record]]]:
        """Scope, stream and records."""


@dataclass
class HandMade:
    """What a Jira site holds. Add to it, then run a night on it."""

    fields: dict[str, tuple[str, str]] = field(default_factory=lambda: dict(FIELDS))
    projects: dict[str, str] = field(default_factory=lambda: {"100": "PAY", "200": "DATA"})
    issues: list[Json] = field(default_factory=list)
    histories: list[Json] = field(default_factory=list)
    streams: dict[str, list[Json]] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)  # ids by stream
    unread: set[str] = field(default_factory=set)  # projects that cannot be read, by their ids

    def issue(self, number: int, key: str, **shown: Any) -> str:
        """A ticket with its fields as they are now, but for `created`, a datetime; returns its id."""
        created = shown.pop("created", START)
        project = next(id_ for id_, prefix in self.projects.items() if key.startswith(prefix + "-"))
        fields: Json = {
            "created": text(created),
            "updated": text(END),
            "project": {"id": project, "key": key.split("-")[0]},
            "issuetype": {"id": "7", "name": "Task", "subtask": False, "hierarchyLevel": 0},
            "status": {"id": "1", "name": "To Do", "statusCategory": {"key": "new"}},
            "assignee": None,
            "reporter": {"accountId": "acc-ana"},
            "components": [],
            "labels": [],
            "issuelinks": [],
        }
        self.issues.append({"id": str(number), "key": key, "fields": {**fields, **shown}})
        return str(number)

    def change(
        self, ticket: str, number: int, at: datetime | int | str, *items: Json, author: str | None = "acc-ana"
    ) -> None:
        """A history of a ticket."""
        self.histories.append(
            {
                "id": str(number),
                "issueId": ticket,
                "author": {"accountId": author} if author else None,
                "created": text(at) if isinstance(at, datetime) else at,
                "items": list(items),
            }
        )

    def status(self, status_id: str) -> Json:
        name, category = STATUSES[status_id]
        return {"id": status_id, "name": name, "statusCategory": {"key": category}}

    def records(self) -> Iterator[tuple[str, str, list[Record]]]:
        """Scope, stream and records."""
        schemas: list[Json] = [
            {"id": id_, "name": name, "schema": {"custom": custom}}
            for id_, (name, custom) in self.fields.items()
        ]
        about = {"baseUrl": "https://hand.example.net", "deploymentType": "Cloud", "version": "1001"}
        yield "site", "jira_site", [Record("hand", about)]
        yield "site", "jira_field", [Record(row["id"], row) for row in schemas]
        yield "site", "jira_status", [Record(id_, self.status(id_)) for id_ in STATUSES]
        projects = [{"id": id_, "key": key, "name": key} for id_, key in self.projects.items()]
        yield "site", "jira_project", [Record(row["id"], row) for row in projects]
        users = [{"accountId": "acc-ana", "accountType": "atlassian"}]
        yield "site", "jira_user", [Record(row["accountId"], row) for row in users]
        for stream, ids in self.gone.items():
            yield "site", stream, [Record(id_, None) for id_ in ids]
        for stream, rows in self.streams.items():
            yield "site", stream, [Record(str(row["id"]), row) for row in rows]
        place = {issue["id"]: issue["fields"]["project"]["id"] for issue in self.issues}
        for project in self.projects:
            here = [issue for issue in self.issues if place[issue["id"]] == project]
            yield project, "jira_issue", [Record(row["id"], row) for row in here]
            past = [row for row in self.histories if place.get(row["issueId"]) == project]
            yield project, "jira_changelog", [Record(row["id"], row) for row in past]

    def sources(
        self,
        now: datetime = END,
        fields: str = "",
        organization: str = ORGANIZATION,
        as_of: datetime | None = None,
    ) -> Sources:
        """For Home.run_with; `fields` is what the organization file says of fields."""
        file = parse_organization(organization % fields, "organization.yaml", {"U": "user", "T": "token"})
        return HandSources(file.organization.as_landed(), self, now, as_of)


@dataclass(frozen=True, slots=True)
class PulledSource:
    hand_made: Records
    now: datetime
    name: str = "jira"

    def check(self) -> datetime:
        return self.now

    def require_same_site(self, landing: Landing) -> None:
        """Made by hand, it is always the same."""

    def pull(self, landing: Landing, progress: Progress, deadline: float | None) -> SourceOutcome:
        scopes: dict[str, list[tuple[str, list[Record]]]] = {}
        for scope, stream, records in self.hand_made.records():
            scopes.setdefault(scope, []).append((stream, records))
        for scope, streams in scopes.items():
            if scope in self.hand_made.unread:
                continue
            with landing.walk(self.name, scope, "1", self.now) as walk:
                for stream, rows in streams:
                    walk.land(stream, rows)
                walk.finish(self.now, {})
        outcomes = [
            ScopeOutcome(self.name, scope, scope, "failed" if scope in self.hand_made.unread else "whole")
            for scope in scopes
        ]
        return SourceOutcome(self.name, self.now, scopes=outcomes)


@dataclass(frozen=True, slots=True)
class HandSources:
    organization: Mapping[str, Any]
    hand_made: Records
    now: datetime
    as_of: datetime | None = None
    known_at: datetime | None = None
    is_pulled: bool = True
    pull_seconds: float = 5400.0
    progress: Progress = silent
    name: str = "jira"

    @contextmanager
    def opened(self) -> Iterator[list[PulledSource]]:
        yield [PulledSource(self.hand_made, self.now, self.name)]
