"""Jira Software's boards and sprints, below rest/agile/1.0/, as Cloud and Data Center answer alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from connectors.sandbox.jira.answers import Given, JiraServer, Route, page
from connectors.sandbox.jira.issue import sprint_json
from connectors.sandbox.jira.pages import JiraError
from connectors.sandbox.world.tickets import Board, Sprint

MOST_PER_PAGE = 50


def boards(server: JiraServer, given: Given) -> dict[str, Any]:
    boards = [_board_json(server, board) for board in server.site.boards.values() if _is_shown(server, board)]
    return page(given, "values", boards, MOST_PER_PAGE, MOST_PER_PAGE)


def board(server: JiraServer, given: Given) -> dict[str, Any]:
    return _board_json(server, _board(server, given))


def board_configuration(server: JiraServer, given: Given) -> dict[str, Any]:
    site, found = server.site, _board(server, given)
    columns = [
        {
            "name": status.name,
            "statuses": [{"id": status.id, "self": site.status_json(status.id)["self"]}],
        }
        for status in site.statuses
    ]
    field_id, name = site.custom_fields["points"][:2]
    return {
        "id": found.id,
        "name": found.name,
        "type": found.kind,
        "self": f"{site.url}/rest/agile/1.0/board/{found.id}/configuration",
        "filter": {"id": str(10_000 + found.id), "self": f"{site.url}/filter/{10_000 + found.id}"},
        "columnConfig": {"columns": columns, "constraintType": "none"},
        "estimation": {"type": "field", "field": {"fieldId": field_id, "displayName": name}},
        "ranking": {"rankCustomFieldId": 10019},
    }


def board_sprints(server: JiraServer, given: Given) -> dict[str, Any]:
    found = _board(server, given)
    if found.kind == "kanban":
        raise JiraError(400, "The board does not support sprints")
    sprints = [
        _sprint_json(server, sprint)
        for sprint in server.site.sprints.values()
        if sprint.board_id == found.id and not _is_deleted(sprint.deleted_at, server.clock)
    ]
    return page(given, "values", sprints, MOST_PER_PAGE, MOST_PER_PAGE)


def sprint(server: JiraServer, given: Given) -> dict[str, Any]:
    found = server.site.sprints.get(str(given["sprint"]))
    if found is None or _is_deleted(found.deleted_at, server.clock):
        raise JiraError(404, "Sprint does not exist or you do not have permission to view it.")
    return _sprint_json(server, found)


def _is_deleted(deleted_at: datetime | None, clock: datetime) -> bool:
    return deleted_at is not None and deleted_at <= clock


def _is_shown(server: JiraServer, found: Board) -> bool:
    visible = {project.key for project in server.site.projects_at(server.clock)}
    return found.project in visible and not _is_deleted(found.deleted_at, server.clock)


def _board(server: JiraServer, given: Given) -> Board:
    found = server.site.boards.get(int(given["board"])) if str(given["board"]).isdecimal() else None
    if found is None or not _is_shown(server, found):
        raise JiraError(404, "The requested board cannot be viewed because it does not exist.")
    return found


def _board_json(server: JiraServer, found: Board) -> dict[str, Any]:
    project = server.site.projects[found.project]
    key = server.site.names.now("project", project.key)
    return {
        "id": found.id,
        "self": f"{server.site.url}/rest/agile/1.0/board/{found.id}",
        "name": found.name,
        "type": found.kind,
        "location": {
            "projectId": int(project.id),
            "projectKey": key,
            "projectName": project.name,
            "displayName": f"{project.name} ({key})",
        },
    }


def _sprint_json(server: JiraServer, found: Sprint) -> dict[str, Any]:
    return {
        **sprint_json(found, server.clock),
        "originBoardId": found.board_id,
        "self": f"{server.site.url}/rest/agile/1.0/sprint/{found.id}",
    }


ROUTES: list[Route] = [
    ("GET", "board", boards),
    ("GET", "board/{board}", board),
    ("GET", "board/{board}/configuration", board_configuration),
    ("GET", "board/{board}/sprint", board_sprints),
    ("GET", "sprint/{sprint}", sprint),
]
