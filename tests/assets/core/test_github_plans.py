"""How GitHub's issues are planned, night after night: by events, or from the first look on that found it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.worlds.landed_github import HandMadeGitHub, estimated, in_iteration, issue_field, iteration, named
from tests.worlds.landed_jira import march, naive
from tests.worlds.night import Home

ORGANIZATION = """\
name: Plans
timezone: UTC
sources:
  - name: github
    kind: github
    token_env: T
    organizations: [acme]
    fields: {points: estimate, sprint: [Iteration, Cadence]}
    labels: {points: "points: *", team: "team/*"}
teams: [{id: data, name: Data, owns: {jira_team_values: [Data]}}]
"""
NIGHTS = march(3, 2), march(6, 2), march(10, 2)
TASK, BUG = named("T1", "Task"), named("T2", "Bug")
ESTIMATE = issue_field("Estimate", "NUMBER")
OVER, NEXT = iteration("a", "2025-03-01", 7), iteration("b", "2025-03-08", 7)


def github(now: datetime) -> HandMadeGitHub:
    """The host as it is in one of the nights."""
    host = HandMadeGitHub(iterations=[OVER, NEXT])
    second, third = NIGHTS[1:]
    untold, linked, boarded, labelled, both, planned = (host.issue(number) for number in range(1, 7))

    def shown(id_: str, points: float) -> None:
        host.issues[id_]["issueFieldValues"]["nodes"] = [{"field": ESTIMATE, "number": points}]

    def label(id_: str, at: datetime, name: str, kind: str = "Labeled") -> None:
        if at < now:
            host.tell(id_, at, kind, label={"name": name})

    if now >= second:
        host.issues[untold] |= {"issueType": BUG, "parent": {"fullDatabaseId": linked}}
        shown(untold, 3.0 if now < third else 5.0)
    host.tell(linked, march(2), "IssueTypeAdded", issueType=TASK)
    host.tell(linked, march(2), "ParentIssueAdded", parent={"fullDatabaseId": boarded})
    if now >= second:
        host.block(linked, boarded, march(4))
        host.tell(linked, march(4), "IssueTypeRemoved", issueType=TASK)
        host.tell(linked, march(5), "ParentIssueRemoved", parent={"fullDatabaseId": boarded})
        host.tell(linked, march(5), "ParentIssueAdded", parent={"fullDatabaseId": labelled})
    else:
        host.issues[linked]["issueType"] = TASK
    host.issues[linked]["parent"] = {"fullDatabaseId": boarded if now < second else labelled}
    if now >= third:
        host.tell(linked, march(7), "BlockedByRemoved", blockingIssue={"fullDatabaseId": boarded})
        host.tell(boarded, march(7), "BlockingRemoved", blockedIssue={"fullDatabaseId": linked})
        host.issues[linked]["blockedBy"] = host.issues[boarded]["blocking"] = {"nodes": []}
    host.on_board(boarded, *[[estimated(2, march(2))], [estimated(8, march(4))], []][NIGHTS.index(now)])
    label(labelled, march(2), "points: 1")
    label(labelled, march(2, 12), "team/Data")
    label(labelled, march(4), "points: 3")
    label(labelled, march(5), "points: 3", "Unlabeled")
    label(both, march(2), "points: 1")
    host.tell(both, march(2, 12), "IssueFieldAdded", issueField=ESTIMATE, value="13", options=None)
    shown(both, 13.0)
    if now < third:
        host.on_board(planned, in_iteration(OVER, march(2)) if now < second else in_iteration(NEXT, march(5)))
    else:
        host.gone = {"github_board_item": [f"1 {planned}"]}
    for id_, names in ((labelled, ["points: 1", "team/Data"]), (both, ["points: 1"])):
        host.issues[id_]["labels"]["nodes"] = [{"name": name} for name in names]
    return host


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("plans"))
    for now in NIGHTS:
        home.run_with(github(now).sources(ORGANIZATION, now=now))
    yield home


def values(home: Home, number: int, field: str) -> list[tuple[object, ...]]:
    """Since when a field held what, but for what lasted no time."""
    return home.warehouse_sql(
        f"select from_at, value_text from core.ticket_value where ticket_id = '{5000 + number}' "
        f"and field = '{field}' and from_at < to_at order by step"
    )


def test_what_no_event_tells_is_true_from_the_first_look_that_found_it(home: Home) -> None:
    assert values(home, 1, "type") == [(naive(1), "Issue"), (naive(6, 2), "Bug")]
    assert values(home, 1, "parent") == [(naive(1), None), (naive(6, 2), "acme/app#2")]
    assert values(home, 1, "points") == [(naive(1), None), (naive(10, 2), "5.0")]


def test_a_type_that_was_taken_away_leaves_an_issue(home: Home) -> None:
    assert values(home, 2, "type") == [(naive(1), "Issue"), (naive(2), "Task"), (naive(4), "Issue")]


def test_a_part_that_moved_has_one_parent_at_a_time(home: Home) -> None:
    assert values(home, 2, "parent") == [
        (naive(1), None),
        (naive(2), "acme/app#3"),
        (naive(5), "acme/app#4"),
    ]


def test_a_blocker_stands_from_its_event_to_the_one_that_took_it_away(home: Home) -> None:
    found = home.warehouse_sql(
        "select ticket_id, blocker_id, linked_at, unlinked_at, link_event_id is not null from core.blocker"
    )
    assert found == [("5002", "5003", naive(4), naive(7), True)]
    assert home.warehouse_sql("select count(*) from core.ticket_link") == [(0,)]


def test_a_boards_number_is_true_since_it_was_set_and_empty_since_it_was_found_so(home: Home) -> None:
    assert values(home, 3, "points") == [
        (naive(1), None),
        (naive(2), "2"),
        (naive(4), "8"),
        (naive(10, 2), None),
    ]


def test_of_labels_with_a_value_the_last_that_still_is_there_counts(home: Home) -> None:
    assert values(home, 4, "points") == [
        (naive(1), None),
        (naive(2), "1"),
        (naive(4), "3"),
        (naive(5), "1"),
    ]
    assert values(home, 4, "team") == [(naive(1), None), (naive(2, 12), "Data")]


def test_a_field_counts_before_a_label(home: Home) -> None:
    assert values(home, 5, "points") == [(naive(1), None), (naive(2), "1"), (naive(2, 12), "13")]
    assert home.warehouse_sql("select points, team_value from core.ticket order by ticket_id") == [
        (5, None),
        (None, None),
        (None, None),
        (1, "Data"),
        (13, None),
        (None, None),
    ]


def test_an_issue_is_in_an_iteration_until_another_or_none_is_found(home: Home) -> None:
    assert home.warehouse_sql(
        "select value, from_at, to_at from core.ticket_tag where kind = 'sprint' order by all"
    ) == [("1:a", naive(2), naive(5)), ("1:b", naive(5), naive(10, 2))]


def test_of_an_iteration_that_ran_before_the_first_look_nobody_knows_what_was_in_it(home: Home) -> None:
    assert home.sql(
        "select sprint_id, name, board_name, state, is_observed, committed_count from sprint "
        "where team_id = '*' order by 1"
    ) == [
        ("1:a", "Iteration a", "App", "closed", False, None),
        ("1:b", "Iteration b", "App", "active", True, 1),
    ]


def test_fields_are_the_organization_files_by_name_and_one_that_is_none_is_told(home: Home) -> None:
    assert home.warehouse_sql(
        "select role, field_id, found_by, type, is_gone from core.field_role order by all"
    ) == [
        ("points", "F_points", "organization file", "board number", False),
        ("points", "IF_Estimate", "organization file", "issue number", False),
        ("points", "label: points: *", "organization file", "label", False),
        ("sprint", "Cadence", "organization file", None, True),
        ("sprint", "F_sprint", "organization file", "board iteration", False),
        ("team", "label: team/*", "organization file", "label", False),
    ]
    assert home.sql("select subject from data_quality where kind = 'field_unknown'") == [("Cadence",)]
