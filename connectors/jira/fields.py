"""Which of a site's fields are asked for, and which values of a history may be kept.

Fields are found by the type that the vendor gives them, not by names that people change and translate.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

# Counts the changes of what is kept of an answer (records.py): a new number pulls everything again.
SHAPES = 3

ASKED = (
    "created",
    "updated",
    "project",
    "issuetype",
    "status",
    "assignee",
    "reporter",
    "priority",
    "resolution",
    "resolutiondate",
    "components",
    "labels",
    "parent",
    "issuelinks",
)
SPRINT = "com.pyxis.greenhopper.jira:gh-sprint"
POINTS = "com.pyxis.greenhopper.jira:jsw-story-points"
FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float"
TEAM = "com.atlassian.teams:rm-teams-custom-field-team"
REQUEST_TYPE = "com.atlassian.servicedesk:vp-origin"
EPIC_LINK = "com.pyxis.greenhopper.jira:gh-epic-link"
POINTS_NAMES = {"story points", "story point estimate"}
# How many pull requests Jira's integrations know of, as one text; it names none of them.
DEVELOPMENT = "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf"
CHECKBOXES = "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes"
FLAG_NAMES = {"flagged"}

PERSON_FIELDS = {"assignee", "reporter", "creator"}
# Histories name a field by id or, older ones, by name alone: both are here, in lower case.
KEPT_FIELDS = {
    *(
        "status",
        "resolution",
        "resolutiondate",
        "priority",
        "issuetype",
        "issue type",
        "project",
        "key",
        "issuekey",
    ),
    *("labels", "components", "component", "fixversions", "fix version", "versions", "version", "duedate"),
    *("parent", "issueparentassociation", "epic link", "issuelinks", "link", "sprint", "rank", "security"),
    *("timeestimate", "timeoriginalestimate", "timespent", "workflow"),
}
KEPT_TYPES = {"number", "date", "datetime", "option", "option-with-child", "version", "project", "priority"}
KEPT_CUSTOM = {SPRINT, POINTS, TEAM, REQUEST_TYPE, EPIC_LINK, DEVELOPMENT}


class Treatment(Enum):
    """What is kept of a change: its values and their names, the ids of people, or only that it happened."""

    WHOLE = "whole"
    PERSON = "person"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one site that matter. `treatments` is by field id and by name, in lower case."""

    asked: tuple[str, ...]
    sprints: frozenset[str]
    treatments: dict[str, Treatment]

    @property
    def request_version(self) -> str:
        """Names what is asked for and what is kept of it: another version means pulling everything again."""
        asked = json.dumps([SHAPES, *self.asked])
        return hashlib.blake2b(asked.encode(), digest_size=6).hexdigest()

    def treatment(self, item: dict[str, Any]) -> Treatment:
        """How a history's item is treated; what nobody knows is taken for text that somebody wrote."""
        name = str(item.get("fieldId") or item.get("field") or "").lower()
        return self.treatments.get(name, Treatment.EMPTY)


def discover(fields: Iterable[dict[str, Any]], chosen: Collection[str] = ()) -> Fields:
    """Choose from the answer of GET field. Those `chosen` (by id) are asked for whatever they are."""
    sprints: set[str] = set()
    asked: set[str] = set()
    treatments: dict[str, Treatment] = {}
    for field in fields:
        if not field.get("id") or not isinstance(field.get("name"), str):
            # Nothing can be asked for it, or told from its name.
            continue
        schema = field.get("schema") or {}
        custom = schema.get("custom")
        name = field["name"].strip().lower()
        is_named = (custom == FLOAT and name in POINTS_NAMES) or (custom == CHECKBOXES and name in FLAG_NAMES)
        if custom == SPRINT:
            sprints.add(field["id"])
        if is_named or custom in KEPT_CUSTOM or (custom is not None and field["id"] in chosen):
            asked.add(field["id"])
        if custom is not None:
            # What the organization file names is known to hold an estimate or a team, and no text.
            found = Treatment.WHOLE if field["id"] in chosen else _treatment(schema)
            treatments[field["id"].lower()] = found
            # Several fields may share a name: what is kept must be right for each of them.
            treatments[name] = found if treatments.get(name, found) is found else Treatment.EMPTY
    treatments |= dict.fromkeys(KEPT_FIELDS, Treatment.WHOLE)
    treatments |= dict.fromkeys(PERSON_FIELDS, Treatment.PERSON)
    return Fields((*ASKED, *sorted(asked)), frozenset(sprints), treatments)


def _treatment(schema: dict[str, Any]) -> Treatment:
    kind = schema.get("items") if schema.get("type") == "array" else schema.get("type")
    if schema["custom"] in KEPT_CUSTOM or kind in KEPT_TYPES:
        return Treatment.WHOLE
    if kind == "user" or "participants" in schema["custom"]:
        return Treatment.PERSON
    return Treatment.EMPTY
