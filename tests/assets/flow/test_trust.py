"""What a row may be trusted: each defect lowers the grade of the rows that it touches, and of no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.worlds.doubted import (
    CLEAN_WEEK,
    DEFECT_WEEK,
    ORGANIZATION,
    PROJECTS,
    TEAMS,
    doubted,
    undated_change,
    wrongly_graded,
)
from tests.worlds.landed_jira import HandMade, item, march
from tests.worlds.night import Home

END = march(31)


def night(directory: Any, jira: HandMade, *ends: datetime, history_from: str = "") -> Home:
    home = Home(directory)
    for end in ends:
        home.run_with(jira.sources(end, history_from, ORGANIZATION))
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield night(tmp_path_factory.mktemp("doubted"), doubted(), END)


def trust(home: Home, table: str, team: str, week: datetime) -> Any:
    [row] = home.sql(
        f"select grade, doubts from {table} where team_id = '{team}' and week_starts_on = '{week:%F}'"
    )
    return row


DEFECTS = {
    # One action of four, a change of three, and one of two.
    "ACTOR": ("C", ["account_without_team"]),
    "CHAIN": ("C", ["chain_broken"]),
    "AUTHOR": ("D", ["history_without_author"]),
    # From its creation to its close.
    "CLASH": ("D", ["ownership_conflict"]),
    "CLAIM": ("D", ["team_value_unclaimed"]),
    "MEANING": ("D", ["status_without_meaning"]),
}


@pytest.mark.parametrize("team", DEFECTS)
@pytest.mark.parametrize("table", ["team_week", "velocity_week", "blocked_week"])
def test_a_defect_of_a_ticket_shows_in_its_teams_week_and_in_no_other(
    home: Home, table: str, team: str
) -> None:
    assert trust(home, table, team, DEFECT_WEEK) == DEFECTS[team]
    assert trust(home, table, team, CLEAN_WEEK) == ("A", [])


@pytest.mark.parametrize("week", [DEFECT_WEEK, CLEAN_WEEK])
@pytest.mark.parametrize("table", ["team_week", "velocity_week"])
def test_what_nothing_speaks_against_keeps_its_grade(home: Home, table: str, week: datetime) -> None:
    assert trust(home, table, "CLEAN", week) == ("A", [])


def test_a_ticket_has_the_doubts_of_its_own(home: Home) -> None:
    found = home.sql(
        f"""
        select project_key, grade, doubts from work_item
        where created_at < '{CLEAN_WEEK:%F}' order by project_key
        """
    )
    expected = {
        **DEFECTS,
        "CLEAN": ("A", []),
        "SIZE": ("A", []),
        "DATE": ("D", ["close_undated"]),
    }
    assert found == [(team, *expected[team]) for team in sorted(TEAMS)]
    assert home.sql(f"select distinct grade from work_item where created_at >= '{CLEAN_WEEK:%F}'") == [("A",)]


@pytest.mark.parametrize("table", ["chain", "chain_segment"])
def test_a_chain_has_the_doubts_of_its_tickets(home: Home, table: str) -> None:
    found = home.sql(
        f"""
        select distinct project_key, chain.grade, chain.doubts
        from {table} as chain inner join work_item on work_item_id = root_ticket_id
        where work_item.created_at < '{CLEAN_WEEK:%F}' and project_key in ('CLEAN', 'CHAIN') order by all
        """
    )
    assert found == [("CHAIN", "C", ["chain_broken"]), ("CLEAN", "A", [])]


def test_a_missing_estimate_is_doubted_where_estimates_are_added_up(home: Home) -> None:
    """Points of one completion, of which one has none; how many there were is known."""
    assert trust(home, "velocity_week", "SIZE", DEFECT_WEEK) == ("D", ["estimate_missing"])
    assert trust(home, "team_week", "SIZE", DEFECT_WEEK) == ("A", [])
    figures = dict(
        home.sql(
            f"""
            select column_name, grade from weekly_figure
            where team_id = 'SIZE' and week_starts_on = '{DEFECT_WEEK:%F}' and table_name = 'velocity_week'
            """
        )
    )
    assert (figures["points"], figures["completed_count"]) == ("D", "A")


def test_a_doubt_weighs_as_much_as_it_touches(home: Home) -> None:
    """A quarter of one of ACTOR's two tickets is an eighth of both."""
    found = home.sql(
        "select grade, doubts from forecast_backtest where team_id = 'ACTOR' and window_weeks = 4 limit 1"
    )
    assert found == [("C", ["account_without_team"])]


def test_a_row_with_nothing_in_it_is_as_good_as_all_teams_together(home: Home) -> None:
    """DATE completed nothing that week; of eight tickets of others 1/4 + 1/3 + 1/2 + 4 are doubtful."""
    everybody = sorted({doubt for _, doubts in DEFECTS.values() for doubt in doubts})
    assert trust(home, "velocity_week", "DATE", DEFECT_WEEK) == (
        "D",
        sorted([*everybody, "estimate_missing"]),
    )


def test_a_row_is_below_a_where_it_has_a_doubt_and_each_doubt_leads_to_findings(home: Home) -> None:
    assert wrongly_graded(home) == []


