"""What changed in the organization, as a chart marks it: teams, people by their number, claims, calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import yaml

from tests.worlds.night import Home
from tests.worlds.story import MEMBERS, Story, june, organization_document, organization_text, told

story = Story()
story.ticket("2 09:00", "ann", "ALP").change("3 10:00", "ann", status="In Progress")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("events"), "27 16:00") as home:
        yield home


def events(home: Home, columns: str, where: str = "true") -> list[Any]:
    return home.sql(f"select {columns} from organization_event where {where} order by all")


def test_people_are_counted_by_day_and_pair_of_teams(home: Home) -> None:
    home.run_again(organization_text())
    assert events(home, "happened_on, kind, team_id, other_team_id, people_count", "kind like 'people%'") == [
        (date(2025, 6, 16), "people_joined", "BETA", None, 1),
        (date(2025, 6, 16), "people_left", "ALPHA", None, 2),
        (date(2025, 6, 16), "people_moved", "ALPHA", "BETA", 1),
        (date(2025, 6, 18), "people_joined", "BETA", None, 1),
    ]


def test_three_people_in_one_week_are_a_reorganization_of_their_team(home: Home) -> None:
    """ALPHA lost three, BETA got three, of whom one came two days later; GAMMA is as it was."""
    home.run_again(organization_text())
    found = events(home, "week_starts_on, team_id, people_count, sentence", "kind = 'reorganization'")
    assert found == [
        (date(2025, 6, 16), "ALPHA", 3, "3 people joined or left ALPHA within a week"),
        (date(2025, 6, 16), "BETA", 3, "3 people joined or left BETA within a week"),
    ]


def test_two_people_in_one_week_and_one_in_the_next_are_none(home: Home) -> None:
    members = {team: [dict(stay) for stay in stays] for team, stays in MEMBERS.items()}
    [returns] = [stay for stay in members["BETA"] if stay["person"] == "returns"]
    returns["from"] = "2025-06-23"
    home.run_again(organization_text(members))
    assert events(home, "team_id", "kind = 'reorganization'") == [("ALPHA",)]


def test_no_event_names_a_person(home: Home) -> None:
    home.run_again(organization_text())
    told_of = {cell for row in events(home, "*") for cell in row if isinstance(cell, str)}
    people = {stay["person"] for stays in MEMBERS.values() for stay in stays}
    assert not {word for text in told_of for word in text.split()} & people


def test_what_is_planned_for_later_has_not_happened(home: Home) -> None:
    file = organization_document(MEMBERS)
    file["teams"][2] |= {"to": "2025-07-01", "merged_into": "BETA"}
    home.run_again(yaml.safe_dump(file))
    assert events(home, "kind", "team_id = 'GAMMA'") == []


@pytest.fixture(scope="module")
def file() -> str:
    """On 16 June ALPHA is merged into BETA, and GUNS split from GAMMA, which is renamed on the 20th and takes
    over what GUNS had on the 23rd. BETA's calendar has days off, and one that is worked.
    """
    file = organization_document({"ALPHA": [{"person": "ann"}, {"person": "abe"}], "BETA": [], "GAMMA": []})
    teams = {team["id"]: team for team in file["teams"]}
    teams["ALPHA"] |= {"to": "2025-06-16", "merged_into": "BETA"}
    teams["GAMMA"] |= {"name": "Delta", "former_names": [{"name": "GAMMA", "to": "2025-06-20"}]}
    owned = {"value": "TRI", "from": "2025-06-16", "to": "2025-06-23"}
    file["teams"].append(
        {
            "id": "GUNS",
            "name": "Guns",
            "from": "2025-06-16",
            "split_from": "GAMMA",
            "owns": {"jira_projects": [owned]},
        }
    )
    teams["GAMMA"]["owns"]["jira_projects"] = ["GAM", {"value": "TRI", "from": "2025-06-23"}]
    file["calendars"] = [
        {"id": "plain", "timezone": "UTC"},
        {
            "id": "odd",
            "timezone": "UTC",
            "holidays": ["2025-06-19", "2025-06-21"],
            "working_days": ["2025-06-22"],
        },
    ]
    teams["BETA"]["calendar"] = "odd"
    return yaml.safe_dump(file)


@pytest.fixture
def changed(home: Home, file: str) -> Home:
    home.run_again(file)
    return home


def test_teams_that_begin_end_and_change_are_told(changed: Home) -> None:
    found = events(changed, "happened_at, kind, team_id, other_team_id, sentence", "kind like 'team%'")
    monday = datetime(2025, 6, 16)
    assert found == [
        (monday, "team_merged", "ALPHA", "BETA", "ALPHA was merged into BETA"),
        (monday, "team_split", "GAMMA", "GUNS", "Guns was split from Delta"),
        (datetime(2025, 6, 20), "team_renamed", "GAMMA", None, "A team was renamed: GAMMA → Delta"),
    ]


def test_a_merger_moves_people_and_says_so_once_of_what_the_team_owned(changed: Home) -> None:
    assert events(changed, "team_id, other_team_id, people_count", "kind = 'people_moved'") == [
        ("ALPHA", "BETA", 2)
    ]
    assert events(changed, "happened_on, team_id, other_team_id, sentence", "kind = 'claim_moved'") == [
        (date(2025, 6, 23), "GUNS", "GAMMA", "Delta took over from Guns: project TRI")
    ]


def test_a_calendar_is_told_of_where_it_is_not_as_in_other_weeks(changed: Home) -> None:
    """A day off on a Saturday changes nothing."""
    assert events(changed, "happened_on, kind, team_id, subject", "subject = 'odd'") == [
        (date(2025, 6, 19), "holiday", "BETA", "odd"),
        (date(2025, 6, 22), "working_day", "BETA", "odd"),
    ]


def test_a_look_back_shows_the_name_that_a_team_had_then(changed: Home, file: str) -> None:
    name = "select name from team where team_id = 'GAMMA'"
    assert changed.sql(name) == [("Delta",)]
    changed.run_again(file, as_of=june("18 12:00"))
    assert changed.sql(name) == [("GAMMA",)]
    assert events(changed, "kind", "happened_on > date '2025-06-18'") == []


def test_every_table_calls_a_team_by_its_name(changed: Home) -> None:
    names = dict(changed.sql("select team_id, name from team"))
    names |= {"*": "All teams", "*non-platform": "All but shared platforms", "UNKNOWN": "Unknown", None: None}
    columns = changed.sql(
        "select table_name, column_name from duckdb_columns() where column_name = 'team_id' "
        "or column_name like '%\\_team' escape '\\' or column_name like '%\\_team\\_id' escape '\\'"
    )
    pairs = set()
    for table, column in columns:
        if table != "team":
            name = f"{column.removesuffix('_id')}_name"
            pairs |= set(changed.sql(f"select distinct {column}, {name} from {table}"))
    assert pairs == {(team, names[team]) for team, _ in pairs}
    assert ("GAMMA", "Delta") in pairs
