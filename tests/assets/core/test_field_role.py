"""Which of Jira's fields holds what: found by type, by board and by how full it is, or said by the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worlds.landed_jira import ESTIMATE, FIELDS, FLOAT, POINTS, TEAM, HandMade, item, march, naive
from tests.worlds.night import Home

EFFORT = "customfield_10090"
BOARD = {
    "id": 4,
    "name": "Data",
    "type": "scrum",
    "location": {"projectId": 200, "projectKey": "DATA"},
    "estimation": {"type": "field", "field": {"fieldId": EFFORT}},
}


def world() -> HandMade:
    """PAY estimates in two fields, of which Story Points is as full; DATA's board in one of its own."""
    jira = HandMade(fields={**FIELDS, EFFORT: ("Aufwand", FLOAT)}, streams={"jira_board": [BOARD]})
    jira.issue(1, "PAY-1", **{POINTS: 3.0, ESTIMATE: 8})
    jira.issue(2, "PAY-2", **{POINTS: 5.0})
    other = jira.issue(3, "PAY-3", **{ESTIMATE: 2.0})
    jira.change(other, 31, march(2), item("Story Points", None, "1", "text", POINTS))
    jira.change(other, 32, march(3), item("Story point estimate", None, "2", "text", ESTIMATE))
    jira.change(other, 33, march(4), item("Story Points", "1", "", "text", POINTS))
    jira.issue(4, "PAY-4")
    jira.issue(5, "DATA-5", **{EFFORT: 13.0, POINTS: 1.0})
    jira.issue(6, "DATA-6", **{POINTS: 2.0})
    return jira


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("fields"))
    home.run_with(world().sources())
    yield home


def test_fields_are_found_by_type_and_plain_numbers_by_name_or_board(home: Home) -> None:
    found = home.warehouse_sql(
        "select field_id, found_by from core.field_role where role = 'points' order by all"
    )
    assert found == [(POINTS, "name"), (ESTIMATE, "type"), (EFFORT, "board")]


def test_of_several_fields_the_boards_counts_first_and_then_the_fuller_one(home: Home) -> None:
    found = home.sql(
        "select project_key, precedence, name, filled_count, ticket_count from field_coverage "
        "where role = 'points' order by all"
    )
    assert found == [
        ("DATA", 1, "Aufwand", 1, 2),
        ("DATA", 2, "Story Points", 2, 2),
        ("DATA", 3, "Story point estimate", 0, 2),
        ("PAY", 1, "Story Points", 2, 4),
        ("PAY", 2, "Story point estimate", 2, 4),
        ("PAY", 3, "Aufwand", 0, 4),
    ]


def test_an_estimate_is_that_of_the_first_field_that_is_filled_and_never_0_for_none(home: Home) -> None:
    points = home.warehouse_sql("select ticket_id, points from core.ticket order by ticket_id::int")
    assert points == [("1", 3.0), ("2", 5.0), ("3", 2.0), ("4", None), ("5", 13.0), ("6", 2.0)]


def test_histories_of_several_fields_make_one_estimate(home: Home) -> None:
    """Setting the field that counts second changes nothing while the first one is filled."""
    assert home.warehouse_sql(
        "select from_at, points from core.ticket_state where ticket_id = '3' order by step"
    ) == [(naive(1), None), (naive(2), 1.0), (naive(3), 1.0), (naive(4), 2.0)]
    assert home.warehouse_sql("select * from core.broken_chain") == []


def test_the_organization_file_has_the_last_word(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.run_with(
        world().sources(fields=f", fields: {{points: [{ESTIMATE}, {EFFORT}], team: customfield_1}}")
    )
    assert home.warehouse_sql(
        "select role, field_id, found_by, is_gone from core.field_role "
        "where role in ('points', 'team') order by all"
    ) == [
        ("points", ESTIMATE, "organization file", False),
        ("points", EFFORT, "organization file", False),
        ("team", "customfield_1", "organization file", True),
    ]
    assert home.warehouse_sql("select ticket_id, points from core.ticket order by ticket_id::int") == [
        ("1", 8.0),
        ("2", None),
        ("3", 2.0),
        ("4", None),
        ("5", 13.0),
        ("6", None),
    ]
    assert home.sql("select subject, is_doubtful from data_quality where kind = 'field_unknown'") == [
        ("customfield_1", True)
    ]


def test_a_field_that_the_site_lists_no_more_still_explains_old_histories(tmp_path: Path) -> None:
    jira, home = world(), Home(tmp_path)
    team = jira.issue(7, "PAY-7")
    jira.change(team, 71, march(5), item("Squad", None, "Data", "text", TEAM))
    jira.change(team, 72, march(6), item("Squad", "Data", None, "text", TEAM))
    home.run_with(jira.sources())
    del jira.fields[TEAM]
    jira.gone["jira_field"] = [TEAM]
    home.run_with(jira.sources(march(31, 12)))
    assert home.warehouse_sql("select is_gone from core.field_role where role = 'team'") == [(True,)]
    assert home.warehouse_sql(
        "select team_value from core.ticket_state where ticket_id = '7' order by step"
    ) == [(None,), ("Data",), (None,)]


def test_an_estimate_that_the_file_finds_in_a_choice_or_a_text_is_read(tmp_path: Path) -> None:
    """What is no number, such as a size in letters, is no estimate, and is counted."""
    choice, words = "customfield_10091", "customfield_10092"
    types = "com.atlassian.jira.plugin.system.customfieldtypes"
    jira = HandMade(
        fields={**FIELDS, choice: ("Size", f"{types}:select"), words: ("Guess", f"{types}:textfield")}
    )
    jira.issue(1, "PAY-1", **{choice: {"id": "1", "value": "5"}})
    jira.issue(2, "PAY-2", **{words: "2.5"})
    jira.issue(3, "PAY-3", **{choice: {"id": "2", "value": "XL"}})
    changed = jira.issue(4, "PAY-4", **{choice: {"id": "3", "value": "8"}})
    before, after = {"from": "1", "fromString": "5"}, {"to": "3", "toString": "8"}
    jira.change(changed, 41, march(4), item("Size", None, None, "id", choice) | before | after)
    home = Home(tmp_path)
    home.run_with(jira.sources(fields=f", fields: {{points: [{choice}, {words}]}}"))
    assert home.warehouse_sql("select ticket_id, points from core.ticket order by ticket_id") == [
        ("1", 5.0),
        ("2", 2.5),
        ("3", None),
        ("4", 8.0),
    ]
    assert home.warehouse_sql(
        "select from_at, points from core.ticket_state where ticket_id = '4' order by step"
    ) == [(naive(1), 5.0), (naive(4), 8.0)]
    assert home.sql(
        "select subject, found_count, message from data_quality where kind = 'estimate_unread'"
    ) == [(choice, 1, "tickets whose estimate in Size is no number, such as XL: they count as not estimated")]
