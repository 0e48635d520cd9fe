"""Jira Cloud, REST v3: the requests a reader of tickets makes, answered from a World at the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from connectors.sandbox.jira_changelog import bulk
from connectors.sandbox.jira_history import Histories
from connectors.sandbox.jira_issue import Issues
from connectors.sandbox.jira_pages import JiraError, check_properties, number, position, texts, token
from connectors.sandbox.jira_site import Site
from connectors.sandbox.jira_snapshot import Row, Snapshot
from connectors.sandbox.jira_track import tracks
from connectors.sandbox.jql import JqlError, search
from connectors.sandbox.world import World

MOST_PER_PAGE = 100
MOST_IDS = 5000
MOST_BULK = 1000
MOST_HISTORIES = 10_000
MOST_FIELD_IDS = 10
MANY_VALUED = {"comment", "worklog", "attachment"}
HEAVY_EXPANDS = {
    "changelog",
    "editmeta",
    "operations",
    "renderedFields",
    "transitions",
    "versionedRepresentations",
}
SEARCH_PROPERTIES = {
    "jql",
    "fields",
    "maxResults",
    "nextPageToken",
    "expand",
    "properties",
    "fieldsByKeys",
    "reconcileIssues",
}
GONE = "Issue does not exist or you do not have permission to see it."
REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API."
    " A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)

Given = Mapping[str, Any]


class Jira:
    """Answers by route: a method takes what it is given and returns the answer's JSON or raises JiraError."""

    def __init__(self, world: World, clock: datetime, offset: str) -> None:
        self.site = Site(world, offset)
        self._tracks = tracks(world, self.site)
        self._histories = Histories(self.site, self._tracks)
        self.move_to(clock)

    def move_to(self, clock: datetime) -> None:
        self._snapshot = Snapshot(self._tracks, clock)
        self._issues = Issues(self.site, self._snapshot)
        self._found: dict[str, list[Row]] = {}

    def server_info(self, given: Given) -> dict[str, Any]:
        return {
            "baseUrl": self.site.url,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100287,
            "buildDate": "2025-01-06T00:00:00.000+0000",
            "serverTime": self.site.stamp(self._snapshot.ms),
            "scmInfo": "0" * 40,
            "serverTitle": "Jira",
        }

    def myself(self, given: Given) -> dict[str, Any]:
        return {
            "self": f"{self.site.url}/rest/api/3/user?accountId=sandbox",
            "accountId": "sandbox",
            "accountType": "atlassian",
            "emailAddress": "sandbox@example.org",
            "displayName": "Sandbox reader",
            "active": True,
            "timeZone": "Etc/UTC",
            "locale": "en_US",
        }

    def fields(self, given: Given) -> list[dict[str, Any]]:
        return self.site.fields_json()

    def statuses(self, given: Given) -> list[dict[str, Any]]:
        return [self.site.status_json(status.id) for status in self.site.statuses]

    def projects(self, given: Given) -> dict[str, Any]:
        projects = [self.site.project_json(project) for project in self.site.projects.values()]
        return {"self": f"{self.site.url}/rest/api/3/project/search", **_page(given, "values", projects, 50)}

    def users(self, given: Given) -> list[dict[str, Any]]:
        start, size = number(given, "startAt", 0), number(given, "maxResults", 50, MOST_BULK)
        return self.site.users_json(self._snapshot.clock)[start : start + size]

    def search(self, given: Given) -> dict[str, Any]:
        check_properties(given, SEARCH_PROPERTIES)
        fields = texts(given, "fields") or ["id"]
        is_light = set(fields) <= {"id", "key"}
        size = number(given, "maxResults", 50, MOST_IDS if is_light else MOST_PER_PAGE)
        rows = self._search(given)
        request = [given["jql"], fields]
        place = given.get("nextPageToken")
        start = 0 if place is None else position("search", request, str(place))
        page = rows[start : start + size]
        if is_light:
            url = f"{self.site.url}/rest/api/3/issue"
            answer: dict[str, Any] = {"issues": [{"id": str(row.id)} for row in page]}
            if "key" in fields:
                answer["issues"] = [
                    {"id": str(row.id), "self": f"{url}/{row.id}", "key": row.key} for row in page
                ]
        else:
            chosen = self._issues.chosen(fields)
            answer = {"issues": [self._issues.render(row, chosen) for row in page]}
        answer["isLast"] = start + len(page) >= len(rows) or not page
        if not answer["isLast"]:
            answer["nextPageToken"] = token("search", request, start + len(page))
        return answer

    def count(self, given: Given) -> dict[str, Any]:
        check_properties(given, {"jql"})
        return {"count": len(self._search(given))}

    def removed_search(self, given: Given) -> dict[str, Any]:
        raise JiraError(410, REMOVED)

    def bulk_issues(self, given: Given) -> dict[str, Any]:
        check_properties(given, {"issueIdsOrKeys", "fields", "fieldsByKeys", "expand", "properties"})
        names = texts(given, "issueIdsOrKeys")
        fields = texts(given, "fields")
        expands = texts(given, "expand")
        named = [name for name in fields if not name.startswith(("*", "-"))]
        is_plain = bool(named) and len(fields) <= 100 and not any(name.startswith("*") for name in fields)
        is_plain = (
            is_plain and not MANY_VALUED.intersection(named) and not HEAVY_EXPANDS.intersection(expands)
        )
        most = MOST_BULK if is_plain else MOST_PER_PAGE
        if not 1 <= len(names) <= most:
            raise JiraError(400, f"The number of issues to fetch must be between 1 and {most}.")
        chosen = self._issues.chosen(fields)
        rows = self._rows(names)
        return {"issues": [self._issues.render(row, chosen) for row in rows], "issueErrors": []}

    def bulk_changelogs(self, given: Given) -> dict[str, Any]:
        check_properties(given, {"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"})
        names, fields = texts(given, "issueIdsOrKeys"), set(texts(given, "fieldIds"))
        size = number(given, "maxResults", 1000)
        if not 1 <= len(names) <= MOST_BULK:
            raise JiraError(400, f"The number of issues must be between 1 and {MOST_BULK}.")
        if len(fields) > MOST_FIELD_IDS:
            raise JiraError(400, f"The number of field ids must not exceed {MOST_FIELD_IDS}.")
        if not 1 <= size <= MOST_HISTORIES:
            raise JiraError(400, f"maxResults must be between 1 and {MOST_HISTORIES}.")
        return bulk(given, self._rows(names), fields, size, self._snapshot.ms, self._histories)

    def issue(self, given: Given) -> dict[str, Any]:
        fields = [name for text in texts(given, "fields") for name in text.split(",")] or ["*all"]
        return self._issues.render(self._row(given), self._issues.chosen(fields))

    def changelog(self, given: Given) -> dict[str, Any]:
        row = self._row(given)
        entries = row.track.entries_until(self._snapshot.ms)
        answer = _page(given, "values", entries, MOST_PER_PAGE)
        answer["values"] = [self._histories.render(entry, as_text=True) for entry in answer["values"]]
        return {"self": f"{self.site.url}/rest/api/3/issue/{row.id}/changelog", **answer}

    def comments(self, given: Given) -> dict[str, Any]:
        row = self._row(given)
        comments = row.track.comments_until(self._snapshot.ms)
        if given.get("orderBy", "created").startswith("-"):
            comments = comments[::-1]
        answer = _page(given, "comments", comments, MOST_PER_PAGE)
        del answer["isLast"]
        answer["comments"] = [self._issues.comment_json(row, comment) for comment in answer["comments"]]
        return answer

    def _search(self, given: Given) -> list[Row]:
        jql = given.get("jql") or ""
        if not isinstance(jql, str):
            raise JiraError(400, "Invalid request payload: jql must be a text.")
        if jql not in self._found:
            try:
                self._found[jql] = search(jql, self._snapshot, self.site.projects)
            except JqlError as error:
                raise JiraError(400, str(error)) from None
        return self._found[jql]

    def _row(self, given: Given) -> Row:
        row = self._snapshot.find(str(given["issue"]))
        if row is None:
            raise JiraError(404, GONE)
        return row

    def _rows(self, names: list[str]) -> list[Row]:
        """The tickets that exist of those asked for, in the order of their ids."""
        found = {row.id: row for row in map(self._snapshot.find, names) if row is not None}
        return [found[key] for key in sorted(found)]


