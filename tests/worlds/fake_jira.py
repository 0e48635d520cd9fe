"""A small Jira Cloud site for tests of the pull: tickets can be added, changed, moved and deleted at will."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.worlds.fake_server import Call, FakeServer, Reply

CLOCK = 1_736_157_600_000  # 2025-01-06T10:00:00Z
FIELDS: list[dict[str, Any]] = [
    {"id": "summary", "name": "Summary", "custom": False, "schema": {"type": "string", "system": "summary"}},
    {
        "id": "customfield_10020",
        "name": "Sprint",
        "custom": True,
        "schema": {"type": "array", "items": "json", "custom": "com.pyxis.greenhopper.jira:gh-sprint"},
    },
]
# What is asked for beside the tickets themselves, and of those that are looked up only.
NOT_WHOLE = (["comment", "worklog"], ["project", "updated"])
STATUS = {"id": "1", "name": "To Do", "statusCategory": {"key": "new", "name": "To Do"}}


@dataclass
class Ticket:
    id: int
    project: str
    updated: int
    summary: str = "what somebody wrote"
    histories: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)


class FakeJira(FakeServer):
    """Knobs: `page` ids or histories per page, `embedded` comments per ticket.

    `hidden` tickets are listed and not shown, `unlisted` ones are shown and not listed.
    """

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.clock = CLOCK
        self.deployment = "Cloud"
        self.user, self.token = "ana@example.org", "s3cr3t-token"
        self.projects = {"10000": "DATA", "10001": "APP"}
        self.fields = list(FIELDS)
        self.tickets: dict[int, Ticket] = {}
        self.page = 5000
        self.embedded = 20
        self.hidden: set[int] = set()
        self.unlisted: set[int] = set()
        self._numbers = iter(range(1, 1_000_000))

    def add(self, project: str, count: int = 1, histories: int = 1, comments: int = 1) -> list[Ticket]:
        """New tickets, updated a day before the clock."""
        added = []
        for _ in range(count):
            ticket = Ticket(next(self._numbers), project, self.clock - 86_400_000)
            ticket.histories = [self.history() for _ in range(histories)]
            ticket.comments = [self.comment() for _ in range(comments)]
            self.tickets[ticket.id] = ticket
            added.append(ticket)
        return added

    def history(self) -> dict[str, Any]:
        item = {
            "field": "summary",
            "fieldId": "summary",
            "fieldtype": "jira",
            "fromString": "a",
            "toString": "b",
        }
        author = {"accountId": "acc-1", "displayName": "Ana"}
        return {"id": str(next(self._numbers)), "author": author, "created": self.clock, "items": [item]}

    def comment(self) -> dict[str, Any]:
        at = "2025-01-05T10:00:00.000+0000"
        author = {"accountId": "acc-1", "displayName": "Ana"}
        number = str(next(self._numbers))
        return {"id": number, "author": author, "created": at, "updated": at, "jsdPublic": True, "body": {}}

    def touch(self, ticket: Ticket) -> None:
        ticket.updated = self.clock
        ticket.histories.append(self.history())

    def asked_for(self, ending: str) -> list[str]:
        """Ids of all tickets that were fetched from a route, in the order of the requests."""
        return [
            issue_id
            for call in self.calls
            if call.path.endswith(ending)
            and call.given.get("fields") not in (["comment", "worklog"], ["project", "updated"])
            for issue_id in call.given["issueIdsOrKeys"]
        ]

    def _answer(self, call: Call) -> Reply:
        path = call.path.removeprefix("/rest/api/3/")
        routes = {
            "serverInfo": self._server_info,
            "myself": lambda call: Reply(body={"accountId": "acc-1"}),
            "field": lambda call: Reply(body=self.fields),
            "status": lambda call: Reply(body=[STATUS]),
            "issuetype": lambda call: Reply(body=[{"id": "1", "name": "Task", "subtask": False}]),
            "search/approximate-count": lambda call: Reply(body={"count": 0}),
            "project/search": self._projects,
            "users/search": self._users,
            "search/jql": self._search,
            "issue/bulkfetch": self._issues,
            "changelog/bulkfetch": self._histories,
        }
        if found := re.fullmatch(r"issue/(\d+)/comment", path):
            return self._comments(call, int(found[1]))
        return routes[path](call) if path in routes else Reply(404, {"errorMessages": ["no such resource"]})

    def _server_info(self, call: Call) -> Reply:
        body = {"baseUrl": self.url, "version": "1001", "deploymentType": self.deployment}
        return Reply(body=body | {"serverTime": "2025-01-06T12:00:00.000+0200"})

    def _projects(self, call: Call) -> Reply:
        start = int(call.given["startAt"])
        rows = [{"id": number, "key": key, "name": key, "lead": "x"} for number, key in self.projects.items()]
        shown = rows[start : start + 1]
        return Reply(body={"values": shown, "isLast": start + 1 >= len(rows), "total": len(rows)})

    def _users(self, call: Call) -> Reply:
        start = int(call.given["startAt"])
        users = [{"accountId": f"acc-{n}", "displayName": f"Person {n}", "active": True} for n in range(5)]
        return Reply(body=users[start : start + 2])

    def _search(self, call: Call) -> Reply:
        found = re.fullmatch(
            r'project = "(\w+)"(?: AND updated >= (\d+))? ORDER BY id ASC', call.given["jql"]
        )
        if found is None or call.given["fields"] != ["id"]:
            return Reply(400, {"errorMessages": ["not a query this site knows"]})
        rows = [
            {"id": str(ticket.id)}
            for ticket in sorted(self.tickets.values(), key=lambda ticket: ticket.id)
            if self.projects.get(ticket.project) == found[1]
            and ticket.updated >= int(found[2] or 0)
            and ticket.id not in self.unlisted
        ]
        return self._page(call, "issues", rows)

    def _issues(self, call: Call) -> Reply:
        fields = call.given["fields"]
        if len(call.given["issueIdsOrKeys"]) > 100:
            return Reply(400, {"errorMessages": ["too many tickets"]})
        rows = [
            {
                "id": str(ticket.id),
                "key": f"K-{ticket.id}",
                "fields": {name: self._field(ticket, name) for name in fields},
            }
            for ticket in self._shown(call)
        ]
        return Reply(body={"issues": rows, "issueErrors": []})

    def _field(self, ticket: Ticket, name: str) -> Any:
        at = "2025-01-05T10:00:00.000+0000"
        updated = datetime.fromtimestamp(ticket.updated / 1000, UTC).isoformat(timespec="milliseconds")
        embedded = {"comments": ticket.comments[: self.embedded], "total": len(ticket.comments)}
        return {
            "created": at,
            "updated": updated,
            "project": {"id": ticket.project, "key": self.projects.get(ticket.project, "GONE"), "name": "x"},
            "issuetype": {"id": "1", "name": "Task", "subtask": False, "hierarchyLevel": 0},
            "status": STATUS,
            "labels": [f"changed {len(ticket.histories)} times"],
            "comment": embedded,
        }.get(name)

    def _histories(self, call: Call) -> Reply:
        rows = [(ticket.id, entry) for ticket in self._shown(call) for entry in ticket.histories]
        reply = self._page(call, "issueChangeLogs", rows)
        logs: dict[int, list[Any]] = {}
        for ticket, entry in reply.body["issueChangeLogs"]:
            logs.setdefault(ticket, []).append(entry)
        found = [{"issueId": str(ticket), "changeHistories": entries} for ticket, entries in logs.items()]
        return Reply(body={**reply.body, "issueChangeLogs": found})

    def _comments(self, call: Call, ticket: int) -> Reply:
        start = int(call.given["startAt"])
        comments = self.tickets[ticket].comments
        return Reply(body={"comments": comments[start : start + 2], "total": len(comments), "startAt": start})

    def _shown(self, call: Call) -> list[Ticket]:
        ids = [int(issue_id) for issue_id in call.given["issueIdsOrKeys"]]
        return [
            self.tickets[number] for number in ids if number in self.tickets and number not in self.hidden
        ]

    def _page(self, call: Call, key: str, rows: list[Any]) -> Reply:
        start = int(call.given.get("nextPageToken", "0"))
        body: dict[str, Any] = {key: rows[start : start + self.page]}
        if start + self.page < len(rows):
            body["nextPageToken"] = str(start + self.page)
        return Reply(body=body)
