"""Links, keys and sprints: one row each, whatever the tickets around them have been through."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from connectors.sandbox.server.server import serve
from tests.worlds.landed_jira import SPRINT, HandMade, Json, item, march, naive, text
from tests.worlds.night import Home
from tests.worlds.small_world import END, small_world

MERIDIAN = """\
name: Meridian
timezone: UTC
sources:
  - {name: jira, kind: jira, url: "${BATON_SANDBOX_JIRA}", user_env: BATON_SANDBOX_USER,
     token_env: BATON_SANDBOX_TOKEN}
  - {name: github, kind: github, url: "${BATON_SANDBOX_GITHUB}", token_env: BATON_SANDBOX_TOKEN,
     organizations: [meridian]}
"""


def link(id_: int, side: str, ticket: int, key: str) -> Json:
    kind = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
    return {"id": str(id_), "type": kind, side: {"id": str(ticket), "key": key}}


def test_a_served_world_gives_its_links_keys_sprints_and_comments(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with serve(small_world(), END) as sandbox:
        home.run(sandbox, MERIDIAN)
    assert home.warehouse_sql("select key, from_at, is_current from core.ticket_key order by all") == [
        ("DATA-1", naive(2), True),
        ("DATA-2", naive(6), True),
        ("PAY-1", naive(3), False),
    ]
    assert home.warehouse_sql(
        "select sprint_id, name, activated_at, completed_at from core.sprint order by 1"
    ) == [
        ("37", "Sprint 1, the [first]=one", naive(3), naive(10)),
        ("38", "Sprint 2", naive(10), naive(25)),
    ]
    assert home.warehouse_sql(
        "select value, from_at, to_at < 'infinity' from core.ticket_tag where kind = 'sprint' order by 1"
    ) == [("37", naive(4), False), ("38", naive(12), False)]
    assert home.warehouse_sql(
        "select count(*), count(*) filter (where is_internal) from core.ticket_comment"
    ) == [(30, 1)]
    assert home.warehouse_sql("select * from core.broken_chain") == []


def test_a_comment_and_a_worklog_that_were_deleted_are_there_with_since_when_they_are_gone(
    tmp_path: Path,
) -> None:
    world, home = small_world(), Home(tmp_path)
    ticket = world.tickets[0]
    ticket.comments[0] = replace(ticket.comments[0], deleted_at=march(20))
    ticket.worklogs[0] = replace(ticket.worklogs[0], deleted_at=march(20))
    with serve(world, march(12)) as sandbox:
        home.run(sandbox, MERIDIAN)
        sandbox.move_to(END)
        home.run(sandbox, MERIDIAN)
    gone = [("20001", END.replace(tzinfo=None), "missing")]
    for table, number in (("core.ticket_comment", 30), ("core.ticket_worklog", 25)):
        assert home.warehouse_sql(f"select count(*) from {table}") == [(number,)]
        query = f"select ticket_id, gone_at, gone_reason from {table} where gone_at is not null"
        assert home.warehouse_sql(query) == gone


def test_a_link_that_both_tickets_show_is_one_row_with_the_instant_it_was_made(tmp_path: Path) -> None:
    jira = HandMade()
    blocked = jira.issue(1, "PAY-1", issuelinks=[link(900, "inwardIssue", 2, "DATA-2")])
    blocker = jira.issue(2, "DATA-2", issuelinks=[link(900, "outwardIssue", 1, "PAY-1")])
    jira.issue(3, "PAY-3", issuelinks=[link(901, "outwardIssue", 77, "SECRET-1")])
    jira.change(blocker, 20, march(2), item("Key", "PAY-2", "DATA-2", "text"))
    told = "This issue is blocked by PAY-2"
    jira.change(blocked, 11, march(3), item("Link", None, "PAY-2") | {"toString": told})
    home = Home(tmp_path)
    home.run_with(jira.sources())
    assert home.warehouse_sql(
        "select link_id, kind, outward, from_key, to_key, to_ticket_id, created_at, account_id, is_gone "
        "from core.ticket_link order by 1"
    ) == [
        ("900", "Blocks", "blocks", "DATA-2", "PAY-1", "1", naive(3), "acc-ana", False),
        ("901", "Blocks", "blocks", "PAY-3", "SECRET-1", "77", None, None, False),
    ]


def test_a_project_that_got_another_key_keeps_the_old_one_and_so_do_its_tickets(tmp_path: Path) -> None:
    jira, home = HandMade(), Home(tmp_path)
    jira.issue(1, "PAY-1")
    home.run_with(jira.sources(march(30)))
    renamed = HandMade(projects={"100": "PMT", "200": "DATA"})
    renamed.issue(1, "PMT-1")
    renamed.issue(2, "PMT-2", created=march(30, 12))
    home.run_with(renamed.sources())
    assert home.warehouse_sql("select key, keys from core.project order by 1") == [
        ("DATA", ["DATA"]),
        ("PMT", ["PAY", "PMT"]),
    ]
    assert home.warehouse_sql("select key, ticket_id from core.ticket_key where is_newest order by all") == [
        ("PAY-1", "1"),
        ("PAY-2", "2"),
        ("PMT-1", "1"),
        ("PMT-2", "2"),
    ]


def test_a_key_that_was_given_again_names_the_ticket_that_has_it(tmp_path: Path) -> None:
    jira, home = HandMade(), Home(tmp_path)
    moved = jira.issue(1, "DATA-9")
    jira.change(moved, 11, march(2), item("Key", "PAY-1", "DATA-9", "text"), item("project", "100", "200"))
    jira.issue(2, "PAY-1", created=march(5))
    home.run_with(jira.sources())
    assert home.warehouse_sql(
        "select ticket_id, is_current, is_newest from core.ticket_key where key = 'PAY-1' order by 1"
    ) == [("1", False, False), ("2", True, True)]


def test_a_sprint_is_what_its_board_says_before_what_tickets_remember(tmp_path: Path) -> None:
    old = {"id": 7, "name": "Seven", "state": "active", "startDate": text(march(3)), "boardId": 1}
    now = {
        "id": 7,
        "name": "Seven, renamed",
        "state": "closed",
        "startDate": text(march(3)),
        "endDate": text(march(14)),
        "activatedDate": text(march(4)),
        "completeDate": text(march(17)),
        "originBoardId": 1,
    }
    jira, home = HandMade(streams={"jira_sprint": [now]}), Home(tmp_path)
    jira.issue(1, "PAY-1", **{SPRINT: [old]})
    home.run_with(jira.sources())
    assert home.warehouse_sql("select * exclude (source, gone_at, known_from) from core.sprint") == [
        ("7", "Seven, renamed", "1", "closed", naive(3), naive(14), naive(4), naive(17))
    ]
