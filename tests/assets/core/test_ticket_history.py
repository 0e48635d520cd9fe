"""What a ticket was at any instant, from histories as odd as Jira writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.landed_jira import (
    EPIC,
    ESTIMATE,
    FLAGGED,
    SPRINT,
    START,
    TEAM,
    HandMade,
    item,
    march,
    naive,
    text,
)
from tests.worlds.night import Home

# DuckDB's infinity, as Python has it.
LASTING = datetime.max


def world() -> HandMade:
    jira = HandMade()
    several = jira.issue(1, "PAY-1", status=jira.status("5"))
    jira.change(several, 11, march(2), item("status", "1", "3"), item("status", "3", "5"))
    instant = jira.issue(2, "PAY-2", status=jira.status("5"), assignee={"accountId": "acc-ben"})
    jira.change(instant, 100, march(3), item("status", "3", "5"))
    jira.change(instant, 99, march(3), item("status", "1", "3"), item("assignee", "acc-ana", "acc-ben"))
    empty = jira.issue(3, "PAY-3")
    jira.change(empty, 31, march(2), item("assignee", "", "acc-ana"), author=None)
    jira.change(empty, 32, march(4), item("assignee", "acc-ana", ""), item("priority", "", "2"))
    jira.change(empty, 33, march(5), item("priority", "2", None))
    deleted = jira.issue(4, "PAY-4", assignee={"accountId": "acc-gone"})
    jira.change(deleted, 41, march(2), item("assignee", None, "acc-gone"), author="acc-gone")
    team = jira.issue(5, "PAY-5", **{TEAM: {"id": "uuid-data", "name": "Data"}})
    jira.change(team, 51, march(6), item("Team", None, "Payments", "text", TEAM))
    jira.change(team, 52, march(8), item("Team", "Payments", "Data", "text", TEAM))
    moved = jira.issue(6, "DATA-9")
    jira.change(moved, 61, march(5), item("project", "100", "200"), item("Key", "PAY-6", "DATA-9", "text"))
    jira.issue(7, "PAY-7")
    imported = jira.issue(8, "PAY-8", created=march(10), status=jira.status("5"))
    jira.change(imported, 81, march(4), item("status", "1", "3"))
    jira.change(imported, 82, march(12), item("status", "3", "5"))
    clocks = jira.issue(9, "PAY-9", status=jira.status("5"))
    jira.change(clocks, 91, int(march(2).timestamp() * 1000), item("status", "1", "3"))
    jira.change(clocks, 92, str(int(march(3).timestamp() * 1000)), item("status", "3", "1"))
    jira.change(clocks, 93, "2025-03-04T11:30:00.000+0230", item("status", "1", "5"))
    fields: dict[str, Any] = {
        SPRINT: [{"id": 38, "name": "Two", "state": "active", "startDate": text(march(10)), "boardId": 1}],
        FLAGGED: [{"id": "10019", "value": "Impediment"}],
        EPIC: "PAY-7",
        "labels": ["late", "money"],
        "components": [{"id": "50", "name": "Checkout"}],
    }
    rich = jira.issue(10, "PAY-10", **fields)
    jira.change(rich, 101, march(2), item("Sprint", "37", "37, 38", field_id=SPRINT))
    jira.change(rich, 102, march(3), item("Sprint", "37, 38", "38", field_id=SPRINT))
    jira.change(rich, 103, march(4), item("Flagged", "", "Impediment", "text", FLAGGED))
    jira.change(rich, 104, march(5), item("Epic Link", "", "7", field_id=EPIC))
    jira.change(rich, 105, march(6), item("labels", "money old", "money late", "text"))
    jira.change(rich, 106, march(7), item("Component", None, "50"))
    jira.change(rich, 107, march(8), item("duedate", None, "2025-04-01"), item("issuetype", "8", "7"))
    return jira


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("history"))
    home.run_with(world().sources())
    yield home


def states(home: Home, ticket: int, *columns: str) -> list[tuple[Any, ...]]:
    return home.warehouse_sql(
        f"select {', '.join(columns)} from core.ticket_state where ticket_id = '{ticket}' order by step"
    )


def at(home: Home, ticket: int, instant: datetime, column: str) -> Any:
    [(found,)] = home.warehouse_sql(
        f"select {column} from core.ticket_state where ticket_id = '{ticket}' and from_at <= '{instant}' "
        f"and '{instant}' < to_at"
    )
    return found


def test_several_items_for_one_field_in_one_history_are_kept_and_the_last_one_counts(home: Home) -> None:
    assert states(home, 1, "from_at", "status_id") == [(naive(1), "1"), (naive(2), "5")]
    kept = home.warehouse_sql(
        "select item_number, to_id from core.ticket_change where change_id = '11' order by 1"
    )
    assert kept == [(1, "3"), (2, "5")]


def test_histories_of_one_instant_follow_their_numbers(home: Home) -> None:
    assert states(home, 2, "change_id", "status_id", "assignee", "to_at") == [
        (None, "1", "acc-ana", naive(3)),
        ("99", "3", "acc-ben", naive(3)),
        ("100", "5", "acc-ben", LASTING),
    ]
    assert at(home, 2, naive(3), "status_id") == "5"


def test_a_field_set_to_nothing_is_empty_and_one_that_was_not_touched_stays(home: Home) -> None:
    assert states(home, 3, "assignee", "priority", "status_id") == [
        (None, None, "1"),
        ("acc-ana", None, "1"),
        (None, None, "1"),
        (None, None, "1"),
    ]
    assert home.warehouse_sql(
        "select value_id from core.ticket_value where ticket_id = '3' and field = 'priority' order by step"
    ) == [(None,), ("2",), (None,)]


def test_a_history_without_an_author_and_one_by_a_deleted_user_count(home: Home) -> None:
    assert states(home, 3, "account_id")[1] == (None,)
    assert states(home, 4, "account_id", "assignee")[1] == ("acc-gone", "acc-gone")


def test_a_team_that_histories_know_by_name_only_is_followed_and_does_not_break(home: Home) -> None:
    assert states(home, 5, "team_value") == [(None,), ("Payments",), ("Data",)]
    assert home.warehouse_sql(
        "select owner from flow.ownership inner join core.ticket using (ticket_number) "
        "where ticket_id = '5' order by from_at"
    ) == [
        ("UNOWNED",),
        ("data",),
    ]


def test_a_moved_ticket_was_in_its_first_project_until_it_moved(home: Home) -> None:
    assert states(home, 6, "key", "project_id") == [("PAY-6", "100"), ("DATA-9", "200")]
    keys = home.warehouse_sql(
        "select key, from_at, is_current from core.ticket_key where ticket_id = '6' order by from_at"
    )
    assert keys == [("PAY-6", naive(1), False), ("DATA-9", naive(5), True)]


def test_a_ticket_without_a_history_is_what_it_was_created_as(home: Home) -> None:
    assert states(home, 7, "from_at", "to_at", "status_id", "key", "type") == [
        (naive(1), LASTING, "1", "PAY-7", "Task")
    ]


def test_what_happened_before_a_ticket_was_created_holds_from_its_creation(home: Home) -> None:
    """Imported tickets bring histories that are older than they are."""
    assert states(home, 8, "from_at", "to_at", "status_id") == [
        (naive(10), naive(10), "1"),
        (naive(10), naive(12), "3"),
        (naive(12), LASTING, "5"),
    ]


def test_times_come_as_number_or_text_and_with_any_offset(home: Home) -> None:
    assert [row[0] for row in states(home, 9, "from_at")] == [naive(day) for day in (1, 2, 3, 4)]


def test_sprints_labels_and_components_have_stays(home: Home) -> None:
    assert home.warehouse_sql(
        "select kind, value, from_at, to_at from core.ticket_tag where ticket_id = '10' order by all"
    ) == [
        ("component", "Checkout", naive(7), datetime.max),
        ("label", "late", naive(6), datetime.max),
        ("label", "money", naive(1), datetime.max),
        ("label", "old", naive(1), naive(6)),
        ("sprint", "37", naive(1), naive(3)),
        ("sprint", "38", naive(2), datetime.max),
    ]


def test_a_sprint_is_known_from_the_tickets_in_it_and_from_histories(home: Home) -> None:
    assert home.warehouse_sql(
        "select sprint_id, name, state, activated_at, completed_at from core.sprint order by all"
    ) == [("37", None, None, None, None), ("38", "Two", "active", naive(10), None)]


def test_an_epic_is_a_parent_and_a_flag_is_a_flag(home: Home) -> None:
    assert at(home, 10, naive(4, 8), "(is_flagged, parent_id)") == (False, None)
    assert at(home, 10, naive(5), "(is_flagged, parent_id)") == (True, "7")
    assert home.warehouse_sql(
        "select parent_id, parent_key, is_flagged from core.ticket where ticket_id = '10'"
    ) == [("7", "PAY-7", True)]


def test_histories_as_odd_as_these_do_not_count_as_broken(home: Home) -> None:
    assert home.warehouse_sql("select * exclude (source) from core.broken_chain") == []


def test_a_field_of_somebodys_own_with_one_of_jiras_names_changes_nothing(tmp_path: Path) -> None:
    """Its id says whose it is; a name says so only where there is no id."""
    jira = HandMade()
    ticket = jira.issue(1, "PAY-1", assignee={"accountId": "acc-ana"})
    own = "customfield_20001"
    jira.change(
        ticket,
        11,
        march(2),
        *(
            item(name, "x", "acc-ben", "both", own)
            for name in ("Assignee", "Status", "Resolution", "Project")
        ),
    )
    jira.change(ticket, 12, march(3), item("assignee", None, "acc-ana"))
    home = Home(tmp_path)
    home.run_with(jira.sources())
    assert states(home, 1, "change_id", "status_id", "assignee", "resolution", "project_id") == [
        (None, "1", None, None, "100"),
        ("11", "1", None, None, "100"),
        ("12", "1", "acc-ana", None, "100"),
    ]


def test_a_key_moves_by_whatever_name_and_id_the_history_gives_it(tmp_path: Path) -> None:
    jira = HandMade()
    for number, field_id in ((1, None), (2, "issuekey")):
        moved = jira.issue(number, f"DATA-{number}")
        jira.change(
            moved,
            number * 10,
            march(5),
            item("project", "100", "200"),
            item("Key", f"PAY-{number}", f"DATA-{number}", "text", field_id),
        )
    home = Home(tmp_path)
    home.run_with(jira.sources())
    for number in (1, 2):
        assert states(home, number, "key", "project_id") == [
            (f"PAY-{number}", "100"),
            (f"DATA-{number}", "200"),
        ]


def test_a_status_without_an_id_is_the_one_that_the_site_lists_under_its_name(tmp_path: Path) -> None:
    jira = HandMade()
    migrated = jira.issue(1, "PAY-1", status=jira.status("5"))
    jira.change(migrated, 11, march(2), item("status", "To Do", "In Progress", "text"))
    jira.change(migrated, 12, march(3), item("status", "In Progress", "Nobody lists this", "text"))
    jira.change(migrated, 13, march(4), item("status", "Nobody lists this", "Done", "text"))
    home = Home(tmp_path)
    home.run_with(jira.sources())
    assert states(home, 1, "status_id", "from_at") == [
        ("1", START.replace(tzinfo=None)),
        ("3", naive(2)),
        ("Nobody lists this", naive(3)),
        ("5", naive(4)),
    ]
    assert home.warehouse_sql("select closed_at from flow.close") == [(naive(4),)]


def test_where_the_last_change_is_missing_a_ticket_is_what_jira_says_it_is_now(tmp_path: Path) -> None:
    """When it came to that, nobody knows: it is no completion of a week."""
    jira = HandMade()
    broken = jira.issue(
        1, "DATA-1", status=jira.status("5"), assignee={"accountId": "acc-ben"}, **{ESTIMATE: 8}
    )
    jira.change(broken, 11, march(2), item("status", "1", "3"), item("assignee", None, "acc-ana"))
    jira.change(broken, 12, march(3), item("Story point estimate", "", "3", "text", ESTIMATE))
    jira.change(broken, 13, march(4), item("project", "300", "100"), item("Key", "OLD-1", "PAY-1", "text"))
    home = Home(tmp_path)
    home.run_with(jira.sources())
    assert states(home, 1, "status_id", "assignee", "points", "project_id", "key")[-1] == (
        "5",
        "acc-ben",
        8.0,
        "200",
        "DATA-1",
    )
    assert home.warehouse_sql("select * from flow.close") == []
    assert home.sql("select state, closed_at, lead_hours from work_item") == [("done", None, None)]