def test_what_began_before_the_history_is_as_doubtful_as_the_time_that_nobody_saw(tmp_path: Any) -> None:
    """Of CLEAN's ticket of 3 March, done on the 12th, nobody saw the first 4.625 days of nine."""
    jira = doubted()
    late = jira.tell("CLEAN", march(5, 9))
    jira.worked(late, "CLEAN", 11)
    home = night(tmp_path, jira, END, history_from=", history_from: 2025-03-10")
    assert home.sql(f"select grade, doubts from work_item where work_item_id = '{late}'") == [
        ("D", ["history_late"])
    ]
    assert trust(home, "team_week", "CLEAN", CLEAN_WEEK) == ("C", ["history_late"])
    assert trust(home, "team_week", "ACTOR", CLEAN_WEEK) == ("A", [])
    [(found, of)] = home.sql("select found_count, of_count from data_quality where kind = 'history_late'")
    assert (found, of) == (len(TEAMS) + 1, 2 * len(TEAMS) + 1)


def test_a_project_that_was_not_read_is_doubtful_from_its_last_whole_read_on(tmp_path: Any) -> None:
    """It was read on 12 March, and not on the 31st: nobody knows what is missing since."""
    jira = doubted()
    begun = jira.tell("CLEAN", march(11), status=jira.status("1"), resolution=None)
    unread = ["scope_not_whole", "scope_stale"]
    home = night(tmp_path, jira, march(12, 12))
    assert trust(home, "team_week", "CLEAN", CLEAN_WEEK) == ("A", [])
    jira.unread = {id_ for id_, key in PROJECTS.items() if key == "CLEAN"}
    home.run_with(jira.sources(END, "", ORGANIZATION))
    assert trust(home, "team_week", "CLEAN", DEFECT_WEEK) == ("A", [])
    for week in (CLEAN_WEEK, march(17), march(24)):
        assert trust(home, "team_week", "CLEAN", week) == ("D", unread)
        assert trust(home, "velocity_week", "CLEAN", week) == ("D", unread)
    assert trust(home, "team_week", "ACTOR", CLEAN_WEEK) == ("A", [])
    tickets = dict(
        home.sql("select work_item_id, (grade, doubts) from work_item where project_key = 'CLEAN'")
    )
    assert tickets.pop(begun) == ("D", unread)
    assert set(map(str, tickets.values())) == {str(("A", []))}


def test_a_blocker_that_no_history_tells_of_makes_both_tickets_doubtful(tmp_path: Any) -> None:
    """They show the link, and nobody knows since when it has been there."""
    jira = doubted()
    waiting = {"status": jira.status("1"), "resolution": None}
    blocked, blocker, dated, twice = (jira.tell("CLEAN", march(day), **waiting) for day in (17, 18, 24, 19))
    for number, (one, other) in enumerate([(blocked, blocker), (dated, blocker), (twice, blocker)]):
        jira.shows_blocker(number, blocker=other, blocked=one)
    link = item("Link", None, jira.key(blocker), by="id")
    told = {**link, "toString": f"This work item is blocked by {jira.key(blocker)}"}
    jira.change(dated, 20_002, march(25), told)
    home = night(tmp_path, jira, END)
    found = home.sql("select work_item_id, doubts from work_item where doubts = ['blocker_undated']")
    assert sorted(ticket for ticket, _ in found) == [blocked, blocker, twice]
    assert trust(home, "team_week", "CLEAN", march(17)) == ("D", ["blocker_undated"])
    assert trust(home, "team_week", "CLEAN", CLEAN_WEEK) == ("A", [])
    assert home.sql(
        "select found_count, of_count, is_doubtful from data_quality where kind = 'blocker_undated'"
    ) == [(2, 3, True)]


def test_a_member_who_mostly_works_elsewhere_makes_doubtful_what_they_changed(tmp_path: Any) -> None:
    """CLEAN's member begins and completes two tickets of its own, and 26 of SIZE; the file may be wrong."""
    jira = doubted()
    days = [day for day in range(1, 29) if march(day) not in (DEFECT_WEEK, CLEAN_WEEK)]
    for day in days:
        jira.worked(jira.tell("SIZE", march(day)), "CLEAN", day + 1)
    home = night(tmp_path, jira, END)
    found = home.warehouse_sql(
        "select person_id, other_team_id, other_ticket_count, ticket_count from flow.member_elsewhere"
    )
    assert found == [("clean", "SIZE", len(days), len(days) + 2)]
    doubtful = home.sql("select distinct project_key from work_item where doubts = ['member_elsewhere']")
    assert set(doubtful) == {("CLEAN",), ("SIZE",)}
    assert trust(home, "velocity_week", "CLEAN", CLEAN_WEEK) == ("D", ["member_elsewhere"])
    assert trust(home, "velocity_week", "ACTOR", CLEAN_WEEK) == ("A", [])
    assert home.sql(
        "select found_count, of_count, is_doubtful from data_quality where kind = 'member_elsewhere'"
    ) == [(1, len(TEAMS), True)]


def test_what_could_not_be_read_is_missing_from_its_project(tmp_path: Any) -> None:
    """One record of three: the two tickets are there, and what the third would have said is not."""
    jira = doubted()
    undated_change(jira, "CLEAN")
    home = night(tmp_path, jira, END)
    assert trust(home, "team_week", "CLEAN", CLEAN_WEEK) == ("C", ["record_skipped"])
    assert trust(home, "team_week", "ACTOR", CLEAN_WEEK) == ("A", [])
    assert home.sql("select distinct grade from work_item where project_key = 'CLEAN'") == [("A",)]
