"""The Jira Cloud answers that Apache DevLake's tests recorded, served again as they came."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from typing import Any

from tests.worlds.fake_server import Call, FakeServer, Reply
from tests.worlds.paths import SHARED

FOLDER = SHARED / "data" / "devlake" / "jira"
CLOCK = datetime(2024, 1, 1, tzinfo=UTC)
SPRINT = "customfield_10020"

Json = dict[str, Any]


def raw(name: str) -> list[Json]:
    """Recorded answers of one kind."""
    csv.field_size_limit(10**9)
    with (FOLDER / "raw_tables" / f"_raw_jira_api_{name}.csv").open(encoding="utf-8") as file:
        return [json.loads(row["data"]) for row in csv.DictReader(file)]


def snapshot(name: str) -> list[dict[str, str]]:
    """What DevLake made of them."""
    with (FOLDER / "snapshot_tables" / f"_tool_jira_{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


class RecordedJira(FakeServer):
    """A site with the recorded tickets of one project, and histories as bulk answers write them."""

    def __init__(self, name: str = "issues", project: str = "EE") -> None:
        super().__init__(self._answer)
        self.issues = {
            issue["id"]: issue for issue in raw(name) if issue["fields"]["project"]["key"] == project
        }
        self._lists = {
            "field": _fields(list(self.issues.values())),
            "status": raw("status"),
            "issuetype": raw("issue_types"),
            "users/search": raw("users"),
        }
        self._sprints = [sprint for sprint in raw("sprints") if sprint["originBoardId"] == 8]

    def _answer(self, call: Call) -> Reply:
        path = re.sub("^/rest/(api/3|agile/1.0)/", "", call.path)
        if path in self._lists:
            start = int(call.given.get("startAt", 0))
            return Reply(body=self._lists[path][start:])
        answers = {
            "serverInfo": self._server_info,
            "myself": lambda call: {"accountId": "reader"},
            "project/search": self._projects,
            "search/jql": self._search,
            "issue/bulkfetch": self._issues,
            "changelog/bulkfetch": self._histories,
            "board": lambda call: _page([{"id": 8, "name": "EE", "type": "scrum"}]),
            "board/8/sprint": lambda call: _page(self._sprints),
            "board/8/configuration": lambda call: {"id": 8, "columnConfig": {"columns": []}},
        }
        if path in answers:
            return Reply(body=answers[path](call))
        return Reply(404, {"errorMessages": ["not recorded"]})

    def _server_info(self, call: Call) -> Json:
        told = {"baseUrl": self.url, "version": "1001.0.0", "deploymentType": "Cloud"}
        return told | {"serverTime": CLOCK.isoformat(timespec="milliseconds")}

    def _projects(self, call: Call) -> Json:
        return _page([next(iter(self.issues.values()))["fields"]["project"]])

    def _search(self, call: Call) -> Json:
        window = re.search(r"updated >= (\d+)", call.given["jql"])
        since = int(window[1]) if window else 0
        found = [
            {"id": id_} for id_, issue in self.issues.items() if _ms(issue["fields"]["updated"]) >= since
        ]
        return {"issues": found, "isLast": True}

    def _asked(self, call: Call) -> list[Json]:
        return [self.issues[id_] for id_ in call.given["issueIdsOrKeys"] if id_ in self.issues]

    def _issues(self, call: Call) -> Json:
        shown = [
            {**issue, "fields": {name: issue["fields"].get(name) for name in call.given["fields"]}}
            for issue in self._asked(call)
        ]
        return {"issues": shown, "issueErrors": []}

    def _histories(self, call: Call) -> Json:
        logs = [
            {
                "issueId": issue["id"],
                "changeHistories": [
                    {**entry, "created": _ms(entry["created"])} for entry in issue["changelog"]["histories"]
                ],
            }
            for issue in self._asked(call)
        ]
        return {"issueChangeLogs": logs}


def _page(values: list[Json]) -> Json:
    return {"values": values, "isLast": True, "total": len(values)}


def _ms(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp() * 1000)


def _fields(issues: list[Json]) -> list[Json]:
    """The site's field list, which was not recorded: what the tickets have, with the sprint field's type."""
    names = sorted({name for issue in issues for name in issue["fields"]})
    schema = {"type": "array", "items": "json", "custom": "com.pyxis.greenhopper.jira:gh-sprint"}
    return [
        {"id": name, "name": "Sprint", "custom": True, "schema": schema}
        if name == SPRINT
        else {"id": name, "name": name, "custom": name.startswith("customfield_")}
        for name in names
    ]
