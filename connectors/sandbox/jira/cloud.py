"""Jira Cloud, REST v3: the requests a reader of tickets makes, answered from a World at the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from connectors.sandbox.jira.answers import MOST_PER_PAGE, Given, JiraServer, Route, page
from connectors.sandbox.jira.answers import ROUTES as COMMON_ROUTES
from connectors.sandbox.jira.changelog import bulk
from connectors.sandbox.jira.jql import JqlError, parse
from connectors.sandbox.jira.jql_search import search
from connectors.sandbox.jira.pages import JiraError, check_properties, number, position, texts, token
from connectors.sandbox.jira.site import Site, milliseconds
from connectors.sandbox.jira.snapshot import Row
from connectors.sandbox.world.world import World

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
REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API."
    " A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)

RECENT_HISTORIES = 40


class Jira(JiraServer):
    """A Jira Cloud site."""

    def __init__(self, world: World, clock: datetime, offset: str) -> None:
        super().__init__(Site(world, offset), world, clock)

    def server_info(self, given: Given) -> dict[str, Any]:
        return {
            "baseUrl": self.site.url,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100287,
            "buildDate": "2025-01-06T00:00:00.000+0000",
            "serverTime": self.site.stamp(milliseconds(self.clock)),
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

    def projects(self, given: Given) -> dict[str, Any]:
        states = texts(given, "status") or ["live"]
        projects = [
            {**self.site.listed_project_json(project), **({} if state == "live" else {state: True})}
            for state in ("live", "archived", "deleted")
            if state in states
            for project in self.site.projects_at(self.clock, state)
        ]
        url = f"{self.site.url}/rest/api/3/project/search"
        return {"self": url, **page(given, "values", projects, 50)}

    def users(self, given: Given) -> list[dict[str, Any]]:
        start, size = number(given, "startAt", 0), number(given, "maxResults", 50, MOST_BULK)
        return self.site.users_json(self.clock)[start : start + size]

    def search(self, given: Given) -> dict[str, Any]:
        check_properties(given, SEARCH_PROPERTIES)
        fields = texts(given, "fields") or ["id"]
        is_light = set(fields) <= {"id", "key"}
        size = number(given, "maxResults", 50, MOST_IDS if is_light else MOST_PER_PAGE)
        rows = self._search(given)
        request = [given["jql"], fields]
        place = given.get("nextPageToken")
        start = 0 if place is None else position("search", request, str(place))
        page_rows = rows[start : start + size]
        if is_light:
            url = f"{self.site.url}/rest/api/3/issue"
            answer: dict[str, Any] = {"issues": [{"id": str(row.id)} for row in page_rows]}
            if "key" in fields:
                answer["issues"] = [
                    {"id": str(row.id), "self": f"{url}/{row.id}", "key": row.key} for row in page_rows
                ]
        else:
            chosen = self._issues.chosen(fields)
            answer = {"issues": [self._issues.render(row, chosen) for row in page_rows]}
            if "changelog" in given.get("expand", ""):
                for row, issue in zip(page_rows, answer["issues"], strict=True):
                    issue["changelog"] = self._recent(row)
        answer["isLast"] = start + len(page_rows) >= len(rows) or not page_rows
        if not answer["isLast"]:
            answer["nextPageToken"] = token("search", request, start + len(page_rows))
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

    def changelog(self, given: Given) -> dict[str, Any]:
        row = self._row(given)
        entries = row.track.told_until(self._snapshot.ms)
        answer = page(given, "values", entries, MOST_PER_PAGE)
        answer["values"] = [self._histories.render(entry, as_text=True) for entry in answer["values"]]
        return {"self": f"{self.site.url}/rest/api/3/issue/{row.id}/changelog", **answer}

    def _recent(self, row: Row) -> dict[str, Any]:
        """The newest histories, newest first: never all of a long one, and nothing says so."""
        entries = row.track.told_until(self._snapshot.ms)[::-1][:RECENT_HISTORIES]
        histories = [self._histories.render(entry, as_text=True) for entry in entries]
        return {"startAt": 0, "maxResults": len(histories), "total": len(histories), "histories": histories}

    def parsed(self, given: Given) -> dict[str, Any]:
        """What is wrong with queries; their names are looked up, since `validation` is strict by default."""
        check_properties(given, {"queries"} | {"validation"})
        queries = []
        for jql in texts(given, "queries"):
            answer: dict[str, Any] = {"query": jql}
            try:
                query = parse(jql)
                if query.where is not None:
                    search(jql, self._snapshot, self.site)
                answer["structure"] = {"orderBy": {"fields": [name for name, _ in query.order]}}
                if not query.order:
                    del answer["structure"]["orderBy"]
            except JqlError as error:
                answer["errors"] = [str(error)]
            queries.append(answer)
        return {"queries": queries}

    def _rows(self, names: list[str]) -> list[Row]:
        """The tickets that exist of those asked for, in the order of their ids."""
        found = {row.id: row for row in map(self._snapshot.find, names) if row is not None}
        return [found[key] for key in sorted(found)]


ROUTES: list[Route] = [
    ("GET", "project/search", Jira.projects),
    *COMMON_ROUTES,
    ("POST", "jql/parse", Jira.parsed),
    ("GET", "serverInfo", Jira.server_info),
    ("GET", "myself", Jira.myself),
    ("GET", "users/search", Jira.users),
    ("GET", "search", Jira.removed_search),
    ("POST", "search", Jira.removed_search),
    ("GET", "search/jql", Jira.search),
    ("POST", "search/jql", Jira.search),
    ("POST", "search/approximate-count", Jira.count),
    ("POST", "issue/bulkfetch", Jira.bulk_issues),
    ("POST", "changelog/bulkfetch", Jira.bulk_changelogs),
    ("GET", "issue/{issue}/changelog", Jira.changelog),
]
