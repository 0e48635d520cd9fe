"""Tickets that came without their histories, or with a part: what is not told is unknown, not invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli.main import main
from tests.worlds.landed_jira import HandMade, item, march, naive
from tests.worlds.night import Home

ORGANIZATION = """\
name: Migrated
timezone: UTC
sources: [{name: jira, kind: jira, url: "https://hand.example.net", user_env: U, token_env: T%s}]
teams:
  - {id: pay, name: Payments, owns: {jira_projects: [PAY]}, members: [{person: ana}]}
  - {id: data, name: Data, owns: {jira_projects: [DATA]}, members: [{person: ben}]}
  - {id: web, name: Web, owns: {jira_projects: [WEB]}, members: [{person: cem}]}
people:
  - {id: ana, accounts: {jira: [acc-ana]}}
  - {id: ben, accounts: {jira: [acc-ben]}}
  - {id: cem, accounts: {jira: [acc-cem]}}
statuses: {work: [In Progress], todo: [To Do], done: [Done]}
resolutions: {counted: [Done]}
handoffs: {detectors: [D1, D2, D3, D4, D5, D6]}
"""
DONE: dict[str, Any] = {"status": {"id": "5"}, "resolution": {"id": "1", "name": "Done"}}
PAY, DATA, WEB = ({"accountId": account} for account in ("acc-ana", "acc-ben", "acc-cem"))


def blocks(number: int, blocker: str, blocked: str) -> dict[str, Any]:
    """As the blocked ticket shows it."""
    words = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
    return {
        "issuelinks": [{"id": str(number), "type": words, "inwardIssue": {"id": blocker, "key": blocked}}]
    }


def link_added(words: str) -> dict[str, Any]:
    return {**item("Link", None, words.rpartition(" ")[2]), "toString": words}


def closing() -> tuple[dict[str, Any], dict[str, Any]]:
    return item("status", "1", "5", field_id="status"), item(
        "resolution", None, "Done", by="both", field_id="resolution"
    )


jira = HandMade(projects={"100": "PAY", "200": "DATA", "300": "WEB"})
# DATA-1 was done before the migration; PAY-1 waits for it by a link whose making nothing tells.
done_before = jira.issue(1, "DATA-1", reporter=DATA, created=march(3), **DONE)
jira.issue(2, "PAY-1", created=march(2), **blocks(900, "1", "DATA-1"))
# PAY-2 waits for DATA-2, which is open, by such a link too.
jira.issue(3, "DATA-2", reporter=DATA, created=march(2))
jira.issue(4, "PAY-2", created=march(2), **blocks(901, "3", "DATA-2"))
# Nothing waits for this one.
alone = jira.issue(17, "WEB-4", reporter=PAY, created=march(3), **DONE)
# Created and closed in one second, by an event.
at_once = jira.issue(18, "WEB-5", reporter=WEB, created=march(3), **DONE)
jira.change(at_once, 1301, march(3), *closing(), author="acc-cem")
# Done before the migration, opened again and closed after it.
again = jira.issue(5, "DATA-3", reporter=DATA, created=march(2), **DONE)
jira.change(again, 501, march(10), item("status", "5", "1", field_id="status"), author="acc-ben")
jira.change(again, 502, march(12), *closing(), author="acc-ben")
# Done before the migration, and opened again: to a triage that nobody owns.
jira.projects["400"] = "TRI"
to_triage = jira.issue(6, "TRI-1", created=march(2))
jira.change(to_triage, 601, march(10), item("status", "5", "1", field_id="status"), author="acc-ben")
# Of a link, history tells only that it was taken away.
freed = jira.issue(7, "DATA-4", reporter=DATA, created=march(2))
jira.issue(8, "PAY-3", created=march(2))
gone_link = {**item("Link", "PAY-3", None), "fromString": "This issue blocks PAY-3"}
jira.change(freed, 701, march(10), gone_link, author="acc-ben")
# One history of WEB-1 says that tickets of two teams wait for it.
wanted = jira.issue(9, "WEB-1", reporter=WEB, created=march(2))
jira.issue(10, "PAY-4", created=march(2))
jira.issue(11, "DATA-5", reporter=DATA, created=march(2))
jira.issue(12, "PAY-5", created=march(2))
jira.change(
    wanted,
    901,
    march(5),
    *(link_added(f"This issue blocks {key}") for key in ("PAY-4", "DATA-5", "PAY-5")),
    author="acc-ana",
)
# Two blockers of WEB-2, of two teams, are closed in one second.
two = [
    jira.issue(13, "PAY-6", created=march(2), **DONE),
    jira.issue(14, "DATA-6", reporter=DATA, created=march(2), **DONE),
]
for number, blocker in enumerate(two, 1001):
    jira.change(blocker, number, march(9), *closing(), author=("acc-ana", "acc-ben")[number - 1001])
waiting = jira.issue(15, "WEB-2", reporter=WEB, created=march(2))
for number, key in enumerate(("PAY-6", "DATA-6"), 1101):
    jira.change(waiting, number, march(4), link_added(f"This issue is blocked by {key}"), author="acc-cem")
# A status that a history knows by its id alone.
nameless = jira.issue(16, "WEB-3", reporter=WEB, created=march(2), status={"id": "77"})
jira.change(nameless, 1201, march(4), item("status", "1", "77", field_id="status"), author="acc-cem")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("migrated")


@pytest.fixture(scope="module")
def home(directory: Path) -> Iterator[Home]:
    home = Home(directory)
    home.run_with(jira.sources(organization=ORGANIZATION))
    yield home


def handoffs(home: Home, key: str, columns: str = "kind, from_team, to_team") -> list[Any]:
    return home.sql(f"select {columns} from handoff where work_item_key = '{key}' order by all")


def test_a_blocker_that_is_done_without_a_history_delivers_nothing(home: Home) -> None:
    assert handoffs(home, "PAY-1") == handoffs(home, "DATA-1") == []


def test_a_link_whose_making_nothing_tells_is_no_handoff_and_holds_a_chain_together(home: Home) -> None:
    for key in ("PAY-2", "DATA-2", "PAY-3", "DATA-4"):
        assert handoffs(home, key) == []
    found = home.sql("select work_item_key from chain_item where root_ticket_key = 'PAY-2' order by all")
    assert found == [("DATA-2",), ("PAY-2",)]


def test_a_ticket_that_was_done_before_its_history_was_closed_nobody_knows_when(home: Home) -> None:
    completed = "select ticket_id from flow.completion inner join core.ticket using (ticket_number)"
    assert home.warehouse_sql(f"{completed} order by all") == sorted((one,) for one in (*two, again, at_once))
    assert handoffs(home, "WEB-4") == []
    found = home.sql(
        "select state, ended_at, lead_hours, wait_hours, handoff_tax, team_count, handoff_count "
        "from chain where root_ticket_key = 'WEB-4'"
    )
    assert found == [("done", *[None] * 6)]
    found = home.sql(
        "select state, resolution, closed_at, lead_hours, age_hours, first_team, team_id, requested_by, "
        "active_hours, handoff_count, is_observed from work_item where work_item_key = 'WEB-4'"
    )
    assert found == [("done", "Done", *[None] * 5, "unknown", None, None, False)]
    [(found, of, message)] = home.sql(
        "select found_count, of_count, message from data_quality where kind = 'close_undated'"
    )
    assert (found, of) == (len([done_before, alone]), len(jira.issues))
    assert message.startswith("tickets are done, and no history says since when")


def test_the_story_of_such_a_chain_says_that_nobody_knows(
    home: Home, directory: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["explain", "--home", str(directory), "WEB-4"])
    assert not end.value.code
    told = capfd.readouterr().out
    assert "Chain WEB-4 (done)" in told
    assert "It was done where its history begins: nobody knows how long it took." in told


def test_what_is_opened_again_after_the_migration_counts_from_then_on(home: Home) -> None:
    found = home.warehouse_sql(
        "select arrived_by, arrived_at, left_at from flow.queue_episode "
        f"inner join core.ticket using (ticket_number) where ticket_id = '{again}'"
    )
    assert found == [("reopen", naive(10), naive(12))]
    moved = home.warehouse_sql(
        "select kind, happened_at from flow.movement inner join core.ticket using (ticket_number) "
        f"where ticket_id = '{again}' order by happened_at"
    )
    assert moved == [("reopened", naive(10)), ("completed", naive(12))]
    assert handoffs(home, "TRI-1") == []


def test_one_history_that_links_tickets_of_two_teams_makes_a_handoff_of_each(home: Home) -> None:
    found = handoffs(home, "WEB-1", "kind, from_team, to_team, released_at")
    assert found == [("dependency", team, "web", naive(5)) for team in ("data", "pay")]


def test_of_blockers_closed_in_one_second_the_last_delivers(home: Home) -> None:
    found = handoffs(home, "WEB-2", "kind, from_team, to_team, released_at, via_ticket_key")
    assert found == [("delivery", "data", "web", naive(9), "DATA-6")]


def test_a_status_without_a_name_is_named_by_its_id(home: Home) -> None:
    found = home.sql("select subject from data_quality where kind = 'status_without_meaning'")
    assert found == [("77",)]
