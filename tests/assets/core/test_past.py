"""Tickets, links, sprints and pull requests as of the 15th of March, from records of the 31st."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from tests.worlds.landed_jira import END, HandMade, Json, item, march, naive, text
from tests.worlds.night import Home

AS_OF, LASTING = march(15), datetime.max
BLOCKS = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}


def linked(jira: HandMade, ticket: str, number: int, day: int, key: str, is_removed: bool = False) -> None:
    words = f"This issue is blocked by {key}"
    change = item("Link", key, None) if is_removed else item("Link", None, key)
    jira.change(ticket, number, march(day), change | {"fromString" if is_removed else "toString": words})


def pair(jira: HandMade, number: int, is_shown: bool) -> str:
    """PAY-`number`, and PAY-`number + 1`, which blocks it today if `is_shown`."""
    shown: Json = {"id": f"9{number}", "type": BLOCKS}
    other = {"id": str(number + 1), "key": f"PAY-{number + 1}"}
    links = [{**shown, "inwardIssue": other}] if is_shown else []
    jira.issue(number + 1, f"PAY-{number + 1}", created=march(2))
    return jira.issue(number, f"PAY-{number}", issuelinks=links)


def pull_request(number: int, changed_on: int, *keys: tuple[str, str] | tuple[str, str, int]) -> Record:
    payload: Json = {
        "number": number,
        "state": "MERGED",
        "isDraft": False,
        "createdAt": text(march(3)),
        "updatedAt": text(march(changed_on)),
        "mergedAt": text(march(changed_on)),
        "closedAt": text(march(changed_on)),
        "additions": 7,
        "timelineItems": {"nodes": []},
        "ticketKeys": [
            {"key": key, "in": place} | ({"at": text(march(day[0]))} if day else {})
            for key, place, *day in keys
        ],
    }
    return Record(str(number), payload)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    jira = HandMade()
    linked(jira, pair(jira, 1, is_shown=True), 101, 20, "PAY-2")
    ended = pair(jira, 3, is_shown=False)
    linked(jira, ended, 103, 5, "PAY-4")
    linked(jira, ended, 104, 20, "PAY-4", is_removed=True)
    pair(jira, 5, is_shown=True)
    linked(jira, pair(jira, 7, is_shown=False), 107, 20, "PAY-8", is_removed=True)
    again = pair(jira, 11, is_shown=True)
    linked(jira, again, 111, 3, "PAY-12")
    linked(jira, again, 112, 10, "PAY-12", is_removed=True)
    linked(jira, again, 113, 20, "PAY-12")
    # Named by a key that the other ticket got after as_of.
    shown = {"id": "914", "type": BLOCKS, "inwardIssue": {"id": "14", "key": "DATA-14"}}
    moves = jira.issue(14, "DATA-14")
    jira.change(
        moves, 114, march(18), item("Key", "PAY-14", "DATA-14", "text"), item("project", "100", "200")
    )
    linked(jira, jira.issue(13, "PAY-13", issuelinks=[shown]), 115, 20, "DATA-14")
    # Of a type that no ticket has any more.
    jira.streams["jira_issue_type"] = [
        {"id": "8", "name": "Sub-task", "subtask": True, "hierarchyLevel": -1},
        {"id": "7", "name": "Task", "subtask": False, "hierarchyLevel": 0},
    ]
    grown = item("issuetype", "8", "7") | {"fromString": "Sub-task", "toString": "Task"}
    jira.change(jira.issue(20, "PAY-20"), 120, march(20), grown)
    jira.streams["jira_sprint"] = [
        {
            "id": number,
            "name": f"Sprint {number}",
            "state": "closed",
            "startDate": text(march(first)),
            "activatedDate": text(march(first)),
            "completeDate": text(march(first + 8)),
        }
        for number, first in ((1, 2), (2, 10), (3, 18))
    ]
    home = Home(tmp_path_factory.mktemp("past"))
    landing = Landing(home.data / "landing")
    repository = Record("301", {"databaseId": 301, "nameWithOwner": "hand/flow", "isArchived": False})
    landing.land_once("hub", "hand", "github_repository", [repository], END)
    pulls = [
        pull_request(31, 20, ("PAY-1", "title")),
        pull_request(32, 20, ("PAY-1", "branch"), ("PAY-3", "body")),
        pull_request(33, 20, ("PAY-1", "commit", 10), ("PAY-3", "commit", 20)),
        pull_request(34, 5, ("PAY-1", "title"), ("PAY-3", "commit", 20)),
    ]
    landing.land_once("hub", "301", "github_pull_request", pulls, END)
    home.run_with(jira.sources(as_of=AS_OF))
    yield home


def test_links_between_tickets_are_those_of_then(home: Home) -> None:
    assert home.warehouse_sql(
        "select ticket_id, blocker_id, linked_at, unlinked_at from core.blocker order by ticket_id::integer"
    ) == [
        ("3", "4", naive(5), LASTING),
        ("5", "6", naive(2), LASTING),
        ("7", "8", naive(2), LASTING),
        ("11", "12", naive(3), naive(10)),
    ]
    found = home.warehouse_sql("select from_key, to_key, created_at from core.ticket_link order by 1")
    assert found == [("PAY-6", "PAY-5", None)]


def test_a_key_of_later_names_no_ticket(home: Home) -> None:
    found = home.warehouse_sql(
        "select key, url, project_key, project_id from core.ticket where ticket_id = '14'"
    )
    assert found == [("PAY-14", "https://hand.example.net/browse/PAY-14", "PAY", "100")]
    assert home.warehouse_sql("select key from core.ticket_key where ticket_id = '14'") == [("PAY-14",)]


def test_a_ticket_that_was_a_sub_task_then_counted_for_nothing(home: Home) -> None:
    found = home.warehouse_sql("select type, is_subtask, is_counted from core.ticket where ticket_id = '20'")
    assert found == [("Sub-task", True, False)]
    assert home.sql("select type, is_counted from work_item where work_item_id = '20'") == [
        ("Sub-task", False)
    ]


def test_sprints_are_in_the_state_of_then(home: Home) -> None:
    assert home.warehouse_sql(
        "select sprint_id, state, activated_at, completed_at from core.sprint order by 1"
    ) == [
        ("1", "closed", naive(2), naive(10)),
        ("2", "active", naive(10), None),
        ("3", "future", None, None),
    ]


def test_a_link_that_a_text_alone_tells_is_dated_where_the_text_is_of_then(home: Home) -> None:
    assert home.sql("select pull_request_id, ticket_key, found_in, is_dated from link order by all") == [
        ("31", "PAY-1", "title", False),
        ("32", "PAY-1", "branch", True),
        ("32", "PAY-3", "body", False),
        ("33", "PAY-1", "commit", True),
        ("34", "PAY-1", "title", True),
        ("34", "PAY-3", "commit", True),
    ]
    [(found, of, is_doubtful, message)] = home.sql(
        "select found_count, of_count, is_doubtful, message from data_quality where kind = 'link_undated'"
    )
    assert (found, of, is_doubtful) == (2, 6, True)
    assert message == (
        "links between pull requests and tickets rest on texts alone that may have been written after as_of"
    )


def test_a_pull_request_that_was_merged_later_was_open_and_its_size_is_unknown(home: Home) -> None:
    columns = "state, merged_at, closed_at, additions"
    query = f"select pull_request_id, {columns} from core.pull_request where pull_request_id in ('31', '34')"
    assert home.warehouse_sql(f"{query} order by 1") == [
        ("31", "open", None, None, None),
        ("34", "merged", naive(5), naive(5), 7),
    ]
