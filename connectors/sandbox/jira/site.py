"""What a Jira site holds besides its tickets: people, fields, statuses, projects, and their ids there."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar

from connectors.sandbox.jira.names import Names
from connectors.sandbox.world.tickets import Board, Project, Sprint, Status
from connectors.sandbox.world.world import Person, World

TEAM_FIELD = "customfield_10001"
REQUEST_TYPE_FIELD = "customfield_10010"
POINTS_FIELD = "customfield_10016"
SPRINT_FIELD = "customfield_10020"
FLAGGED_FIELD = "customfield_10021"
CHECKBOXES = "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes"
FIRST_TEXT_FIELD = 10100

CUSTOM_FIELDS = {
    "team": (TEAM_FIELD, "Team", "team", "com.atlassian.teams:rm-teams-custom-field-team"),
    "points": (POINTS_FIELD, "Story point estimate", "number", "com.pyxis.greenhopper.jira:jsw-story-points"),
    "sprint": (SPRINT_FIELD, "Sprint", "array", "com.pyxis.greenhopper.jira:gh-sprint"),
    "flagged": (FLAGGED_FIELD, "Flagged", "array", CHECKBOXES),
    "request_type": (
        REQUEST_TYPE_FIELD,
        "Request Type",
        "sd-customerrequesttype",
        "com.atlassian.servicedesk:vp-origin",
    ),
}
TEXT_FIELD = "com.atlassian.jira.plugin.system.customfieldtypes:textfield"
SYSTEM_FIELDS = {
    "summary": ("Summary", "string"),
    "status": ("Status", "status"),
    "assignee": ("Assignee", "user"),
    "reporter": ("Reporter", "user"),
    "issuetype": ("Issue Type", "issuetype"),
    "project": ("Project", "project"),
    "components": ("Components", "array"),
    "priority": ("Priority", "priority"),
    "resolution": ("Resolution", "resolution"),
    "resolutiondate": ("Resolved", "datetime"),
    "labels": ("Labels", "array"),
    "parent": ("Parent", None),
    "issuelinks": ("Linked Issues", "array"),
    "comment": ("Comment", "comments-page"),
    "description": ("Description", "string"),
    "environment": ("Environment", "string"),
    "created": ("Created", "datetime"),
    "updated": ("Updated", "datetime"),
    "statuscategorychangedate": ("Status Category Changed", "datetime"),
}
CATEGORIES = {
    "new": (2, "To Do", "blue-gray"),
    "indeterminate": (4, "In Progress", "yellow"),
    "done": (3, "Done", "green"),
}
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
ACCOUNT_TYPES = {"human": "atlassian", "app": "app", "customer": "customer"}
# Fields of a World that are known to the vendor by a field of its own; anything else is a custom text field.
KNOWN_FIELDS = {*CUSTOM_FIELDS, *SYSTEM_FIELDS, "key", "type"}


def milliseconds(at: datetime) -> int:
    return int(at.timestamp()) * 1000


class Site:
    """The vendor's ids and JSON for everything a World declares. `offset` is the site's, as in "+0200"."""

    api = "/rest/api/3"
    custom_fields: ClassVar[dict[str, tuple[str, str, str, str]]] = CUSTOM_FIELDS

    def __init__(self, world: World, offset: str) -> None:
        if not re.fullmatch(r"[+-]\d{4}", offset):
            raise ValueError(f"the site's offset is {offset!r}; write it as +0000 or -0430")
        self.url = world.jira_url.rstrip("/")
        self.offset = offset
        minutes = int(offset[1:3]) * 60 + int(offset[3:])
        self._zone = timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
        self.names = Names(world.renames)
        self.people = {person.key: person for person in world.people}
        self.teams = {team.key: team for team in world.teams}
        self.statuses = world.statuses
        self.projects = {project.key: project for project in world.projects}
        self.boards = {board.id: board for board in world.boards or _boards(world)}
        self.types = world.ticket_types
        self.sprints = {str(sprint.id): sprint for sprint in world.sprints}
        self._sprint_by_name = {sprint.name: sprint for sprint in world.sprints}
        self._status = {status.name: status for status in world.statuses}
        self._status |= {status.id: status for status in world.statuses}
        self._status_json = {status.id: self._render_status(status) for status in world.statuses}
        self._user_json = {person.key: self._render_user(person) for person in world.people}
        self._component_ids = self._number_components(world)
        self._resolution_ids = {name: str(10000 + n) for n, name in enumerate(world.resolutions)}
        self._type_ids = {name: str(10001 + n) for n, name in enumerate(world.ticket_types)}
        names, priorities = self._used(world)
        self._priority_ids = {name: str(n + 1) for n, name in enumerate(PRIORITIES)}
        self._priority_ids |= {name: str(10000 + n) for n, name in enumerate(priorities)}
        self.text_fields = {name: f"customfield_{FIRST_TEXT_FIELD + n}" for n, name in enumerate(names)}

    def stamp(self, ms: int) -> str:
        """An instant as Jira's answers write it, with the site's offset."""
        text = datetime.fromtimestamp(ms // 1000, self._zone).strftime("%Y-%m-%dT%H:%M:%S")
        return f"{text}.{ms % 1000:03}{self.offset}"

    def status(self, key: Any) -> Status:
        return self._status[key]

    def status_json(self, key: Any) -> dict[str, Any]:
        return self._status_json[self._status[key].id]

    def user_json(self, key: Any) -> dict[str, Any] | None:
        """The user as issues and histories show them; the e-mail address is in the user list alone."""
        return None if key is None else self._user_json[key]

    def sprint(self, key: str) -> Sprint:
        return self.sprints[key] if key in self.sprints else self._sprint_by_name[key]

    def component_id(self, project: str, name: str) -> str:
        """The id of a project's component; a moved ticket may still have one of the project it came from."""
        if (project, name) in self._component_ids:
            return self._component_ids[project, name]
        return next(number for pair, number in self._component_ids.items() if pair[1] == name)

    def component_json(self, project: str, name: str) -> dict[str, Any]:
        number = self.component_id(project, name)
        return self.named_json("component", number, self.names.now("component", name))

    def priority_id(self, name: str) -> str:
        return self._priority_ids[name]

    def resolution_id(self, name: str) -> str:
        return self._resolution_ids[name]

    def named_json(self, kind: str, number: str, name: str) -> dict[str, Any]:
        return {"self": f"{self.url}{self.api}/{kind}/{number}", "id": number, "name": name}

    def type_id(self, name: str) -> str:
        return self._type_ids[name]

    def type_json(self, name: str) -> dict[str, Any]:
        level = 1 if name == "Epic" else -1 if name in ("Sub-task", "Subtask") else 0
        return {
            **self.named_json("issuetype", self._type_ids[name], name),
            "subtask": level < 0,
            "hierarchyLevel": level,
        }

    def projects_at(self, clock: datetime, *states: str) -> list[Project]:
        """The projects in one of these states at an instant; without any, those that may be browsed."""
        wanted = states or ("live",)
        return [project for project in self.projects.values() if project.state(clock) in wanted]

    def project_json(self, project: Project) -> dict[str, Any]:
        return {
            "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
            "self": f"{self.url}{self.api}/project/{project.id}",
            "id": project.id,
            "key": self.names.now("project", project.key),
            "name": project.name,
            "projectTypeKey": "software",
            "simplified": False,
            "style": "classic",
            "isPrivate": False,
        }

    def listed_project_json(self, project: Project) -> dict[str, Any]:
        """As lists of projects have it: with all its keys, of which the specification is silent."""
        keys = self.names.every("project", project.key)
        return {**self.project_json(project), **({"projectKeys": keys} if len(keys) > 1 else {})}

    def fields_json(self) -> list[dict[str, Any]]:
        """The answer of GET field."""
        rows: list[dict[str, Any]] = [
            {"id": "issuekey", "key": "issuekey", "name": "Key", "custom": False, "orderable": False}
        ]
        for field_id, (name, kind) in SYSTEM_FIELDS.items():
            row: dict[str, Any] = {"id": field_id, "key": field_id, "name": name, "custom": False}
            if kind is not None:
                row["schema"] = {"type": kind, "system": field_id}
            rows.append(row)
        custom = list(self.custom_fields.values())
        custom += [(field_id, name, "string", TEXT_FIELD) for name, field_id in self.text_fields.items()]
        for field_id, name, kind, plugin in custom:
            number = int(field_id.removeprefix("customfield_"))
            schema = {"type": kind, "custom": plugin, "customId": number}
            if kind == "array":
                schema["items"] = "option" if field_id == FLAGGED_FIELD else "json"
            rows.append({"id": field_id, "key": field_id, "name": name, "custom": True, "schema": schema})
        return rows

    def users_json(self, clock: datetime) -> list[dict[str, Any]]:
        """The answer of GET users/search: everybody there ever was; who had left by the clock is inactive."""
        rows = []
        for person in self.people.values():
            row = dict(self._user_json[person.key])
            row["active"] = person.left_at is None or person.left_at > clock
            if person.kind == "human":
                row["emailAddress"] = person.email
            rows.append(row)
        return rows

    def _render_user(self, person: Person) -> dict[str, Any]:
        return {
            "self": f"{self.url}{self.api}/user?accountId={person.account_id}",
            "accountId": person.account_id,
            "accountType": ACCOUNT_TYPES[person.kind],
            "displayName": person.name,
            "active": True,
            "timeZone": person.timezone,
        }

    def _render_status(self, status: Status) -> dict[str, Any]:
        number, name, color = CATEGORIES[status.category]
        category = {"id": number, "key": status.category, "name": name, "colorName": color}
        category["self"] = f"{self.url}{self.api}/statuscategory/{number}"
        named = self.named_json("status", status.id, self.names.now("status", status.name))
        return {**named, "statusCategory": category}

    def person_sides(self, key: Any) -> tuple[str | None, str | None]:
        """How a history names a person: the id that accounts have here, and the name to show."""
        user = self.user_json(key) or {}
        return user.get("accountId"), user.get("displayName")

    @staticmethod
    def _number_components(world: World) -> dict[tuple[str, str], str]:
        pairs = [(project.key, name) for project in world.projects for name in project.components]
        return {pair: str(10200 + n) for n, pair in enumerate(pairs)}

    @staticmethod
    def _used(world: World) -> tuple[list[str], list[str]]:
        """The fields that only this World has, and the priorities that no site has by itself; both sorted."""
        fields: set[str] = set()
        priorities: set[str] = set()
        for ticket in world.tickets:
            pairs = [*ticket.initial.items(), *[pair for change in ticket.changes for pair in change.fields]]
            fields.update([name for name, _ in pairs])
            priorities.update(str(value) for name, value in pairs if name == "priority" and value is not None)
        return sorted(fields - KNOWN_FIELDS), sorted(priorities - set(PRIORITIES))


def _boards(world: World) -> list[Board]:
    """Boards for the sprints of a World that declares none: all are the first project's."""
    numbers = dict.fromkeys(sprint.board_id for sprint in world.sprints)
    return [Board(number, f"Board {number}", world.projects[0].key) for number in numbers]
