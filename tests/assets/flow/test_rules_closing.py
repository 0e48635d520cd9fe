"""What a close says of the handoff before it, of velocity, and of what comes after a reopening."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worlds.night import Home
from tests.worlds.story import BOT, WITHOUT_TEAM, Story, Telling, handoffs, plain, rows, told

story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("closing"), "27 16:00") as home:
        yield home


def completion(home: Home, ticket: Telling, columns: str = "team_id, points") -> list[tuple[object, ...]]:
    return rows(home, ticket, "completion", columns, "completed_at")


def passed(points: float | None = None) -> Telling:
    ticket = story.ticket("2 09:00", "ann", "ALP", assignee="ann", points=points)
    return ticket.change("2 11:00", "ann", assignee="bob")


cleared = passed(points=3)
cleared.comment("3 10:00", "bob").done("4 10:00", "bob", assignee=None)
cleared_team = story.ticket("2 09:00", "bob", "ALP", team="BETA", points=2)
cleared_team.done("4 10:00", "bob", team=None)


def test_a_post_function_that_clears_assignee_or_team_moves_no_credit(home: Home) -> None:
    assert completion(home, cleared) == [("BETA", 3)]
    assert completion(home, cleared_team) == [("BETA", 2)]
    assert len(handoffs(home, cleared)) == 1


estimated = passed()
estimated.done("4 10:00", "bob", points=5)
unestimated = passed(points=8)
unestimated.done("4 10:00", "bob", points=None)
estimated_later = passed(points=1)
estimated_later.done("4 10:00", "bob").change("5 10:00", "bob", points=13)


def test_the_estimate_is_the_one_before_the_close_or_the_one_it_sets(home: Home) -> None:
    assert completion(home, estimated) == [("BETA", 5)]
    assert completion(home, unestimated) == [("BETA", 8)]
    assert completion(home, estimated_later) == [("BETA", 1)]


by_receiver = passed()
by_receiver.done("4 10:00", "bea")
by_giver = passed()
by_giver.done("4 10:00", "ann")
by_bot = passed()
by_bot.done("4 10:00", BOT)
by_stranger = passed()
by_stranger.done("4 10:00", WITHOUT_TEAM)
wont_do = passed()
wont_do.done("4 10:00", "bob", resolution="Won't Do")
worked = passed()
worked.change("3 10:00", "bob", status="In Progress").done("4 10:00", "ann", resolution="Won't Do")


def test_a_counted_close_by_the_receiver_is_a_pickup(home: Home) -> None:
    found = handoffs(home, by_receiver, "outcome, start_outcome, touched_at, started_at")
    assert found == [("picked_up", "started", plain("4 10:00"), plain("4 10:00"))]


@pytest.mark.parametrize(
    ("ticket", "outcome"),
    [(by_giver, "cancelled"), (by_stranger, "cancelled"), (by_bot, "closed_by_automation")],
    ids=["giver", "stranger", "bot"],
)
def test_a_close_by_an_outsider_picks_nothing_up_though_it_counts_for_the_owner(
    home: Home, ticket: Telling, outcome: str
) -> None:
    assert handoffs(home, ticket, "outcome, ended_at, touched_at") == [(outcome, plain("4 10:00"), None)]
    assert completion(home, ticket, "team_id") == [("BETA",)]


def test_a_close_with_an_uncounted_resolution_cancels_whoever_does_it(home: Home) -> None:
    assert handoffs(home, wont_do, "outcome") == [("cancelled",)]
    assert completion(home, wont_do) == []


def test_a_close_after_the_pickup_changes_no_outcome(home: Home) -> None:
    assert handoffs(home, worked, "outcome, start_outcome") == [("picked_up", "started")]


reopened = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
reopened.change("2 11:00", "ann", status="In Progress").done("3 10:00", "ann")
reopened.change("5 10:00", "ann", status="To Do", resolution=None, assignee="bob").comment("5 12:00", "bob")
moved_while_closed = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
moved_while_closed.done("3 10:00", "ann").change("4 10:00", "ann", assignee="bob")
moved_while_closed.change("5 10:00", "ann", status="To Do", resolution=None)
reopened_here = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
reopened_here.done("3 10:00", "ann").change("5 10:00", "gus", status="To Do", resolution=None)


@pytest.mark.parametrize("ticket", [reopened, moved_while_closed], ids=["at reopening", "while closed"])
def test_a_ticket_reopened_elsewhere_is_handed_off_at_the_reopening(home: Home, ticket: Telling) -> None:
    found = handoffs(home, ticket, "kind, from_team, to_team, released_at, routed_at")
    assert found == [("transfer", "ALPHA", "BETA", plain("5 10:00"), plain("5 10:00"))]
    assert completion(home, ticket) == []


def test_a_ticket_reopened_where_it_was_closed_is_no_handoff(home: Home) -> None:
    assert handoffs(home, reopened_here) == []
    arrivals = rows(home, reopened_here, "queue_episode", "arrived_by", "arrived_at")
    assert arrivals == [("created",), ("reopen",)]


lost_then_closed = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
lost_then_closed.change("2 11:00", "ann", assignee=None, project="TRI", key="TRI-9101")
lost_then_closed.done("3 11:00", "ann").change("5 10:00", "ann", status="To Do", assignee="bob")


def test_a_close_in_triage_ends_the_story_before_a_reopening(home: Home) -> None:
    found = handoffs(home, lost_then_closed, "kind, to_team, outcome, released_at, ended_at")
    assert found == [("transfer_via_triage", None, "cancelled", plain("2 11:00"), plain("3 11:00"))]
