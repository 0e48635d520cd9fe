"""Giver and receiver become one team while one waits for the other: whichever is changed, and however."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.worlds.night import Home
from tests.worlds.reviews import pull, reviews
from tests.worlds.story import WITHOUT_TEAM, Story, handoffs, organization_document, plain, rows, told

story = Story()
DAY, LATER = "2025-06-16", "2025-06-18"
MERGER, SECOND_MERGER = plain("16 00:00"), plain("18 00:00")
FATE = "from_team, to_team, outcome, ended_at"


def organization() -> str:
    """ALPHA is merged into BETA on the 16th, which is merged into GAMMA on the 18th.

    On the 16th MOVED's mov moves to GAMMA, where MOVED ends and names no heir; so does the only one of EMPTY,
    all that it owns going along, and the only one of KEPT, which keeps a label.
    """

    def moves(person: str) -> list[dict[str, Any]]:
        return [{"person": person, "to": DAY}]

    file = organization_document(
        {
            "ALPHA": [{"person": "ann"}, {"person": "abe"}],
            "BETA": [{"person": "bob"}, {"person": "bea"}],
            "GAMMA": [
                {"person": "gus"},
                {"person": "gil"},
                *[{"person": person, "from": DAY} for person in ("mov", "leaves", "returns")],
            ],
            "MOVED": moves("mov"),
            "EMPTY": moves("leaves"),
            "KEPT": moves("returns"),
        }
    )
    teams = {team["id"]: team for team in file["teams"]}
    for team in ("ALPHA", "BETA", "GAMMA"):
        teams[team]["owns"]["github_teams"] = [f"story/{team.lower()}"]
    teams["ALPHA"] |= {"to": DAY, "merged_into": "BETA"}
    teams["BETA"] |= {"to": LATER, "merged_into": "GAMMA"}
    teams["MOVED"] |= {"to": DAY}
    teams["EMPTY"]["owns"]["jira_labels"] = [{"value": "lab", "to": DAY}]
    teams["GAMMA"]["owns"]["jira_labels"] = [{"value": "lab", "from": DAY}]
    teams["KEPT"]["owns"]["jira_labels"] = ["kept"]
    return yaml.safe_dump(file, sort_keys=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("mergers"), "27 16:00", organization()) as home:
        yield home


given = story.ticket("9 09:00", "ann", "ALP", assignee="ann")
given.change("13 10:00", "ann", assignee="bob").comment("17 10:00", "bob")
asked = story.ticket("13 10:00", "ann", "BET")
blocker = story.ticket("9 09:00", "bob", "BET")
story.ticket("9 09:00", "ann", "ALP").blocked_by("13 10:00", blocker)
delivered = story.ticket("9 09:00", "ann", "ALP")
waiting = story.ticket("9 09:00", "bob", "BET").blocked_by("10 09:00", delivered)
delivered.done("13 10:00", "ann")


def test_what_the_merged_team_gave_to_its_heir_is_dissolved(home: Home) -> None:
    """By every detector, at the instant of the merger; nobody had to touch or change the ticket."""
    kinds = {"transfer": given, "request": asked, "dependency": blocker, "delivery": waiting}
    for kind, ticket in kinds.items():
        found = handoffs(home, ticket, f"kind, start_outcome, touched_at, {FATE}")
        fate = ("dissolved_by_reorg", None, "ALPHA", "BETA", "dissolved_by_reorg", MERGER)
        assert found == [(kind, *fate)]


def test_a_merger_that_is_yet_to_come_ends_no_wait(tmp_path: Path) -> None:
    with told(story, tmp_path, "15 16:00", organization()) as home:
        for ticket in (given, asked, blocker, waiting):
            assert handoffs(home, ticket, FATE) == [("ALPHA", "BETA", "open", None)]
        assert reviews(home, asked_of_heir, FATE) == [("ALPHA", "BETA", "open", None)]


touched = story.ticket("9 09:00", "ann", "ALP", assignee="ann")
touched.change("13 10:00", "ann", assignee="bob").comment("13 11:00", "bea")
touched.change("17 10:00", "bob", status="In Progress")
at_once = story.ticket("9 09:00", "ann", "ALP", assignee="ann")
at_once.change("13 10:00", "ann", assignee="bob").comment("16 00:00", "bob")


def test_what_the_heir_had_picked_up_before_stays_picked_up_and_its_start_is_nobodys_wait(home: Home) -> None:
    found = handoffs(home, touched, "outcome, start_outcome, ended_at")
    assert found == [("picked_up", "dissolved_by_reorg", plain("13 11:00"))]


def test_who_acts_in_the_second_of_the_merger_acts_after_it(home: Home) -> None:
    assert handoffs(home, at_once, FATE) == [("ALPHA", "BETA", "dissolved_by_reorg", MERGER)]


heir_of_heir = story.ticket("9 09:00", "ann", "ALP", assignee="ann").change("13 10:00", "ann", assignee="gus")
after_first = story.ticket("9 09:00", "ann", "ALP", assignee="ann").change("17 10:00", "ann", assignee="gus")


def test_a_chain_of_mergers_ends_a_wait_at_the_merger_that_makes_both_one_team(home: Home) -> None:
    assert handoffs(home, heir_of_heir, FATE) == [("ALPHA", "GAMMA", "dissolved_by_reorg", SECOND_MERGER)]
    assert handoffs(home, after_first, FATE) == [("BETA", "GAMMA", "dissolved_by_reorg", SECOND_MERGER)]


from_moved = story.ticket("9 09:00", "mov", "TRI", assignee="mov").change("13 10:00", "mov", assignee="gus")
from_empty = story.ticket("9 09:00", "leaves", "TRI", assignee="leaves")
from_empty.change("13 10:00", "leaves", assignee="gus")
from_kept = story.ticket("9 09:00", "returns", "TRI", assignee="returns")
from_kept.change("13 10:00", "returns", assignee="gus")
both_moved = story.ticket("9 09:00", "mov", "TRI", assignee="mov")
both_moved.change("13 10:00", "mov", assignee="leaves")


def test_a_team_whose_people_all_moved_lives_on_where_they_are(home: Home) -> None:
    assert handoffs(home, from_moved, FATE) == [("MOVED", "GAMMA", "dissolved_by_reorg", MERGER)]
    assert handoffs(home, from_empty, FATE) == [("EMPTY", "GAMMA", "dissolved_by_reorg", MERGER)]
    assert handoffs(home, both_moved, FATE) == [("MOVED", "EMPTY", "dissolved_by_reorg", MERGER)]


def test_a_team_that_still_owns_something_is_still_there(home: Home) -> None:
    assert handoffs(home, from_kept, FATE) == [("KEPT", "GAMMA", "open", None)]


def in_triage(number: int, moment: str) -> dict[str, Any]:
    return {"moment": moment, "actor": "ann", "project": "TRI", "key": f"TRI-{number}", "assignee": None}


routed = story.ticket("9 09:00", "ann", "ALP", assignee="ann").change(**in_triage(9401, "13 10:00"))
routed.change("17 10:00", WITHOUT_TEAM, assignee="bob")
created_in_triage = story.ticket("13 10:00", "ann", "TRI").change("17 10:00", WITHOUT_TEAM, assignee="bob")
reopened = story.ticket("9 09:00", "ann", "ALP", assignee="ann").done("13 10:00", "ann", assignee=None)
reopened.change("17 10:00", "bob", status="To Do", resolution=None)


def test_what_comes_to_the_heir_over_nobody_made_a_detour(home: Home) -> None:
    for ticket, verdict in ((routed, "detour"), (created_in_triage, "first_owner"), (reopened, "reopened")):
        assert handoffs(home, ticket) == []
        said = f"select verdict from ownership where ticket_id = '{ticket.ticket.id}'"
        assert home.sql(f"{said} and from_at = timestamp '2025-06-17 10:00'") == [(verdict,)]


lost = story.ticket("9 09:00", "ann", "ALP", assignee="ann").change("12 10:00", "ann", assignee="bob")
lost.change(**in_triage(9402, "13 10:00"))


def test_a_wait_that_lies_in_triage_at_the_merger_is_dissolved_too(home: Home) -> None:
    found = handoffs(home, lost, FATE)
    assert found == [("ALPHA", "BETA", "dissolved_by_reorg", MERGER), ("BETA", None, "open", None)]


named = story.ticket("9 09:00", "gus", "GAM").change("13 10:00", "gus", project="ALP", key="ALP-9403")
named.change("17 10:00", "bob", assignee="bea")


def test_the_heir_acknowledges_for_the_merged_team(home: Home) -> None:
    [found] = rows(home, named, "handoff", "to_team, named_assignee_at, acknowledged_at, outcome", "1")
    assert found == ("ALPHA", plain("17 10:00"), plain("17 10:00"), "dissolved_by_reorg")


opened = "12 09:00"
of_team = pull(
    story,
    opened,
    "gus",
    ("13 10:00", "review_requested", "gus", "ALPHA"),
    ("16 11:00", "review", "gil"),
    ("17 11:00", "review", "bea"),
)
of_member = pull(
    story, opened, "gus", ("13 10:00", "review_requested", "gus", "ann"), ("17 11:00", "review", "ann")
)
merged = pull(
    story, opened, "gus", ("13 10:00", "review_requested", "gus", "ALPHA"), ("17 11:00", "merged", "bob")
)


@pytest.mark.parametrize("made", [of_team, of_member, merged])
def test_the_heir_answers_a_review_that_the_merged_team_was_asked_for(home: Home, made: Any) -> None:
    found = reviews(home, made, f"{FATE}, touched_at")
    assert found == [("GAMMA", "ALPHA", "picked_up", plain("17 11:00"), plain("17 11:00"))]


asked_of_heir = pull(
    story, opened, "ann", ("13 10:00", "review_requested", "ann", "BETA"), ("17 11:00", "review", "bea")
)
never_answered = pull(story, opened, "ann", ("13 10:00", "review_requested", "ann", "GAMMA"))
closed_late = pull(
    story, opened, "gus", ("13 10:00", "review_requested", "gus", "mov"), ("17 11:00", "closed", "gus")
)
answered_before = pull(
    story, opened, "ann", ("13 10:00", "review_requested", "ann", "BETA"), ("13 11:00", "review", "bea")
)
withdrawn_before = pull(
    story,
    opened,
    "ann",
    ("13 10:00", "review_requested", "ann", "BETA"),
    ("13 15:00", "review_request_removed", "ann", "BETA"),
)


def test_a_review_is_dissolved_where_the_author_and_the_asked_become_one_team(home: Home) -> None:
    dissolved = "dissolved_by_reorg"
    assert reviews(home, asked_of_heir, FATE) == [("ALPHA", "BETA", dissolved, MERGER)]
    assert reviews(home, never_answered, FATE) == [("ALPHA", "GAMMA", dissolved, SECOND_MERGER)]
    assert reviews(home, closed_late, FATE) == [("GAMMA", "MOVED", dissolved, MERGER)]


def test_what_ended_before_the_merger_ended_as_it_did(home: Home) -> None:
    assert reviews(home, answered_before, "outcome, ended_at") == [("picked_up", plain("13 11:00"))]
    assert reviews(home, withdrawn_before, "outcome, ended_at") == [("returned_unpicked", plain("13 15:00"))]


ready_late = pull(
    story,
    opened,
    "ann",
    ("13 10:00", "review_requested", "ann", "BETA"),
    ("17 10:00", "ready_for_review", "ann"),
    is_draft=True,
)
asked_again = pull(
    story,
    opened,
    "gus",
    ("12 10:00", "review_requested", "gus", "ALPHA"),
    ("12 12:00", "review", "abe"),
    ("17 10:00", "review_requested", "gus", "BETA"),
)


def test_a_draft_that_is_ready_when_both_are_one_team_asks_nobody_else(home: Home) -> None:
    assert reviews(home, ready_late) == []
    said = f"select verdict from review_request where pull_request_id = '{ready_late.id}'"
    assert home.sql(said) == [("not_ready",)]


def test_a_later_request_of_the_heir_asks_again(home: Home) -> None:
    found = reviews(home, asked_again, "to_team, role")
    assert found == [("ALPHA", "first"), ("BETA", "review_again")]
