"""Weekly figures that changed after they were published: by how much, why, and by which work item."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.night import Home
from tests.worlds.restated import ORGANIZATION, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def restated(home: Home, column: str = "completed_count", table: str = "velocity_week") -> list[Any]:
    return home.sql(
        f"""
        select team_id, strftime(week_starts_on, '%d %b'), value_before, value_after, cause, work_item_key
        from restatement where table_name = '{table}' and column_name = '{column}'
        order by changed_as_of, team_id, week_starts_on, restatement_number
        """
    )


def figure(home: Home, team: str, column: str = "completed_count", columns: str = "*") -> tuple[Any, ...]:
    """Of the week of 3 March."""
    [row] = home.sql(
        f"select {columns} from weekly_figure where table_name = 'velocity_week' and team_id = '{team}' "
        f"and column_name = '{column}' and week_starts_on = date '2025-03-03'"
    )
    return row


def test_nothing_is_restated_while_nothing_changes(site: Site) -> None:
    site.ticket("PAY-1", closed_on=5)
    site.night(12)
    landed = files(site)
    site.night(13)
    assert site.home.sql("from restatement") == []
    assert files(site) == landed


def files(site: Site) -> list[Path]:
    return sorted(site.home.data.glob("landing/*/????-??/*/weekly_figure.parquet"))


def test_a_reopened_ticket_is_in_the_week_of_its_close_no_more(site: Site) -> None:
    ticket = site.ticket("PAY-1", closed_on=5)
    site.night(12)
    site.reopen(ticket, 12)
    site.night(13)
    assert restated(site.home) == [("pay", "03 Mar", 1, 0, "reopened", "PAY-1")]
    # That it was closed in that week stays true of the queue.
    assert restated(site.home, table="team_week") == []


def test_a_close_that_a_source_tells_of_late_is_a_late_event(site: Site) -> None:
    ticket = site.ticket("PAY-1")
    site.ticket("PAY-2", closed_on=6)
    site.night(12)
    site.close(ticket, 5)
    site.night(13)
    late = [("pay", "03 Mar", 1, 2, "late event", "PAY-1")]
    assert restated(site.home) == late
    assert restated(site.home, table="team_week") == late
    assert restated(site.home, "open_end_count", "team_week") == [
        ("pay", "03 Mar", 1, 0, "late event", "PAY-1")
    ]
    assert restated(site.home, "lead_hours_p50") == [("pay", "03 Mar", 75, 63, "late event", "PAY-1")]


def test_a_ticket_that_was_deleted_is_named_once_that_is_found(site: Site) -> None:
    """On Monday the project could not be read: Sunday's look was the last that found the ticket."""
    ticket = site.ticket("PAY-1")
    site.night(9)
    site.jira.is_read = False
    site.night(10)
    site.jira.is_read = True
    site.delete(ticket)
    site.night(11)
    assert restated(site.home, "open_end_count", "team_week") == [("pay", "03 Mar", 1, 0, "deleted", "PAY-1")]
    assert restated(site.home, "gone_count", "team_week") == [("pay", "03 Mar", 0, 1, "deleted", "PAY-1")]


def in_data_instead(organization: str) -> str:
    return organization.replace(", {person: dan}", "").replace(
        "{person: ben}", "{person: ben}, {person: dan}"
    )


def test_whoever_was_in_another_team_all_the_time_moves_what_they_finished(site: Site) -> None:
    site.ticket("TRI-1", closed_on=5, assignee={"accountId": "acc-dan"})
    site.night(12)
    site.night(13, in_data_instead(ORGANIZATION))
    assert restated(site.home) == [
        ("data", "03 Mar", 0, 1, "membership", "TRI-1"),
        ("pay", "03 Mar", 1, 0, "membership", "TRI-1"),
    ]


def joined(organization: str) -> str:
    return organization.replace("[acc-ben]", "[acc-ben, acc-ben-at-work]")


def test_an_account_that_is_joined_to_a_person_brings_what_it_finished(site: Site) -> None:
    site.ticket("TRI-1", closed_on=5, assignee={"accountId": "acc-ben-at-work"})
    site.night(12)
    site.night(13, joined(ORGANIZATION))
    # Nobody's week is not published once nobody finished anything in it.
    assert restated(site.home) == [
        ("UNOWNED", "03 Mar", 1, None, "identity", "TRI-1"),
        ("data", "03 Mar", 0, 1, "identity", "TRI-1"),
    ]


