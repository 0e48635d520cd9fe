"""A GitHub host made by hand: records as the connector lands them, whatever they say, for the real job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.landing.walk import Record
from pipelines.organization.reading import parse_organization
from tests.worlds.landed_jira import END, START, HandSources, Json

FLOW, PIPES = "300", "400"
REPOSITORIES = {FLOW: "acme/app", PIPES: "acme/pipes"}
PEOPLE = {"11": "ana", "12": "ben"}
BOARD = "1"


def zulu(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def named(id_: str, name: str) -> Json:
    return {"id": id_, "name": name}


def issue_field(name: str, kind: str = "SINGLE_SELECT") -> Json:
    return {"id": f"IF_{name}", "name": name, "dataType": kind}


def iteration(id_: str, start: str, days: int) -> Json:
    return {"id": id_, "title": f"Iteration {id_}", "startDate": start, "duration": days}


@dataclass
class HandMadeGitHub:
    """What a host holds. Add to it, then run a night on it; change it, and run another."""

    issues: dict[str, Json] = field(default_factory=dict)
    iterations: list[Json] = field(default_factory=list)
    items: dict[str, Json] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)  # ids by stream
    unread: set[str] = field(default_factory=set)

    def issue(
        self, number: int, repository: str = FLOW, by: str = "12", created: datetime = START, **shown: Any
    ) -> str:
        """An issue with what it shows of its plan now; returns its id."""
        id_ = str(5000 + number)
        self.issues[id_] = {
            "repository": repository,
            "fullDatabaseId": id_,
            "number": number,
            "url": f"https://hand.example.net/{REPOSITORIES[repository]}/issues/{number}",
            "state": "OPEN",
            "stateReason": None,
            "createdAt": zulu(created),
            "updatedAt": zulu(END),
            "closedAt": None,
            "author": {"databaseId": by, "__typename": "User"},
            "labels": {"nodes": []},
            "assignees": {"nodes": []},
            "issueType": None,
            "parent": None,
            "blockedBy": {"nodes": []},
            "blocking": {"nodes": []},
            "issueFieldValues": {"nodes": []},
            "timelineItems": {"nodes": []},
            **shown,
        }
        return id_

    def tell(self, id_: str, at: datetime, kind: str, by: str = "12", **said: Any) -> None:
        """An event of an issue's timeline."""
        nodes = self.issues[id_]["timelineItems"]["nodes"]
        nodes.append(
            {"__typename": f"{kind}Event", "createdAt": zulu(at), "actor": {"databaseId": by}, **said}
        )

    def close(self, id_: str, at: datetime, by: str = "12") -> None:
        self.issues[id_] |= {"state": "CLOSED", "stateReason": "COMPLETED", "closedAt": zulu(at)}
        self.tell(id_, at, "Closed", by, stateReason="COMPLETED")

    def move(self, id_: str, at: datetime, status: str, by: str = "12") -> None:
        """To a status of the board."""
        project = {"project": {"fullDatabaseId": BOARD}, "status": status}
        self.tell(id_, at, "ProjectV2ItemStatusChanged", by, **project)

    def block(self, id_: str, blocker: str, at: datetime, by: str = "12") -> None:
        """Both tell of it and show it."""
        self.tell(id_, at, "BlockedByAdded", by, blockingIssue={"fullDatabaseId": blocker})
        self.tell(blocker, at, "BlockingAdded", by, blockedIssue={"fullDatabaseId": id_})
        self.issues[id_]["blockedBy"]["nodes"].append({"fullDatabaseId": blocker})
        self.issues[blocker]["blocking"]["nodes"].append({"fullDatabaseId": id_})

    def on_board(self, id_: str, *values: Json) -> None:
        """An issue's item on the board, and what the board's fields hold of it."""
        state = {"boardId": BOARD, "issueId": id_, "status": None, "isArchived": False}
        self.items[f"{BOARD} {id_}"] = {**state, "fieldValues": list(values)}

    def records(self) -> Iterator[tuple[str, str, list[Record]]]:
        """Scope, stream and records."""
        users = [{"databaseId": id_, "login": login, "__typename": "User"} for id_, login in PEOPLE.items()]
        yield "host", "github_user", [Record(one["databaseId"], one) for one in users]
        yield (
            "host",
            "github_repository",
            [Record(id_, {"nameWithOwner": name}) for id_, name in REPOSITORIES.items()],
        )
        configuration = {"iterations": self.iterations, "completedIterations": []}
        fields = [
            {**named("F_sprint", "Iteration"), "dataType": "ITERATION", "configuration": configuration},
            {**named("F_points", "Estimate"), "dataType": "NUMBER"},
        ]
        board = {"boardId": BOARD, "number": 1, "title": "App", "closed": False, "fields": fields}
        yield "host", "github_board", [Record(BOARD, board)]
        yield "host", "github_board_item", [Record(id_, item) for id_, item in self.items.items()]
        for stream, ids in self.gone.items():
            yield "host", stream, [Record(id_, None) for id_ in ids]
        for repository in REPOSITORIES:
            here = [one for one in self.issues.values() if one["repository"] == repository]
            yield repository, "github_issue", [Record(one["fullDatabaseId"], _landed(one)) for one in here]

    def sources(self, organization: str, now: datetime = END, as_of: datetime | None = None) -> HandSources:
        """For Home.run_with."""
        file = parse_organization(organization, "organization.yaml", {"U": "user", "T": "token"})
        return HandSources(file.organization.as_landed(), self, now, as_of, name="github")


def in_iteration(one: Json, since: datetime) -> Json:
    """What a board says of an issue that is in an iteration."""
    which = {"iterationId": one["id"], "title": one["title"], "startDate": one["startDate"]}
    kind = {"__typename": "ProjectV2ItemFieldIterationValue", "field": named("F_sprint", "Iteration")}
    return {**kind, **which, "duration": one["duration"], "updatedAt": zulu(since)}


def estimated(points: float, since: datetime) -> Json:
    kind = {"__typename": "ProjectV2ItemFieldNumberValue", "field": named("F_points", "Estimate")}
    return {**kind, "number": points, "updatedAt": zulu(since)}


def _landed(issue: Json) -> Json:
    return {name: value for name, value in issue.items() if name != "repository"}
