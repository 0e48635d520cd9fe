"""What a Jira Data Center site holds: users by name and key, sprints as text, no hierarchy of types."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from connectors.sandbox.jira.history import Histories
from connectors.sandbox.jira.issue import EMBEDDED_COMMENTS, Issues, sprint_json
from connectors.sandbox.jira.site import CUSTOM_FIELDS, SPRINT_FIELD, Site
from connectors.sandbox.jira.snapshot import Row, Snapshot
from connectors.sandbox.jira.track import Entry
from connectors.sandbox.world.tickets import Comment, Project, Sprint, Worklog
from connectors.sandbox.world.world import Person, World

EPIC_FIELD = "customfield_10006"
FIRST_USER = 10_100
NUMBER = "com.atlassian.jira.plugin.system.customfieldtypes:float"
EPIC = ("Epic Link", "any", "com.pyxis.greenhopper.jira:gh-epic-link")


class DataCenterSite(Site):
    """A site of Data Center. The key of an account is its id; its name is what people log in with."""

    api = "/rest/api/2"
    custom_fields: ClassVar[dict[str, tuple[str, str, str, str]]] = {
        **CUSTOM_FIELDS,
        "points": (CUSTOM_FIELDS["points"][0], "Story Points", "number", NUMBER),
        "epic": (EPIC_FIELD, *EPIC),
    }

    def __init__(self, world: World, offset: str) -> None:
        self._user_keys = {person.key: f"JIRAUSER{n}" for n, person in enumerate(world.people, FIRST_USER)}
        super().__init__(world, offset)

    def fields_json(self) -> list[dict[str, Any]]:
        rows = super().fields_json()
        for row in rows:
            if row["id"] == SPRINT_FIELD:
                row["schema"]["items"] = "string"
        return rows

    def type_json(self, name: str) -> dict[str, Any]:
        type_ = super().type_json(name)
        del type_["hierarchyLevel"]
        return type_

    def project_json(self, project: Project) -> dict[str, Any]:
        fields = super().project_json(project)
        return {name: fields[name] for name in ("expand", "self", "id", "key", "name", "projectTypeKey")}

    def users_json(self, clock: datetime) -> list[dict[str, Any]]:
        return [
            {
                **self._user_json[person.key],
                "active": person.left_at is None or person.left_at > clock,
                "emailAddress": person.email,
            }
            for person in self.people.values()
        ]

    def person_sides(self, key: Any) -> tuple[str | None, str | None]:
        user = self.user_json(key) or {}
        return user.get("key"), user.get("displayName")

    def _render_user(self, person: Person) -> dict[str, Any]:
        return {
            "self": f"{self.url}{self.api}/user?username={person.key}",
            "key": self._user_keys[person.key],
            "name": person.key,
            "displayName": person.name,
            "active": True,
            "timeZone": person.timezone,
        }


class DataCenterHistories(Histories):
    """Histories without field ids, as Data Center writes them; a parent that is an epic is an Epic Link."""

    def items(self, entry: Entry) -> list[dict[str, Any]]:
        items = super().items(entry)
        for item in items:
            item.pop("fieldId", None)
            if item["field"] == "IssueParentAssociation":
                item["field"], item["fieldtype"] = "Epic Link", "custom"
        return items


class DataCenterIssues(Issues):
    """Tickets with plain text, sprints in the form of Java objects, and epics by their key."""

    def __init__(self, site: Site, snapshot: Snapshot) -> None:
        super().__init__(site, snapshot)
        for name in ("description", "environment"):
            self._renderers[name] = self._text(name)
        self._renderers["parent"] = lambda row, state: None
        self._renderers[EPIC_FIELD] = self._epic

    def comment_json(self, row: Row, comment: Comment) -> dict[str, Any]:
        fields = super().comment_json(row, comment)
        del fields["jsdPublic"]
        return {**fields, "body": "A comment."}

    def worklog_json(self, row: Row, worklog: Worklog) -> dict[str, Any]:
        return {**super().worklog_json(row, worklog), "comment": "What was done."}

    def _epic(self, row: Row, state: dict[str, Any]) -> str | None:
        parent = state.get("parent")
        found = None if parent is None else self._snapshot.rows.get(int(parent))
        return None if found is None else found.key

    def _sprint(self, sprint: Sprint) -> str:
        """Nothing in it is escaped: commas, brackets and equal signs of names and goals stand as they are."""
        fields = sprint_json(sprint, self._snapshot.clock)
        parts = {
            "id": sprint.id,
            "rapidViewId": sprint.board_id,
            "state": fields["state"].upper(),
            "name": sprint.name,
            "startDate": fields["startDate"],
            "endDate": fields["endDate"],
            "completeDate": fields.get("completeDate", "<null>"),
            "activatedDate": fields["startDate"] if fields["state"] != "future" else "<null>",
            "sequence": sprint.id,
            "goal": "ship it, [all=of,it]",
            "autoStartStop": "false",
        }
        text = ",".join(f"{name}={value}" for name, value in parts.items())
        return f"com.atlassian.greenhopper.service.sprint.Sprint@{sprint.id:x}[{text}]"

    def _comment(self, row: Row, state: dict[str, Any]) -> dict[str, Any]:
        """All comments of a ticket: Data Center does not cut them off."""
        comments = row.track.comments_until(self._snapshot.ms)
        comments_json = [self.comment_json(row, comment) for comment in comments]
        size = max(EMBEDDED_COMMENTS, len(comments))
        return {"comments": comments_json, "maxResults": size, "total": len(comments), "startAt": 0}
