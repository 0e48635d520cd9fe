"""What Jira Cloud and Jira Data Center answer alike, from a World at the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from connectors.sandbox.jira.history import Histories
from connectors.sandbox.jira.issue import LINK_TYPES, Issues
from connectors.sandbox.jira.jql import JqlError
from connectors.sandbox.jira.jql_search import search
from connectors.sandbox.jira.pages import JiraError, flag, number, texts
from connectors.sandbox.jira.site import Site, milliseconds
from connectors.sandbox.jira.snapshot import Row, Snapshot
from connectors.sandbox.jira.track import Track, tracks
from connectors.sandbox.world.tickets import Project
from connectors.sandbox.world.world import World

MOST_PER_PAGE = 100
MOST_DELETED = 1000
MINUTE = 60_000
GONE = "Issue does not exist or you do not have permission to see it."

Given = Mapping[str, Any]


class JiraServer:
    """Answers by route: a method takes what it is given and returns the answer's JSON or raises JiraError."""

    def __init__(self, site: Site, world: World, clock: datetime) -> None:
        self.site = site
        self._world = world
        self.move_to(clock)

    def move_to(self, clock: datetime) -> None:
        """Sets the clock; what a site shows then is worked out when somebody asks."""
        self.clock = clock
        self._found: dict[tuple[str, bool], list[Row]] = {}
        for name in ("_snapshot", "_issues"):
            self.__dict__.pop(name, None)

    @cached_property
    def _tracks(self) -> dict[int, Track]:
        return tracks(self._world, self.site)

    @cached_property
    def _histories(self) -> Histories:
        return Histories(self.site, self._tracks)

    @cached_property
    def _snapshot(self) -> Snapshot:
        return Snapshot(self.site, self._tracks, self.clock)

    @cached_property
    def _issues(self) -> Issues:
        return Issues(self.site, self._snapshot)

    def fields(self, given: Given) -> list[dict[str, Any]]:
        return self.site.fields_json()

    def statuses(self, given: Given) -> list[dict[str, Any]]:
        return [self.site.status_json(status.id) for status in self.site.statuses]

    def issue_types(self, given: Given) -> list[dict[str, Any]]:
        return [self.site.type_json(name) for name in self.site.types]

    def link_types(self, given: Given) -> dict[str, Any]:
        url = f"{self.site.url}{self.site.api}/issueLinkType"
        return {"issueLinkTypes": [{**kind, "self": f"{url}/{kind['id']}"} for kind in LINK_TYPES]}

    def all_projects(self, given: Given) -> list[dict[str, Any]]:
        """The answer of GET project: those that may be browsed, and the archived if asked for."""
        states = ("live", "archived") if flag(given, "includeArchived", False) else ("live",)
        projects = self.site.projects_at(self.clock, *states)
        archived = self.site.projects_at(self.clock, "archived")
        return [
            {**self.site.listed_project_json(project), "archived": project in archived}
            if "includeArchived" in given
            else self.site.listed_project_json(project)
            for project in projects
        ]

    def project(self, given: Given) -> dict[str, Any]:
        return self.site.project_json(self._project(given))

    def components(self, given: Given) -> list[dict[str, Any]]:
        project = self._project(given)
        return [self.site.component_json(project.key, name) for name in project.components]

    def _project(self, given: Given) -> Project:
        name = str(given["project"])
        for project in self.site.projects_at(self.clock, "live", "archived"):
            if name.upper() in (project.id, *self.site.names.every("project", project.key)):
                return project
        raise JiraError(404, f"No project could be found with key '{name}'.")

    def resolutions(self, given: Given) -> list[dict[str, Any]]:
        names = self._world.resolutions
        return [self.site.named_json("resolution", self.site.resolution_id(name), name) for name in names]

    def issue(self, given: Given) -> dict[str, Any]:
        fields = [name for text in texts(given, "fields") for name in text.split(",")] or ["*all"]
        return self._issues.render(self._row(given), self._issues.chosen(fields))

    def comments(self, given: Given) -> dict[str, Any]:
        row = self._row(given)
        comments = row.track.comments_until(self._snapshot.ms)
        if given.get("orderBy", "created").startswith("-"):
            comments = comments[::-1]
        answer = page(given, "comments", comments, MOST_PER_PAGE)
        del answer["isLast"]
        answer["comments"] = [self._issues.comment_json(row, comment) for comment in answer["comments"]]
        return answer

    def worklogs(self, given: Given) -> dict[str, Any]:
        row = self._row(given)
        answer = page(given, "worklogs", row.track.worklogs_until(self._snapshot.ms), MOST_PER_PAGE)
        del answer["isLast"]
        answer["worklogs"] = [self._issues.worklog_json(row, worklog) for worklog in answer["worklogs"]]
        return answer

    def deleted_worklogs(self, given: Given) -> dict[str, Any]:
        """Worklogs that were deleted after an instant, but for the last minute; oldest first."""
        since = number(given, "since", 0)
        rows = sorted(
            (deleted_ms, worklog.id)
            for track in self._tracks.values()
            for worklog in track.worklogs
            if worklog.deleted_at is not None
            and since < (deleted_ms := milliseconds(worklog.deleted_at)) <= self._snapshot.ms - MINUTE
        )
        page_rows = rows[:MOST_DELETED]
        url = f"{self.site.url}{self.site.api}/worklog/deleted?since="
        until = page_rows[-1][0] if page_rows else since
        values = [{"worklogId": id_, "updatedTime": ms, "properties": []} for ms, id_ in page_rows]
        answer = {"values": values, "since": since, "until": until, "self": f"{url}{since}"}
        is_last = len(page_rows) == len(rows)
        return answer | {"lastPage": is_last} | ({} if is_last else {"nextPage": f"{url}{until}"})

    def _search(self, given: Given, *, is_checked: bool = True) -> list[Row]:
        jql = given.get("jql") or ""
        if not isinstance(jql, str):
            raise JiraError(400, "Invalid request payload: jql must be a text.")
        if (jql, is_checked) not in self._found:
            try:
                self._found[jql, is_checked] = search(jql, self._snapshot, self.site, is_checked=is_checked)
            except JqlError as error:
                raise JiraError(400, str(error)) from None
        return self._found[jql, is_checked]

    def _row(self, given: Given) -> Row:
        """A ticket of its own: also one that is archived, which searches do not find."""
        name = str(given["issue"])
        row = self._snapshot.find(name)
        if row is None and name.isdecimal():
            row = self._snapshot.archived.get(int(name))
        if row is None:
            raise JiraError(404, GONE)
        return row


