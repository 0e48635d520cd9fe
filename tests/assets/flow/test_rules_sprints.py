"""What counts as said and as done in a sprint, one small sprint for each sentence.

Unless said otherwise a sprint runs from the 10th to the 24th, at nine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from tests.worlds.landed_jira import POINTS, SPRINT, TEAM, HandMade, Json, item, march, text
from tests.worlds.night import Home

BEGUN, ENDED = march(10), march(24)
ORGANIZATION = """\
name: By hand
timezone: UTC
sources:
  - name: jira
    kind: jira
    url: "https://hand.example.net"
    user_env: U
    token_env: T
    history_from: 2025-03-05%s
teams:
  - {id: data, name: Data, owns: {jira_team_values: [Data]}, members: [{person: ana}]}
  - {id: web, name: Web, owns: {jira_team_values: [Web]}}
people: [{id: ana, accounts: {jira: [acc-ana]}}]
resolutions: {counted: [Done]}
"""
DONE = {"status": "5", "resolution": "Done"}
OPEN = {"status": "3", "resolution": None}
Event = tuple[datetime, dict[str, Any]]


class Planned(HandMade):
    """Tickets that are made by what happened to them, so that no history contradicts its end."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.streams["jira_sprint"] = []
        self.streams["jira_board"] = [{"id": 1, "name": "Both teams", "type": "scrum"}]

    def sprint(self, number: int, **other: Any) -> str:
        told = {"startDate": text(BEGUN), "completeDate": text(ENDED), "state": "closed", **other}
        board = {"id": number, "name": f"Sprint {number}", "originBoardId": 1}
        self.streams["jira_sprint"].append({**board, **{k: v for k, v in told.items() if v is not None}})
        return str(number)

    def ticket(self, *events: Event, **first: Any) -> str:
        """`first` is what it was created with: points, team, sprints (ids), status, type."""
        kind = first.pop("type", {"id": "7", "name": "Task", "subtask": False, "hierarchyLevel": 0})
        is_told = first.pop("is_told", True)
        state = {"status": "1", "points": None, "team": "Data", "sprints": (), "resolution": None, **first}
        ticket = str(1000 + next(self.numbers))
        for at, changes in events:
            items = [self._item(name, state[name], value) for name, value in changes.items()]
            state.update(changes)
            if is_told:
                self.change(ticket, 100 + next(self.numbers), at, *items)
        shown: Json = {
            "created": march(1),
            "issuetype": kind,
            "status": self.status(state["status"]),
            "resolution": state["resolution"] and {"id": state["resolution"], "name": state["resolution"]},
            TEAM: {"id": state["team"], "name": state["team"]},
            POINTS: state["points"],
            SPRINT: [{"id": int(sprint)} for sprint in state["sprints"]] or None,
        }
        return self.issue(int(ticket), f"PAY-{ticket}", **shown)

    def _item(self, name: str, before: Any, after: Any) -> Json:
        if name == "sprints":
            return item("Sprint", ", ".join(before), ", ".join(after), "both", SPRINT)
        if name == "points":
            old, new = (None if value is None else f"{value:g}" for value in (before, after))
            return item("Story Points", old, new, "text", POINTS)
        if name == "team":
            return item("Team", before, after, "text", TEAM)
        return item(name, before, after, "both", name)


