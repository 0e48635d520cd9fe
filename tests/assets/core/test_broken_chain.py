"""Histories that contradict themselves or their ticket are reported, and others are not."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.worlds.landed_jira import ESTIMATE, SPRINT, HandMade, Json, item, march
from tests.worlds.night import Home

BREAKS = """
    select ticket_id, field, kind, change_id, left_value, found_value
    from core.broken_chain
    order by all
"""
CHOICES: dict[str, list[str | None]] = {
    "status": ["1", "3", "5"],
    "assignee": ["a", "b", None],
    "priority": ["1", "2", None],
}


def breaks(directory: Path, jira: HandMade) -> list[tuple[Any, ...]]:
    home = Home(directory)
    checks = home.run_with(jira.sources())
    found = home.warehouse_sql(BREAKS)
    assert checks["core__broken_chain_chains_hold"].passed is not bool(found)
    return found


def test_each_ticket_whose_chain_breaks_is_reported_by_field(tmp_path: Path) -> None:
    jira = HandMade()
    step = jira.issue(1, "PAY-1", status=jira.status("5"))
    jira.change(step, 11, march(2), item("status", "1", "3"))
    jira.change(step, 12, march(3), item("status", "1", "5"))
    end = jira.issue(2, "PAY-2", assignee={"accountId": "acc-ben"})
    jira.change(end, 21, march(2), item("assignee", None, "acc-ana"))
    emptied = jira.issue(3, "PAY-3", **{ESTIMATE: 5})
    jira.change(emptied, 31, march(2), item("Story point estimate", None, "3", "text", ESTIMATE))
    jira.change(emptied, 32, march(3), item("Story point estimate", None, "5.0", "text", ESTIMATE))
    sets = jira.issue(4, "PAY-4", labels=["a"], components=[])
    jira.change(sets, 41, march(2), item("labels", "", "b a", "text"), item("Component", None, "50"))
    jira.change(sets, 42, march(3), item("Component", None, "50"), item("Sprint", "", "37", field_id=SPRINT))
    assert breaks(tmp_path, jira) == [
        ("1", "status", "step", "12", "3", "1"),
        ("2", "assignee", "end", None, "acc-ana", "acc-ben"),
        ("3", "points", "step", "32", "3.0", None),
        ("4", "component", "end", None, "held", None),
        ("4", "component", "step", "42", "held", None),
        ("4", "labels", "end", None, "b a", "a"),
    ]


def test_a_change_of_a_person_that_tells_nobody_before_or_after_is_a_break(tmp_path: Path) -> None:
    """A migration may leave names alone, which say nothing of whom they mean."""
    jira = HandMade()
    ticket = jira.issue(1, "PAY-1")
    jira.change(ticket, 11, march(2), item("assignee", None, None))
    assert breaks(tmp_path, jira) == [("1", "assignee", "step", "11", None, None)]


def test_what_is_the_same_in_other_words_is_no_break(tmp_path: Path) -> None:
    """Numbers, orders of lists, names that changed while ids did not, keys of a project that was renamed."""
    jira = HandMade(projects={"100": "PMT"})
    same = jira.issue(1, "PMT-1", status=jira.status("5"), labels=["a", "b"], **{ESTIMATE: 3.0})
    jira.change(same, 11, march(2), item("status", "1", "3") | {"fromString": "To Do", "toString": "Doing"})
    jira.change(same, 12, march(3), item("status", "3", "5") | {"fromString": "In Progress"})
    jira.change(same, 13, march(4), item("Story point estimate", "", "3", "text", ESTIMATE))
    jira.change(same, 14, march(5), item("labels", "", "b a", "text"), item("Sprint", "", "37, 38"))
    jira.change(same, 15, march(6), item("Sprint", "38, 37", ""), item("resolution", None, ""))
    jira.change(same, 16, march(7), item("project", "300", "100"), item("Key", "OLD-1", "PAY-1", "text"))
    assert breaks(tmp_path, jira) == []


def test_folding_any_edits_gives_the_ticket_and_leaving_one_out_is_noticed(tmp_path: Path) -> None:
    """Tickets are edited at random; of every other ticket one history in the middle is missing."""
    chance = random.Random(3)
    jira = HandMade()
    expected = {}
    for number in range(1, 121):
        ticket = f"{number}"
        state: dict[str, str | None] = {"status": "1", "assignee": None, "priority": None}
        histories: list[tuple[int, list[Json]]] = []
        for step in range(chance.randint(3, 8)):
            items = []
            for name in chance.sample(sorted(state), chance.randint(1, 3)):
                after = chance.choice([value for value in CHOICES[name] if value != state[name]])
                items.append(item(name, state[name], after, "both"))
                state[name] = after
            histories.append((number * 100 + step, items))
        missing = chance.choice(histories[:-1])[0] if number % 2 else None
        for id_, items in histories:
            if id_ != missing:
                jira.change(ticket, id_, march(2) + timedelta(seconds=chance.choice([0, id_ % 100])), *items)
        jira.issue(
            number,
            f"PAY-{number}",
            status=jira.status(str(state["status"])),
            assignee={"accountId": state["assignee"]} if state["assignee"] else None,
            priority={"id": state["priority"], "name": state["priority"]} if state["priority"] else None,
        )
        expected[ticket] = tuple(state.values())
        # Out of order in time, but not in number, is another history: make it the order of numbers.
        for row in jira.histories:
            if row["issueId"] == ticket:
                row["created"] = int(march(2).timestamp() * 1000) + int(row["id"]) % 100 // 2 * 1000
    home = Home(tmp_path)
    home.run_with(jira.sources())
    last = home.warehouse_sql(
        "select ticket_id, status_id, assignee, priority from core.ticket_state where not isfinite(to_at)"
    )
    broken = {ticket for (ticket,) in home.warehouse_sql("select distinct ticket_id from core.broken_chain")}
    whole = {ticket for ticket in expected if int(ticket) % 2 == 0}
    assert {row[0]: row[1:] for row in last if row[0] in whole} == {t: expected[t] for t in whole}
    assert not broken & whole
    assert len(broken) > len(expected) // 3