def claimed_by_data(organization: str) -> str:
    return organization.replace("[PAY]", "[]").replace("[DATA]", "[DATA, PAY]")


def test_a_claim_that_moves_is_the_organization_file(site: Site) -> None:
    site.ticket("PAY-1", closed_on=5)
    site.night(12)
    site.night(13, claimed_by_data(ORGANIZATION))
    assert restated(site.home) == [
        ("data", "03 Mar", 0, 1, "organization file", "PAY-1"),
        ("pay", "03 Mar", 1, 0, "organization file", "PAY-1"),
    ]


def test_several_changes_of_the_file_are_told_apart_by_who_worked_on_what(site: Site) -> None:
    site.ticket("PAY-1", closed_on=5, assignee={"accountId": "acc-none"})
    site.ticket("TRI-2", closed_on=5, assignee={"accountId": "acc-dan"})
    site.ticket("TRI-3", closed_on=5, assignee={"accountId": "acc-ben-at-work"})
    site.night(12)
    site.night(13, joined(in_data_instead(claimed_by_data(ORGANIZATION))))
    assert [row[4:] for row in restated(site.home) if row[0] == "data"] == [
        ("organization file", "PAY-1"),
        ("membership", "TRI-2"),
        ("identity", "TRI-3"),
    ]


def test_a_file_read_without_a_pull_restates_too(site: Site) -> None:
    site.ticket("PAY-1", closed_on=5)
    site.night(12)
    site.home.run_again(claimed_by_data(ORGANIZATION) % "")
    assert [row[4] for row in restated(site.home)] == ["organization file", "organization file"]
    site.home.run_again(ORGANIZATION % "")
    assert figure(site.home, "pay", columns="first_value, latest_value, restated_count") == (1, 1, 2)


def test_a_wait_that_ends_matures_and_is_no_restatement_of_velocity(site: Site) -> None:
    for number in range(1, 4):
        site.ticket(f"PAY-{number}", reporter={"accountId": "acc-ben"})
    site.night(12)
    for ticket in ("1", "2", "3"):
        site.start(ticket, 12)
    site.night(13)
    matured = restated(site.home, "queue_wait_business_hours_p50", "team_week")
    assert [(before, cause) for _, _, before, _, cause, _ in matured] == [(None, "matured")]
    assert site.home.sql("select distinct table_name, cause from restatement") == [("team_week", "matured")]


def test_a_touch_that_was_told_late_is_not_what_matured(site: Site) -> None:
    site.ticket("PAY-1", reporter={"accountId": "acc-ben"})
    site.night(12)
    site.start("1", 5)
    site.night(13)
    waits = restated(site.home, "queue_wait_business_hours_p50", "team_week")
    assert [row[4:] for row in waits] == [("late event", "PAY-1")]


def test_what_was_reported_is_frozen_14_days_after_the_weeks_end(site: Site) -> None:
    first, second = site.ticket("PAY-1", closed_on=5), site.ticket("PAY-2", closed_on=6)
    columns = "first_value, latest_value, as_reported, is_frozen"
    site.night(12)
    assert figure(site.home, "pay", columns=columns) == (2, 2, None, False)
    site.reopen(first, 20)
    site.night(21)
    assert figure(site.home, "pay", columns=columns) == (2, 1, None, False)
    # Frozen at the end of Sunday, 23 March.
    site.reopen(second, 22)
    site.night(24)
    assert figure(site.home, "pay", columns=columns) == (2, 0, 1, True)
    site.close(first, 7)
    site.night(25)
    assert figure(site.home, "pay", columns="as_reported, first_published_as_of") == (
        1,
        datetime(2025, 3, 12, 3),
    )


def test_a_week_first_published_later_than_that_is_reported_as_it_was_then(site: Site) -> None:
    ticket = site.ticket("PAY-1", closed_on=5)
    site.night(28)
    site.reopen(ticket, 28)
    site.night(29)
    assert figure(site.home, "pay", columns="first_value, latest_value, as_reported") == (1, 0, 1)
