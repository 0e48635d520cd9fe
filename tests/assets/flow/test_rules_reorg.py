"""People who change teams take their work along: a relabel, and never a handoff."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worlds.night import Home
from tests.worlds.story import WITHOUT_TEAM, Story, handoffs, owners, plain, told

story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("reorg"), "27 16:00") as home:
        yield home


MOVE = plain("16 00:00")

held = story.ticket("9 09:00", "ann", "ALP", assignee="mov")


def test_whoever_changes_team_takes_the_ticket_along(home: Home) -> None:
    assert handoffs(home, held) == []
    assert owners(home, held)[1:] == [(MOVE, "BETA", "assignee", "relabel")]


dissolved = story.ticket("9 09:00", "bob", "BET", assignee="bob")
dissolved.change("13 10:00", "bob", assignee="mov").comment("16 10:00", "mov")
successor = story.ticket("9 09:00", "gus", "GAM", assignee="gus")
successor.change("13 10:00", "gus", assignee="mov").comment("16 10:00", "mov")
touched_first = story.ticket("9 09:00", "bob", "BET", assignee="bob")
touched_first.change("13 10:00", "bob", assignee="mov").comment("13 11:00", "abe")


def test_a_handoff_whose_receiver_becomes_the_giver_is_dissolved(home: Home) -> None:
    found = handoffs(home, dissolved, "from_team, to_team, outcome, start_outcome, ended_at, touched_at")
    assert found == [("BETA", "ALPHA", "dissolved_by_reorg", "dissolved_by_reorg", MOVE, None)]


def test_a_relabelled_handoff_keeps_its_pair_and_waits_for_the_successor(home: Home) -> None:
    found = handoffs(home, successor, "from_team, to_team, outcome, touched_at")
    assert found == [("GAMMA", "ALPHA", "picked_up", plain("16 10:00"))]


def test_what_was_picked_up_before_the_reorganization_stays_picked_up(home: Home) -> None:
    found = handoffs(home, touched_first, "outcome, start_outcome")
    assert found == [("picked_up", "dissolved_by_reorg")]


handed_on = story.ticket("9 09:00", "ann", "ALP", assignee="mov")
handed_on.change("17 10:00", "mov", assignee="gus")
handed_back = story.ticket("9 09:00", "ann", "ALP", assignee="mov")
handed_back.change("17 10:00", "mov", assignee="ann")


def test_what_is_passed_on_after_the_move_is_given_by_the_new_team(home: Home) -> None:
    assert handoffs(home, handed_on, "from_team, to_team, role") == [("BETA", "GAMMA", "first")]
    assert handoffs(home, handed_back, "from_team, to_team, role") == [("BETA", "ALPHA", "return")]


just_before = story.ticket("9 09:00", "gus", "GAM", assignee="gus")
just_before.change("15 23:50", "gus", assignee="mov").comment("16 10:00", "bob")
slip_before = story.ticket("9 09:00", "gus", "GAM", assignee="gus")
slip_before.change("15 23:55", "gus", assignee="mov").change("16 00:05", "gus", assignee="gil")


def test_a_move_right_after_a_handoff_does_not_make_it_a_slip(home: Home) -> None:
    found = handoffs(home, just_before, "from_team, to_team, released_at, touched_at")
    assert found == [("GAMMA", "ALPHA", plain("15 23:50"), plain("16 10:00"))]


def test_a_slip_over_midnight_of_a_move_is_still_a_slip(home: Home) -> None:
    assert handoffs(home, slip_before) == []


left = story.ticket("9 09:00", "ann", "TRI", assignee="leaves")
left_then_passed = story.ticket("9 09:00", "ann", "TRI", assignee="leaves")
left_then_passed.change("17 10:00", "abe", priority="High").change("18 10:00", "abe", assignee="bob")
left_then_kept = story.ticket("9 09:00", "ann", "TRI", assignee="leaves")
left_then_kept.change("18 10:00", "abe", assignee="ann")
left_to_project = story.ticket("9 09:00", "ann", "BET", assignee="leaves")


def test_work_of_somebody_who_left_lies_with_nobody_and_is_no_handoff(home: Home) -> None:
    assert owners(home, left)[1:] == [(MOVE, "UNOWNED", "none", "relabel")]
    assert handoffs(home, left) == []


def test_work_that_a_leaver_left_behind_passes_from_the_team_they_were_in(home: Home) -> None:
    found = handoffs(home, left_then_passed, "kind, from_team, to_team, released_at")
    assert found == [("transfer", "ALPHA", "BETA", plain("18 10:00"))]
    assert handoffs(home, left_then_kept) == []


def test_work_that_a_leaver_left_behind_is_their_teams_again_once_somebody_of_it_has_it(home: Home) -> None:
    assert owners(home, left_then_kept)[1:] == [
        (MOVE, "UNOWNED", "none", "relabel"),
        (plain("18 10:00"), "ALPHA", "assignee", "change"),
    ]


def test_work_of_a_leaver_falls_to_the_owner_of_the_project(home: Home) -> None:
    assert owners(home, left_to_project)[1:] == [(MOVE, "BETA", "project", "relabel")]
    assert handoffs(home, left_to_project) == []


joined = story.ticket("9 09:00", WITHOUT_TEAM, "TRI", assignee="joins")
joined.change("18 10:00", "joins", assignee="gus")
awaited = story.ticket("9 09:00", "ann", "ALP", assignee="ann")
awaited.change("10 09:00", "ann", project="TRI", key="TRI-9201", assignee="joins").comment(
    "17 09:00", "joins"
)
came_back = story.ticket("9 09:00", "ann", "TRI", assignee="returns")


def test_work_of_a_joiner_is_their_teams_from_then_on(home: Home) -> None:
    assert owners(home, joined)[:2] == [
        (plain("9 09:00"), "UNOWNED", "none", "created"),
        (MOVE, "BETA", "assignee", "relabel"),
    ]
    assert handoffs(home, joined, "kind, from_team, to_team") == [("transfer", "BETA", "GAMMA")]


def test_a_handoff_to_a_joiner_is_routed_when_they_join(home: Home) -> None:
    found = handoffs(home, awaited, "kind, from_team, to_team, released_at, routed_at, touched_at")
    times = (plain("10 09:00"), MOVE, plain("17 09:00"))
    assert found == [("transfer_via_triage", "ALPHA", "BETA", *times)]


def test_somebody_without_a_team_for_two_days_hands_nothing_off(home: Home) -> None:
    assert [row[1] for row in owners(home, came_back)] == ["ALPHA", "UNOWNED", "BETA"]
    assert handoffs(home, came_back) == []