def _page(given: Given, name: str, values: list[Any], size: int) -> dict[str, Any]:
    start, most = number(given, "startAt", 0), number(given, "maxResults", size, MOST_PER_PAGE)
    shown = values[start : start + most]
    page = {"maxResults": most, "startAt": start, "total": len(values)}
    return page | {"isLast": start + len(shown) >= len(values), name: shown}


ROUTES: list[tuple[str, str, Callable[[Jira, Given], Any]]] = [
    ("GET", "serverInfo", Jira.server_info),
    ("GET", "myself", Jira.myself),
    ("GET", "field", Jira.fields),
    ("GET", "status", Jira.statuses),
    ("GET", "project/search", Jira.projects),
    ("GET", "users/search", Jira.users),
    ("GET", "search", Jira.removed_search),
    ("POST", "search", Jira.removed_search),
    ("GET", "search/jql", Jira.search),
    ("POST", "search/jql", Jira.search),
    ("POST", "search/approximate-count", Jira.count),
    ("POST", "issue/bulkfetch", Jira.bulk_issues),
    ("POST", "changelog/bulkfetch", Jira.bulk_changelogs),
    ("GET", "issue/{issue}", Jira.issue),
    ("GET", "issue/{issue}/changelog", Jira.changelog),
    ("GET", "issue/{issue}/comment", Jira.comments),
]
