"""Jira Data Center, REST v2: numbered pages, whole histories in searches, users by name and key."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from connectors.sandbox.jira.answers import ROUTES as COMMON_ROUTES
from connectors.sandbox.jira.answers import Given, JiraServer, Route
from connectors.sandbox.jira.data_center_site import DataCenterHistories, DataCenterIssues, DataCenterSite
from connectors.sandbox.jira.history import Histories
from connectors.sandbox.jira.issue import Issues
from connectors.sandbox.jira.pages import JiraError, check_properties, flag, number, texts
from connectors.sandbox.jira.site import milliseconds
from connectors.sandbox.jira.snapshot import Row
from connectors.sandbox.world.world import World

READER = "reader"
MOST_PER_PAGE = 1000
WINDOW = 10_000
MOST_USERS = 1000
SEARCH_PROPERTIES = {"jql", "startAt", "maxResults", "validateQuery", "fields", "expand"}


class DataCenter(JiraServer):
    """A Data Center site. A page is silently cut to `most_per_page`; nothing lies beyond `window` rows."""

    def __init__(
        self,
        world: World,
        clock: datetime,
        offset: str,
        most_per_page: int = MOST_PER_PAGE,
        window: int = WINDOW,
    ) -> None:
        super().__init__(DataCenterSite(world, offset), world, clock)
        self.most_per_page = most_per_page
        self.window = window

    @cached_property
    def _histories(self) -> Histories:
        return DataCenterHistories(self.site, self._tracks)

    @cached_property
    def _issues(self) -> Issues:
        return DataCenterIssues(self.site, self._snapshot)

    def server_info(self, given: Given) -> dict[str, Any]:
        return {
            "baseUrl": self.site.url,
            "version": "10.3.5",
            "versionNumbers": [10, 3, 5],
            "deploymentType": "Data Center",
            "buildNumber": 10030005,
            "buildDate": "2025-01-06T00:00:00.000+0000",
            "serverTime": self.site.stamp(milliseconds(self.clock)),
            "scmInfo": "0" * 40,
            "serverTitle": "Jira",
        }

    def myself(self, given: Given) -> dict[str, Any]:
        return {
            "self": f"{self.site.url}/rest/api/2/user?username={READER}",
            "key": "JIRAUSER10000",
            "name": READER,
            "displayName": "Sandbox reader",
            "active": True,
            "timeZone": "Etc/UTC",
        }

    def users(self, given: Given) -> list[dict[str, Any]]:
        """The answer of GET user/search: a point for the name finds everybody."""
        if given.get("username") != ".":
            raise JiraError(400, "The username query parameter was not provided")
        start, size = number(given, "startAt", 0), number(given, "maxResults", 50, MOST_USERS)
        users = self.site.users_json(self.clock)
        if not flag(given, "includeInactive", False):
            users = [user for user in users if user["active"]]
        return users[start : start + size]

    def search(self, given: Given) -> dict[str, Any]:
        check_properties(given, SEARCH_PROPERTIES)
        rows = self._search(given, is_checked=flag(given, "validateQuery", True))
        start, size = number(given, "startAt", 0), number(given, "maxResults", 50, self.most_per_page)
        if start + size > self.window:
            raise JiraError(
                400, f"Search limit exceeded: at most {self.window} results can be paged through."
            )
        page_rows = rows[start : start + size]
        chosen = self._issues.chosen(texts(given, "fields") or ["*navigable"])
        issues = [self._issues.render(row, chosen) for row in page_rows]
        if "changelog" in _expands(given):
            for row, issue in zip(page_rows, issues, strict=True):
                issue["changelog"] = self._changelog(row)
        page = {"startAt": start, "maxResults": size, "total": len(rows), "issues": issues}
        return {"expand": "schema,names", **page}

    def issue(self, given: Given) -> dict[str, Any]:
        issue = super().issue(given)
        if "changelog" in _expands(given):
            issue["changelog"] = self._changelog(self._row(given))
        return issue

    def _changelog(self, row: Row) -> dict[str, Any]:
        entries = row.track.told_until(self._snapshot.ms)
        histories = [self._histories.render(entry, as_text=True) for entry in entries]
        return {"startAt": 0, "maxResults": len(histories), "total": len(histories), "histories": histories}


def _expands(given: Given) -> list[str]:
    """What to expand: a list in a body, names joined by commas in a query."""
    value = given.get("expand") or []
    return value.split(",") if isinstance(value, str) else texts(given, "expand")


ROUTES: list[Route] = [
    ("GET", "serverInfo", DataCenter.server_info),
    ("GET", "myself", DataCenter.myself),
    ("GET", "user/search", DataCenter.users),
    ("GET", "search", DataCenter.search),
    ("POST", "search", DataCenter.search),
    ("GET", "issue/{issue}", DataCenter.issue),
    *COMMON_ROUTES,
]