def page(given: Given, name: str, values: list[Any], size: int, most: int = MOST_PER_PAGE) -> dict[str, Any]:
    start, asked = number(given, "startAt", 0), number(given, "maxResults", size, most)
    page_values = values[start : start + asked]
    answer = {"maxResults": asked, "startAt": start, "total": len(values)}
    return answer | {"isLast": start + len(page_values) >= len(values), name: page_values}


Route = tuple[str, str, Callable[[Any, Given], Any]]
# Below the API's own path, as in rest/api/3/.
ROUTES: list[Route] = [
    ("GET", "field", JiraServer.fields),
    ("GET", "status", JiraServer.statuses),
    ("GET", "issuetype", JiraServer.issue_types),
    ("GET", "issueLinkType", JiraServer.link_types),
    ("GET", "project", JiraServer.all_projects),
    ("GET", "project/{project}", JiraServer.project),
    ("GET", "project/{project}/components", JiraServer.components),
    ("GET", "resolution", JiraServer.resolutions),
    ("GET", "issue/{issue}", JiraServer.issue),
    ("GET", "issue/{issue}/comment", JiraServer.comments),
    ("GET", "issue/{issue}/worklog", JiraServer.worklogs),
    ("GET", "worklog/deleted", JiraServer.deleted_worklogs),
]
