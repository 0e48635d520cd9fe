from __future__ import annotations

from typing import Any

import pytest

from connectors.jira.fields import ASKED, Treatment, discover


def custom(number: int, name: str, kind: str, plugin: str, items: str | None = None) -> dict[str, Any]:
    schema = {"type": kind, "custom": plugin, "customId": number}
    return {
        "id": f"customfield_{number}",
        "name": name,
        "custom": True,
        "schema": schema | ({"items": items} if items else {}),
    }


TYPES = "com.atlassian.jira.plugin.system.customfieldtypes"
SPRINT = custom(1, "Sprint", "array", "com.pyxis.greenhopper.jira:gh-sprint", "json")
ESTIMATE = custom(2, "Schätzung", "number", "com.pyxis.greenhopper.jira:jsw-story-points")
POINTS = custom(3, "Story Points", "number", f"{TYPES}:float")
TEAM = custom(4, "Team", "team", "com.atlassian.teams:rm-teams-custom-field-team")
REQUEST = custom(5, "Request Type", "sd-customerrequesttype", "com.atlassian.servicedesk:vp-origin")
COST = custom(6, "Cost", "number", f"{TYPES}:float")
NOTES = custom(7, "Notes", "string", f"{TYPES}:textarea")
REVIEWERS = custom(8, "Reviewers", "array", f"{TYPES}:multiuserpicker", "user")
FLAGGED = custom(9, "Flagged", "array", f"{TYPES}:multicheckboxes", "option")
DEVELOPMENT = custom(
    10, "Development", "any", "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf"
)
ALL = [SPRINT, ESTIMATE, POINTS, TEAM, REQUEST, COST, NOTES, REVIEWERS, FLAGGED, DEVELOPMENT]


def test_a_field_that_was_chosen_is_asked_for_whatever_it_is() -> None:
    assert "customfield_6" in discover(ALL, {"customfield_6"}).asked
    assert "summary" not in discover([*ALL, {"id": "summary", "name": "Summary"}], {"summary"}).asked


def test_fields_are_found_by_their_type_and_estimates_by_their_old_name_too() -> None:
    fields = discover(ALL)
    assert fields.asked == (*ASKED, *(f"customfield_{number}" for number in (1, 10, 2, 3, 4, 5, 9)))
    assert fields.sprints == {"customfield_1"}


@pytest.mark.parametrize(
    ("item", "treatment"),
    [
        ({"field": "status", "fieldId": "status"}, Treatment.WHOLE),
        ({"field": "Key"}, Treatment.WHOLE),
        ({"field": "Fix Version", "fieldId": "fixVersions"}, Treatment.WHOLE),
        ({"field": "Sprint", "fieldId": "customfield_1"}, Treatment.WHOLE),
        ({"field": "Sprint"}, Treatment.WHOLE),
        ({"field": "Cost", "fieldId": "customfield_6"}, Treatment.WHOLE),
        ({"field": "Flagged", "fieldId": "customfield_9"}, Treatment.WHOLE),
        ({"field": "assignee", "fieldId": "assignee"}, Treatment.PERSON),
        ({"field": "Reviewers", "fieldId": "customfield_8"}, Treatment.PERSON),
        ({"field": "summary", "fieldId": "summary"}, Treatment.EMPTY),
        ({"field": "description"}, Treatment.EMPTY),
        ({"field": "Comment"}, Treatment.EMPTY),
        ({"field": "Attachment"}, Treatment.EMPTY),
        ({"field": "Notes", "fieldId": "customfield_7"}, Treatment.EMPTY),
        ({"field": "Deleted since", "fieldId": "customfield_99"}, Treatment.EMPTY),
        ({}, Treatment.EMPTY),
    ],
)
def test_of_a_change_only_what_is_known_to_be_no_text_is_kept(
    item: dict[str, Any], treatment: Treatment
) -> None:
    assert discover(ALL).treatment(item) is treatment


def test_a_name_that_is_also_a_text_fields_is_not_trusted() -> None:
    fields = discover([COST, {**NOTES, "name": "Cost"}])
    assert fields.treatment({"field": "Cost"}) is Treatment.EMPTY
    assert fields.treatment({"field": "Cost", "fieldId": "customfield_6"}) is Treatment.WHOLE


def test_a_custom_field_cannot_take_a_system_fields_place() -> None:
    fields = discover([{**NOTES, "name": "Status"}, {**COST, "name": "Summary"}])
    assert fields.treatment({"field": "status", "fieldId": "status"}) is Treatment.WHOLE
    assert fields.treatment({"field": "Status", "fieldId": "customfield_7"}) is Treatment.EMPTY


def test_the_request_version_changes_with_what_is_asked_and_with_nothing_else() -> None:
    version = discover(ALL).request_version
    assert discover(reversed(ALL)).request_version == version
    assert discover([field for field in ALL if field is not COST]).request_version == version
    assert discover([field for field in ALL if field is not TEAM]).request_version != version
