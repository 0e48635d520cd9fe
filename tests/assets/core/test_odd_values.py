"""Values as odd as sources hold them, once they are landed: each costs its record, and no night."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worlds.landed_jira import ESTIMATE, POINTS, HandMade, item, march, naive
from tests.worlds.night import Home

BEFORE_ALL = "0001-01-01T00:00:00.000+0100"
AFTER_ALL = "292278994-08-17T07:12:55.807+0000"


def world() -> HandMade:
    jira = HandMade()
    plain = jira.issue(1, "PAY-1", status=jira.status("5"))
    jira.change(plain, 11, march(2), item("status", "1", "3"))
    jira.change(plain, 12, BEFORE_ALL, item("priority", "1", "2"))
    jira.change(plain, 13, march(3), item("status", "3", "5"))
    jira.issue(2, "PAY-2")
    jira.issues[-1]["fields"]["created"] = "2106-02-07T06:28:15.000+0000"
    jira.issue(3, "PAY-3", **{POINTS: "Infinity", ESTIMATE: 3.0})
    jira.issue(4, "PAY-4", **{POINTS: "NaN"})
    for number in (5, 6):
        huge = jira.issue(number, f"DATA-{number}", status=jira.status("5"), **{POINTS: 1e308})
        jira.change(huge, number * 10, march(4), item("status", "1", "3"))
        jira.change(
            huge, number * 10 + 1, march(5), item("status", "3", "5"), item("resolution", None, "10000")
        )
        jira.issues[-1]["fields"] |= {
            "resolution": {"id": "10000", "name": "Done"},
            "assignee": {"accountId": "acc-ana"},
        }
    about = {"issueId": plain, "author": {"accountId": "acc-ana"}}
    jira.streams["jira_comment"] = [
        {"id": "100", **about, "created": BEFORE_ALL, "updated": None, "jsdPublic": "perhaps"},
        {
            "id": "101",
            **about,
            "created": "2025-03-02T10:00:00.000+0000",
            "updated": AFTER_ALL,
            "jsdPublic": "perhaps",
        },
    ]
    worklog = {**about, "created": "2025-03-02T10:00:00.000+0000", "updated": None}
    jira.streams["jira_worklog"] = [
        {"id": "200", **worklog, "started": AFTER_ALL, "timeSpentSeconds": 60},
        {"id": "201", **worklog, "started": "2025-03-02T09:00:00.000+0000", "timeSpentSeconds": 1e30},
    ]
    jira.streams["jira_sprint"] = [
        {"id": 37, "name": "Odd", "state": "active", "startDate": AFTER_ALL, "endDate": BEFORE_ALL}
    ]
    return jira


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("odd"))
    home.run_with(world().sources())
    yield home


def test_what_has_no_date_is_left_out_and_listed_with_its_reason(home: Home) -> None:
    assert home.warehouse_sql("select stream, record_id, reason from core.skipped_record order by all") == [
        ("jira_changelog", "1/12", f"has a date of no calendar: {BEFORE_ALL}"),
        ("jira_comment", "1/100", f"has a date of no calendar: {BEFORE_ALL}"),
        ("jira_issue", "2", "has a date of no calendar: 2106-02-07T06:28:15.000+0000"),
        ("jira_worklog", "1/200", f"has a date of no calendar: {AFTER_ALL}"),
    ]
    assert home.warehouse_sql("select key from core.ticket order by key") == [
        ("DATA-5",),
        ("DATA-6",),
        ("PAY-1",),
        ("PAY-3",),
        ("PAY-4",),
    ]
    changes = "select change_id, field from core.ticket_change where ticket_id = '1' order by all"
    assert home.warehouse_sql(changes) == [("11", "status"), ("13", "status")]


def test_a_date_that_nothing_hangs_on_is_unknown(home: Home) -> None:
    comments = "select comment_id, happened_at, updated_at, is_public from core.ticket_comment"
    assert home.warehouse_sql(comments) == [("101", naive(2, 10), None, None)]
    worklogs = "select worklog_id, started_at, spent_seconds from core.ticket_worklog"
    assert home.warehouse_sql(worklogs) == [("201", naive(2, 9), None)]
    sprints = "select sprint_id, name, starts_at, ends_at, activated_at from core.sprint"
    assert home.warehouse_sql(sprints) == [("37", "Odd", None, None, None)]


def test_an_estimate_that_is_no_finite_number_is_none(home: Home) -> None:
    points = "select key, points from core.ticket where key like 'PAY-%' order by key"
    assert home.warehouse_sql(points) == [("PAY-1", None), ("PAY-3", 3.0), ("PAY-4", None)]


def test_a_sum_that_no_number_holds_is_unknown_and_not_infinite(home: Home) -> None:
    week = "select completed_count, points from marts.velocity_week where completed_count = 2"
    assert home.warehouse_sql(week) == [(2, None)]
    empty = "select distinct points from marts.velocity_week where completed_count = 0"
    assert home.warehouse_sql(empty) == [(0.0,)]


def test_what_was_left_out_is_a_finding(home: Home) -> None:
    findings = "select subject, found_count, is_doubtful from marts.data_quality"
    assert home.warehouse_sql(f"{findings} where kind = 'record_skipped' order by subject") == [
        ("jira_changelog", 1, True),
        ("jira_comment", 1, True),
        ("jira_issue", 1, True),
        ("jira_worklog", 1, True),
    ]
