"""What GitHub issues, pull requests and rosters become in core, night after night."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.sandbox.server.server import serve
from tests.worlds.github_world import ORGANIZATION, WORLD, day
from tests.worlds.night import Home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = Home(tmp_path_factory.mktemp("home"))
    with serve(WORLD, day(5, 12)) as sandbox:
        for night in (day(5, 12), day(10)):
            sandbox.move_to(night)
            made.run(sandbox, ORGANIZATION)
    yield made


def test_an_issue_is_a_ticket_with_its_history(home: Home) -> None:
    changes = home.warehouse_sql(
        """
        select day(happened_at), field, from_text, to_text, account_id from core.ticket_change
        where ticket_id = '5001' order by change_id::bigint, item_number
        """
    )
    assert changes == [
        (4, "assignee", None, "11", "11"),
        (5, "assignee", "11", "12", "11"),
        (6, "assignee", "12", "11", "11"),
        (6, "label", None, "bug", "11"),
        (8, "status", "open", "closed", "11"),
        (8, "resolution", None, "not_planned", "11"),
        (9, "status", "closed", "open", "11"),
        (9, "resolution", "not_planned", None, "11"),
        (10, "status", "open", "closed", "11"),
        (10, "resolution", None, "completed", "11"),
    ]
    [ticket] = home.warehouse_sql(
        """
        select key, project_key, status_id, resolution, assignee, reporter from core.ticket
        where ticket_id = '5001'
        """
    )
    assert ticket == ("meridian/flow#101", "meridian/flow", "closed", "completed", "11", "11")


def test_a_state_holds_from_each_change_to_the_next(home: Home) -> None:
    states = home.warehouse_sql(
        """
        select day(from_at), status_id, assignee, resolution from core.ticket_state
        where ticket_id = '5001' order by step
        """
    )
    assert states == [
        (3, "open", None, None),
        (4, "open", "11", None),
        (5, "open", "12", None),
        (6, "open", "11", None),
        (6, "open", "11", None),
        (8, "closed", "11", "not_planned"),
        (9, "open", "11", None),
        (10, "closed", "11", "completed"),
    ]


def test_becoming_a_discussion_closes_and_deletion_leaves_the_history(home: Home) -> None:
    rows = home.warehouse_sql(
        "select ticket_id, status_id, gone_at is not null from core.ticket order by ticket_id"
    )
    assert rows == [
        ("5001", "closed", False),
        ("5002", "closed", False),
        ("5003", "open", True),
        ("5004", "open", False),
        ("5005", "In Review", False),
        ("5006", "open", False),
    ]
    assert home.warehouse_sql(
        "select to_text from core.ticket_change where ticket_id = '5002' order by item_number"
    ) == [
        ("closed",),
        ("converted to discussion",),
    ]
    assert home.warehouse_sql("select count(*) from core.ticket_comment") == [(1,)]


def test_an_open_issue_is_in_the_status_that_its_board_gave_it_last(home: Home) -> None:
    """By events where GitHub wrote them, and by looks at the board, which do not tell who it was."""
    rows = home.warehouse_sql(
        """
        select ticket_id, day(happened_at), field, from_text, to_text, account_id from core.ticket_change
        where ticket_id in ('5005', '5006') and field <> 'resolution'
        order by ticket_id, happened_at, item_number
        """
    )
    assert rows == [
        ("5005", 4, "project", "meridian/old", "meridian/flow", "11"),
        ("5005", 4, "key", None, "meridian/flow#105", "11"),
        ("5005", 4, "status", "open", "Todo", "12"),
        ("5005", 6, "status", "Todo", "In Progress", "12"),
        ("5005", 9, "status", "In Progress", "In Review", None),
        ("5006", 5, "status", "open", "In Progress", "12"),
        ("5006", 6, "status", "In Progress", "closed", "11"),
        ("5006", 7, "status", "closed", "In Progress", "11"),
        ("5006", 13, "status", "In Progress", "open", None),
    ]
    states = home.warehouse_sql(
        "select day(from_at), status_id from core.ticket_state where ticket_id = '5005' order by step"
    )
    assert [state for state in states if state[1] != "open"] == [
        (4, "Todo"),
        (6, "In Progress"),
        (9, "In Review"),
    ]


def test_the_organization_file_says_what_a_boards_statuses_mean(home: Home) -> None:
    assert home.warehouse_sql("select status_id, is_todo, is_work, is_done from core.status order by 1") == [
        ("Done", False, False, True),
        ("In Progress", False, True, False),
        ("In Review", False, True, False),
        ("Todo", True, False, False),
        ("closed", False, False, True),
        ("open", True, False, False),
    ]


def test_pull_requests_tell_labels_queue_base_and_reverts(home: Home) -> None:
    kinds = home.warehouse_sql(
        """
        select kind, subject from core.pull_request_event
        where pull_request_id = '9001' and kind not in ('opened', 'merged', 'closed') order by happened_at
        """
    )
    assert kinds == [
        ("commit", None),
        ("labeled", "bug"),
        ("assigned", "12"),
        ("base_changed", "develop"),
        ("auto_merge_enabled", None),
        ("queued", None),
        ("unqueued", None),
        ("auto_merge_disabled", None),
        ("force_pushed", None),
    ]
    facts = "pull_request_id, labels, closed_ticket_ids, reverted_numbers"
    rows = home.warehouse_sql(f"select {facts} from core.pull_request order by 1")
    assert rows == [("9001", ["bug"], ["5001"], []), ("9002", [], [], [1])]


def test_review_requests_say_whom_they_ask_and_whether_as_a_code_owner(home: Home) -> None:
    asked = home.warehouse_sql(
        """
        select kind, reviewer_team, reviewer, is_code_owner from core.pull_request_event
        where pull_request_id = '9002' and kind like 'review%' order by happened_at
        """
    )
    assert asked == [
        ("review_requested", "meridian/data", None, True),
        ("review_requested", None, "11", None),
        ("review_request_removed", None, "11", None),
        ("review_requested", None, "13", False),
    ]


def test_links_say_where_they_come_from_and_how_sure_they_are(home: Home) -> None:
    assert home.warehouse_sql(
        "select pull_request_id, ticket_id, found_in, confidence from core.link order by 1"
    ) == [
        ("9001", "5001", ["closing"], 1.0),
        ("9002", "5004", ["ticket"], 0.5),
    ]


def test_rosters_and_owners_are_dated_from_the_first_look_on(home: Home) -> None:
    members = home.warehouse_sql(
        "select account_id, day(from_at), day(to_at) from core.team_roster order by from_at"
    )
    assert members == [("12", 8, 13), ("11", 13, None)]
    rules = home.warehouse_sql(
        "select pattern, owner, day(from_at), day(to_at) from core.code_owner order by from_at, rule_number"
    )
    assert rules == [
        ("*", "@meridian/data", 8, 13),
        ("/docs", "@ana-m", 8, 13),
        ("*", "@meridian/data", 13, None),
    ]


def test_the_way_to_production_is_known(home: Home) -> None:
    assert home.warehouse_sql(
        "select deployment_id, environment, state, day(happened_at) from core.deployment"
    ) == [("71", "production", "active", 5)]
    assert home.warehouse_sql("select release_id, tag, day(happened_at) from core.release") == [
        ("81", "v1", 6)
    ]


def test_both_nights_were_whole(home: Home) -> None:
    assert home.warehouse_sql("select distinct state, message from core.scope") == [("whole", None)]