def plan(jira: Planned) -> None:
    one = (jira.sprint(1),)
    jira.ticket((march(12), DONE), sprints=one, points=3)
    jira.ticket((march(12), DONE), sprints=one)
    jira.ticket(sprints=one, points=5)
    jira.ticket((march(8), DONE), sprints=one, points=8)
    jira.ticket(
        (march(12), DONE),
        sprints=one,
        type={"id": "9", "name": "Sub-task", "subtask": True, "hierarchyLevel": -1},
    )
    jira.ticket((march(12), {"sprints": one}), points=2)

    two = (jira.sprint(2),)
    jira.ticket((BEGUN, {"sprints": two}), points=1)
    jira.ticket((BEGUN, {"sprints": ()}), sprints=two, points=2)
    jira.ticket((BEGUN, DONE), sprints=two, points=4)
    jira.ticket((ENDED, DONE), sprints=two, points=8)

    three = (jira.sprint(3),)
    jira.ticket(
        (march(11), {"sprints": ()}),
        (march(12), {"sprints": three, "points": 8}),
        (march(14), DONE),
        sprints=three,
        points=3,
    )
    jira.ticket((march(11), {"sprints": three}), (march(12), {"sprints": ()}), points=5)

    four = (jira.sprint(4),)
    jira.ticket((march(12), {"team": "Web"}), (march(14), DONE), sprints=four, points=3)
    jira.ticket(sprints=four, points=2, team="Web")

    both = (jira.sprint(5), jira.sprint(6))
    jira.ticket((march(14), DONE), sprints=both, points=3)

    jira.ticket((march(14), DONE), sprints=(jira.sprint(7, state="active", completeDate=None),), points=3)
    jira.ticket(sprints=(jira.sprint(8, state="active", completeDate=None),), points=3)
    jira.ticket(sprints=(jira.sprint(9, state="future", completeDate=None),), points=3)
    jira.ticket(sprints=(jira.sprint(10, startDate=None),), points=3)
    jira.ticket(sprints=(jira.sprint(11, state="active", completeDate=text(march(17))),), points=3)

    twelve = (jira.sprint(12),)
    jira.ticket((march(12), DONE), (march(14), OPEN), sprints=twelve, points=1)
    jira.ticket((march(12), DONE), (march(26), OPEN), sprints=twelve, points=2)
    jira.ticket((march(8), DONE), (march(14), OPEN), sprints=twelve, points=4)

    jira.ticket((march(12), DONE), sprints=(jira.sprint(13),))

    fourteen = (jira.sprint(14),)
    jira.ticket(sprints=fourteen, points=3, is_told=False, **DONE)
    jira.ticket((march(12), {"sprints": ()}), (march(13), DONE), sprints=fourteen, points=2)

    jira.ticket((march(12), DONE), sprints=(jira.sprint(15, startDate=text(march(3))),), points=3)

    sixteen = (jira.sprint(16),)
    jira.ticket((march(12), {"status": "5", "resolution": "Won't Do"}), sprints=sixteen, points=5)
    jira.ticket((march(12), {"sprints": sixteen}), (march(14), DONE), points=3)

    seventeen = (jira.sprint(17),)
    jira.ticket(
        (march(12), {"points": 3}),
        (march(13), {"points": None}),
        (march(14), DONE | {"points": 5}),
        sprints=seventeen,
    )
    jira.ticket((march(12), {"points": 2}), sprints=seventeen, points=5)
    jira.ticket((march(12), {"sprints": seventeen} | DONE), points=1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Two nights; before the second one somebody deletes sprint 8, and renames sprint 9."""
    home, jira = Home(tmp_path_factory.mktemp("sprints")), Planned()
    plan(jira)
    home.run_with(jira.sources(now=march(20), organization=ORGANIZATION))
    jira.gone["jira_sprint"] = ["8"]
    jira.streams["jira_sprint"] = [row for row in jira.streams["jira_sprint"] if row["id"] != 8]
    jira.streams["jira_sprint"][7]["name"] = "Sprint 9, renamed"
    home.run_with(jira.sources(organization=ORGANIZATION))
    yield home


def sprint(home: Home, number: int, columns: str, team: str = "*") -> tuple[Any, ...]:
    [row] = home.sql(f"select {columns} from sprint where sprint_id = '{number}' and team_id = '{team}'")
    return row


def test_no_history_contradicts_itself(home: Home) -> None:
    assert home.warehouse_sql("select * from core.broken_chain") == []


def test_what_was_open_in_the_sprint_is_committed_and_unestimated_work_adds_no_points(home: Home) -> None:
    """Closed before, a part of another ticket, added later: none of these was promised."""
    found = sprint(home, 1, "committed_count, committed_points, committed_unestimated_count, kept_count")
    assert found == (3, 8.0, 1, 2)
    found = sprint(home, 1, "kept_points, unfinished_count, added_count, added_points, unfinished_points")
    assert found == (3.0, 2, 1, 2.0, 7.0)
    assert sprint(home, 1, "say_do_items, say_do_points, vendor_ratio") == (2 / 3, 3 / 8, 3 / 8)


def test_what_changes_in_the_second_of_the_activation_comes_after_it(home: Home) -> None:
    """So does what changes in the second of the completion."""
    found = sprint(home, 2, "committed_points, kept_points, added_points, removed_points, unfinished_count")
    assert found == (14.0, 4.0, 1.0, 2.0, 2)


def test_what_comes_back_is_kept_and_what_goes_again_is_added_and_removed(home: Home) -> None:
    found = sprint(home, 3, "committed_count, kept_count, added_count, removed_count, removed_points")
    assert found == (1, 1, 1, 1, 5.0)


def test_a_promise_has_the_estimate_of_the_commitment_and_a_new_one_stands_apart(home: Home) -> None:
    found = sprint(home, 3, "committed_points, kept_points, completed_points, re_estimated_count")
    assert found == (3.0, 3.0, 8.0, 1)
    assert sprint(home, 3, "re_estimated_points, vendor_ratio") == (5.0, 8 / 3)


def test_an_estimate_that_was_set_in_mid_sprint_is_no_part_of_the_promise(home: Home) -> None:
    """One that the close itself sets is the estimate at completion."""
    found = sprint(home, 17, "committed_points, committed_unestimated_count, re_estimated_count")
    assert found == (5.0, 1, 2)
    assert sprint(home, 17, "re_estimated_points, kept_points, completed_points") == (-3.0, None, 6.0)


def test_what_one_entry_adds_and_closes_is_added_and_completed(home: Home) -> None:
    assert sprint(home, 17, "added_count, added_points, completed_count") == (1, 1.0, 2)


def test_teams_that_share_a_board_have_their_own_rows_and_keep_what_they_committed(home: Home) -> None:
    """Data's ticket was completed by Web: it is Data's promise that was kept."""
    columns = "board_name, committed_count, kept_count, say_do_points"
    assert sprint(home, 4, columns) == ("Both teams", 2, 1, 0.6)
    assert sprint(home, 4, columns, "data") == ("Both teams", 1, 1, 1.0)
    assert sprint(home, 4, columns, "web") == ("Both teams", 1, 0, 0.0)


def test_a_ticket_in_two_sprints_counts_in_both(home: Home) -> None:
    assert [sprint(home, number, "committed_points, kept_points") for number in (5, 6)] == [(3.0, 3.0)] * 2


@pytest.mark.parametrize("number", [7, 8, 11])
def test_there_is_no_say_do_before_a_sprint_is_completed(home: Home, number: int) -> None:
    """It runs, it was deleted while it ran, or it was opened again."""
    assert sprint(home, number, "is_observed, committed_points, completed_at") == (True, 3.0, None)
    assert sprint(home, number, "say_do_items, say_do_points, vendor_ratio") == (None, None, None)


def test_a_sprint_says_how_it_stands(home: Home) -> None:
    states = [sprint(home, number, "state") for number in (1, 7, 8, 9, 10, 11)]
    assert states == [("closed",), ("active",), ("deleted",), ("future",), ("closed",), ("active",)]
    assert sprint(home, 7, "kept_count, unfinished_count") == (1, 0)


@pytest.mark.parametrize("number", [9, 10, 15])
def test_of_what_nobody_saw_begin_nothing_is_known(home: Home, number: int) -> None:
    """Never activated, completed without it, or activated before the history is complete."""
    numbers = "is_observed, committed_count, kept_count, added_count, removed_count, unknown_count"
    assert sprint(home, number, numbers) == (False, None, None, None, None, None)
    assert sprint(home, number, "committed_points, say_do_items, say_do_points") == (None, None, None)
    assert home.sql(f"select team_id from sprint where sprint_id = '{number}'") == [("*",)]


def test_a_renamed_sprint_has_its_name_of_today(home: Home) -> None:
    assert sprint(home, 9, "name") == ("Sprint 9, renamed",)


def test_what_is_reopened_in_the_sprint_is_not_kept_and_what_is_reopened_later_is(home: Home) -> None:
    """What was closed before the sprint and reopened in it is added."""
    found = sprint(home, 12, "committed_points, kept_points, added_points, unfinished_points")
    assert found == (3.0, 2.0, 4.0, 5.0)


def test_without_any_estimate_points_are_unknown_and_tickets_are_counted(home: Home) -> None:
    found = sprint(home, 13, "committed_points, kept_points, say_do_points, vendor_ratio, say_do_items")
    assert found == (None, None, None, None, 1.0)


def test_a_ticket_that_was_done_before_its_history_is_unknown_and_nothing_else(home: Home) -> None:
    """What is taken out and closed then is removed."""
    found = sprint(home, 14, "unknown_count, committed_count, kept_count, removed_count")
    assert found == (1, 1, 0, 1)
    assert sprint(home, 14, "unknown_count, removed_count", "data") == (None, 1)


def test_work_that_was_added_and_work_that_was_dropped_hide_a_broken_promise_in_the_vendors_ratio(
    home: Home,
) -> None:
    found = sprint(home, 16, "committed_points, kept_count, cancelled_count, say_do_points, vendor_ratio")
    assert found == (5.0, 0, 1, 0.0, 1.6)
