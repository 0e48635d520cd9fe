"""Tickets as the vendor's issues: the fields a request asks for, as they are at the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from connectors.sandbox.jira.history import FLAG_ID, plain_text
from connectors.sandbox.jira.site import (
    FLAGGED_FIELD,
    POINTS_FIELD,
    REQUEST_TYPE_FIELD,
    SPRINT_FIELD,
    TEAM_FIELD,
    Site,
    milliseconds,
)
from connectors.sandbox.jira.snapshot import Row, Snapshot
from connectors.sandbox.world.tickets import Comment, Sprint, Worklog

EMBEDDED_COMMENTS = 20
LINK_TYPES = [
    {"id": "10000", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"},
    {"id": "10003", "name": "Problem/Incident", "inward": "is caused by", "outward": "causes"},
]
# What `*navigable` leaves out.
NOT_NAVIGABLE = {"comment", "worklog", "environment", "archiveddate"}
EMBEDDED_WORKLOGS = 20

Renderer = Callable[[Row, dict[str, Any]], Any]


class Issues:
    """Renders tickets of one snapshot."""

    def __init__(self, site: Site, snapshot: Snapshot) -> None:
        self._site = site
        self._snapshot = snapshot
        self._renderers: dict[str, Renderer] = {
            "summary": lambda row, state: state["summary"],
            "status": lambda row, state: site.status_json(state["status"]),
            "assignee": lambda row, state: site.user_json(state.get("assignee")),
            "reporter": lambda row, state: site.user_json(state.get("reporter")),
            "creator": lambda row, state: site.user_json(state.get("reporter")),
            "issuetype": lambda row, state: site.type_json(state["type"]),
            "project": lambda row, state: site.project_json(site.projects[row.project]),
            "components": self._components,
            "priority": self._priority,
            "resolution": self._resolution,
            "resolutiondate": lambda row, state: self._stamp(state["resolved_ms"]),
            "statuscategorychangedate": lambda row, state: self._stamp(state["category_ms"]),
            "labels": lambda row, state: list(state.get("labels") or ()),
            "parent": self._parent,
            "issuelinks": self._links,
            "description": lambda row, state: _document(state.get("description")),
            "environment": lambda row, state: _document(state.get("environment")),
            "created": lambda row, state: self._stamp(row.created_ms),
            "updated": lambda row, state: self._stamp(row.updated_ms),
            "comment": self._comment,
            "worklog": self._worklog,
            "archiveddate": self._archived,
            TEAM_FIELD: self._team,
            POINTS_FIELD: lambda row, state: state.get("points"),
            SPRINT_FIELD: self._sprints,
            FLAGGED_FIELD: self._flag,
            REQUEST_TYPE_FIELD: self._request_type,
        }
        for name, field_id in site.text_fields.items():
            self._renderers[field_id] = self._text(name)

    def chosen(self, fields: Iterable[str]) -> list[str]:
        """The field ids that a request's `fields` mean: `*all`, `*navigable`, names, and -names left out."""
        asked = [name.strip() for name in fields if name.strip()]
        minus = {name[1:] for name in asked if name.startswith("-")}
        plus = [name for name in asked if not name.startswith("-")]
        if "*all" in plus:
            plus = list(self._renderers)
        elif "*navigable" in plus or not plus:
            plus = [name for name in self._renderers if name not in NOT_NAVIGABLE]
        return [name for name in dict.fromkeys(plus) if name in self._renderers and name not in minus]

    def render(self, row: Row, chosen: list[str]) -> dict[str, Any]:
        state = self._snapshot.state(row)
        url = f"{self._site.url}{self._site.api}/issue/{row.id}"
        fields = {name: self._renderers[name](row, state) for name in chosen}
        return {"expand": "changelog", "id": str(row.id), "self": url, "key": row.key, "fields": fields}

    def comment_json(self, row: Row, comment: Comment) -> dict[str, Any]:
        stamp = self._site.stamp(milliseconds(comment.at))
        answer: dict[str, Any] = {
            "self": f"{self._site.url}{self._site.api}/issue/{row.id}/comment/{comment.id}",
            "id": str(comment.id),
            "body": _document("A comment."),
            "created": stamp,
            "updated": stamp,
            "jsdPublic": not comment.is_internal,
        }
        author = self._site.user_json(comment.author)
        return answer if author is None else answer | {"author": author, "updateAuthor": author}

    def worklog_json(self, row: Row, worklog: Worklog) -> dict[str, Any]:
        stamp = self._site.stamp(milliseconds(worklog.at))
        answer: dict[str, Any] = {
            "self": f"{self._site.url}{self._site.api}/issue/{row.id}/worklog/{worklog.id}",
            "id": str(worklog.id),
            "issueId": str(row.id),
            "comment": _document("What was done."),
            "created": stamp,
            "updated": stamp,
            "started": self._site.stamp(milliseconds(worklog.started_at)),
            "timeSpent": f"{worklog.seconds // 60}m",
            "timeSpentSeconds": worklog.seconds,
        }
        author = self._site.user_json(worklog.author)
        return answer if author is None else answer | {"author": author, "updateAuthor": author}

    def _text(self, name: str) -> Renderer:
        return lambda row, state: plain_text(state.get(name))

    def _stamp(self, ms: int | None) -> str | None:
        return None if ms is None else self._site.stamp(ms)

    def _components(self, row: Row, state: dict[str, Any]) -> list[dict[str, Any]]:
        return [self._site.component_json(row.project, name) for name in state.get("components") or ()]

    def _priority(self, row: Row, state: dict[str, Any]) -> dict[str, Any] | None:
        name = state.get("priority")
        return None if name is None else self._site.named_json("priority", self._site.priority_id(name), name)

    def _resolution(self, row: Row, state: dict[str, Any]) -> dict[str, Any] | None:
        name = state.get("resolution")
        return (
            None
            if name is None
            else self._site.named_json("resolution", self._site.resolution_id(name), name)
        )

    def _team(self, row: Row, state: dict[str, Any]) -> dict[str, Any] | None:
        key = state.get("team")
        if key is None:
            return None
        team = self._site.teams[key]
        name = self._site.names.now("team", team.name)
        flags = {"isVisible": True, "isVerified": False, "isShared": True}
        return {"id": team.uuid, "name": name, "title": name, "avatarUrl": "", **flags}

    def _sprints(self, row: Row, state: dict[str, Any]) -> list[Any] | None:
        sprints = [self._site.sprint(key) for key in state.get("sprint") or ()]
        clock = self._snapshot.clock
        there = [sprint for sprint in sprints if sprint.deleted_at is None or sprint.deleted_at > clock]
        return [self._sprint(sprint) for sprint in there] or None

    def _sprint(self, sprint: Sprint) -> Any:
        return {**sprint_json(sprint, self._snapshot.clock), "boardId": sprint.board_id}

    def _flag(self, row: Row, state: dict[str, Any]) -> list[dict[str, Any]] | None:
        value = state.get("flagged")
        url = f"{self._site.url}{self._site.api}/customFieldOption/{FLAG_ID}"
        return None if value is None else [{"self": url, "value": value, "id": FLAG_ID}]

    def _request_type(self, row: Row, state: dict[str, Any]) -> dict[str, Any] | None:
        name = state.get("request_type")
        if name is None:
            return None
        return {
            "requestType": {"id": name, "name": name},
            "_links": {"self": f"{self._site.url}/request/{row.id}"},
        }

    def _parent(self, row: Row, state: dict[str, Any]) -> dict[str, Any] | None:
        parent = state.get("parent")
        found = None if parent is None else self._snapshot.rows.get(int(parent))
        return None if found is None else self._short(found)

    def _links(self, row: Row, state: dict[str, Any]) -> list[dict[str, Any]]:
        links = []
        for end in row.track.ends:
            other = self._snapshot.rows.get(end.other)
            if end.ms > self._snapshot.ms or other is None:
                continue
            [kind] = [kind for kind in LINK_TYPES if end.name in (kind["inward"], kind["outward"])]
            side = "inwardIssue" if end.name == kind["inward"] else "outwardIssue"
            url = f"{self._site.url}{self._site.api}/issueLink/{end.id}"
            links.append({"id": str(end.id), "self": url, "type": kind, side: self._short(other)})
        return links

    def _short(self, row: Row) -> dict[str, Any]:
        return self.render(row, ["summary", "status", "priority", "issuetype"])

    def _comment(self, row: Row, state: dict[str, Any]) -> dict[str, Any]:
        comments = row.track.comments_until(self._snapshot.ms)
        embedded = [self.comment_json(row, comment) for comment in comments[:EMBEDDED_COMMENTS]]
        page = {"maxResults": EMBEDDED_COMMENTS, "total": len(comments), "startAt": 0}
        return {
            "comments": embedded,
            "self": f"{self._site.url}{self._site.api}/issue/{row.id}/comment",
            **page,
        }

    def _worklog(self, row: Row, state: dict[str, Any]) -> dict[str, Any]:
        worklogs = row.track.worklogs_until(self._snapshot.ms)
        embedded = [self.worklog_json(row, worklog) for worklog in worklogs[:EMBEDDED_WORKLOGS]]
        return {"startAt": 0, "maxResults": EMBEDDED_WORKLOGS, "total": len(worklogs), "worklogs": embedded}

    def _archived(self, row: Row, state: dict[str, Any]) -> str | None:
        at = row.track.ticket.archived_at
        return None if at is None or at > self._snapshot.clock else self._site.stamp(milliseconds(at))


def sprint_json(sprint: Sprint, clock: datetime) -> dict[str, Any]:
    """A sprint at an instant, as the agile resources show it but for the board."""
    is_closed = sprint.ended_at <= clock
    answer: dict[str, Any] = {
        "id": sprint.id,
        "name": sprint.name,
        "state": "closed" if is_closed else "active" if sprint.began_at <= clock else "future",
        "goal": "",
        "startDate": _utc(sprint.began_at if sprint.began_at <= clock else sprint.start_at),
        "endDate": _utc(sprint.end_at),
    }
    return answer | ({"completeDate": _utc(sprint.ended_at)} if is_closed else {})


def _document(text: Any) -> dict[str, Any] | None:
    """Rich text (Atlassian Document Format) with one paragraph."""
    if text is None:
        return None
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": str(text)}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


def _utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", ".000Z")
