"""How the ball passes from team to team, and what picks it up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worlds.night import Home
from tests.worlds.story import BOT, WITHOUT_TEAM, Story, handoffs, owners, plain, told

story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("passing"), "27 16:00") as home:
        yield home


pulled = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
pulled.change("2 11:00", "bob", assignee="bob", status="In Progress")
pushed = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
pushed.change("2 11:00", "ann", assignee="bob", status="In Progress").comment("2 12:30", "bob")


def test_a_pull_is_touch_and_start_at_the_instant_of_routing(home: Home) -> None:
    [found] = handoffs(home, pulled, "outcome, released_at, routed_at, touched_at, started_at, elapsed_hours")
    assert found == ("picked_up", *[plain("2 11:00")] * 4, 0)


def test_a_push_into_a_work_status_by_the_giver_is_no_pickup(home: Home) -> None:
    [found] = handoffs(home, pushed, "routed_at, touched_at, started_at, start_outcome")
    assert found == (plain("2 11:00"), plain("2 12:30"), None, "open")


assigned = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
assigned.change("2 11:00", "ann", assignee=None, team="BETA").change("2 12:00", "ann", assignee="bob")
assigned.change("2 15:00", "bea", assignee="bea").comment("3 10:00", "bea")


def test_a_team_that_assigns_one_of_its_own_acknowledges_and_has_not_picked_up(home: Home) -> None:
    """The giver named somebody before; the receiver's own assignment shows that it knows."""
    [found] = handoffs(home, assigned, "released_at, named_assignee_at, acknowledged_at, touched_at")
    assert found == (plain("2 11:00"), plain("2 12:00"), plain("2 15:00"), plain("3 10:00"))
    [published] = home.sql(
        "select wait_hours, unowned_hours, queue_hours, start_wait_hours from handoff "
        f"where work_item_id = '{assigned.ticket.id}'"
    )
    assert published == (23, 0, 23, None)


pulled_late = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
pulled_late.change("2 11:00", "ann", assignee=None, project="TRI", key="TRI-9001")
pulled_late.change("3 11:00", "bob", assignee="bob", status="In Progress")


def test_a_pull_from_triage_waited_for_as_long_as_nobody_had_the_ball(home: Home) -> None:
    [found] = handoffs(home, pulled_late, "kind, outcome, elapsed_hours, unowned_hours, queue_hours")
    assert found == ("transfer_via_triage", "picked_up", 24, 24, 0)


detour = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
detour.change("2 11:00", "ann", assignee=None, project="TRI", key="TRI-9002")
detour.change("3 11:00", "abe", assignee="abe")


def test_a_detour_over_triage_is_no_handoff(home: Home) -> None:
    assert handoffs(home, detour) == []
    assert [row[1] for row in owners(home, detour)] == ["ALPHA", "UNOWNED", "ALPHA"]


queued = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
queued.change("2 11:00", "ann", assignee="bob")
queued.change("2 13:00", "bea", assignee=None, project="TRI", key="TRI-9003")
queued.change("3 09:00", "ann", assignee="bea").comment("3 10:00", "bea")


def test_a_receiver_that_lost_the_ball_in_triage_and_got_it_back_has_one_handoff(home: Home) -> None:
    [found] = handoffs(home, queued, "kind, outcome, released_at, touched_at")
    assert found == ("transfer", "picked_up", plain("2 11:00"), plain("3 10:00"))


lost = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
lost.change("2 11:00", "ann", assignee=None, project="TRI", key="TRI-9004")
buried = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
buried.change("2 11:00", "ann", assignee=None, project="TRI", key="TRI-9005")
buried.done("4 11:00", WITHOUT_TEAM)


def test_a_ball_in_triage_is_an_open_handoff_to_nobody_yet(home: Home) -> None:
    found = handoffs(home, lost, "kind, from_team, to_team, outcome, routed_at, elapsed_business_hours")
    assert found == [("transfer_via_triage", "ALPHA", None, "open", None, None)]


def test_a_close_in_triage_cancels_it(home: Home) -> None:
    found = handoffs(home, buried, "to_team, outcome, ended_at")
    assert found == [(None, "cancelled", plain("4 11:00"))]


customer_detour = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
customer_detour.change("2 11:00", "ann", status="Waiting for customer")
customer_detour.change("4 11:00", "ann", status="In Progress")
customer_then_other = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
customer_then_other.change("2 11:00", "ann", status="Waiting for customer")
customer_then_other.change("4 11:00", "ann", status="In Progress", assignee="bob")
customer_pending = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
customer_pending.change("2 11:00", "ann", status="Waiting for customer")


def test_waiting_for_a_customer_is_a_detour_over_a_pseudo_owner(home: Home) -> None:
    assert owners(home, customer_detour)[1:] == [
        (plain("2 11:00"), "CUSTOMER", "status", "change"),
        (plain("4 11:00"), "ALPHA", "assignee", "change"),
    ]
    assert handoffs(home, customer_detour) == []


def test_a_customer_that_is_still_asked_makes_no_row(home: Home) -> None:
    assert handoffs(home, customer_pending) == []


def test_another_team_after_the_customer_is_a_handoff_over_nobody(home: Home) -> None:
    found = handoffs(home, customer_then_other, "kind, from_team, to_team, released_at, routed_at")
    assert found == [("transfer_via_triage", "ALPHA", "BETA", plain("2 11:00"), plain("4 11:00"))]


forwarded = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
forwarded.change("2 11:00", "ann", assignee="bob").change("3 11:00", "bea", assignee="gus")
forwarded.comment("3 12:00", "gus")
returned = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
returned.change("2 11:00", "ann", assignee="bob").change("3 11:00", "bea", assignee="ann")


def test_a_ball_that_went_on_untouched_was_forwarded(home: Home) -> None:
    found = handoffs(home, forwarded, "from_team, to_team, outcome, ended_at, start_outcome, role")
    assert found == [
        ("ALPHA", "BETA", "forwarded", plain("3 11:00"), "forwarded", "first"),
        ("BETA", "GAMMA", "picked_up", plain("3 12:00"), "open", "first"),
    ]


def test_a_ball_that_went_back_untouched_was_returned(home: Home) -> None:
    found = handoffs(home, returned, "from_team, to_team, outcome, role")
    assert found == [
        ("ALPHA", "BETA", "returned_unpicked", "first"),
        ("BETA", "ALPHA", "open", "bounce"),
    ]


quick = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
quick.change("2 11:00", "ann", assignee="bob").change("2 11:20", "bob", assignee="ann")
quick.change("2 11:40", "ann", assignee="bob").comment("2 15:00", "bob")


def test_the_same_team_asked_again_after_it_gave_the_ball_back_is_another_handoff(home: Home) -> None:
    """Within one business hour: the hour joins detectors of one passage, not passages."""
    found = handoffs(home, quick, "from_team, to_team, role, outcome")
    assert found == [
        ("ALPHA", "BETA", "first", "returned_unpicked"),
        ("BETA", "ALPHA", "bounce", "returned_unpicked"),
        ("ALPHA", "BETA", "resend", "picked_up"),
    ]


slipped = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
slipped.change("2 11:00", "ann", assignee="bob").change("2 11:14:59", "ann", assignee="abe")
busy_slip = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
busy_slip.change("2 11:00", "ann", assignee="bob").change("2 11:05", "ann", status="In Progress")
busy_slip.change("2 11:10", "ann", assignee="abe")
slow_slip = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
slow_slip.change("2 11:00", "ann", assignee="bob").change("2 11:15", "ann", assignee="abe")
meant = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
meant.change("2 11:00", "ann", assignee="bob").comment("2 11:05", "bob")
meant.change("2 11:10", "ann", assignee="abe")
first_slip = story.ticket("2 09:00", "gus", "ALP", assignee="ann")
first_slip.change("2 09:05", "gus", assignee="bob")


def test_less_than_a_quarter_of_an_hour_without_a_deed_is_a_slip(home: Home) -> None:
    assert [row[1] for row in owners(home, slipped)] == ["ALPHA"]
    assert handoffs(home, slipped) == []


def test_a_slip_counts_once_whatever_was_edited_in_it(home: Home) -> None:
    for each in (slipped, busy_slip):
        [counted] = home.sql(f"select slip_count from ownership where ticket_id = '{each.ticket.id}'")
        assert counted == (1,)


def test_a_quarter_of_an_hour_is_no_slip(home: Home) -> None:
    assert [row[1] for row in owners(home, slow_slip)] == ["ALPHA", "BETA", "ALPHA"]
    assert len(handoffs(home, slow_slip)) == 2


def test_an_action_of_the_owner_makes_a_short_interval_count(home: Home) -> None:
    assert [row[1] for row in owners(home, meant)] == ["ALPHA", "BETA", "ALPHA"]
    assert handoffs(home, meant, "from_team, to_team, outcome")[0] == ("ALPHA", "BETA", "picked_up")


def test_a_slip_at_creation_belongs_to_the_owner_after_it(home: Home) -> None:
    assert owners(home, first_slip) == [(plain("2 09:00"), "BETA", "assignee", "created")]
    assert handoffs(home, first_slip, "kind, from_team, to_team") == [("request", "GAMMA", "BETA")]


noisy = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
noisy.change("2 11:00", "ann", assignee="bob")
noisy.comment("2 12:00", "ann").comment("2 12:10", BOT).change("2 12:20", BOT, status="In Progress")
noisy.change("2 12:30", "bea", priority="High").change("2 12:40", "bea", assignee="bea")
noisy.comment("2 13:00", WITHOUT_TEAM).comment("2 14:00", "bea")


def test_neither_bots_nor_the_giver_nor_strangers_nor_edits_pick_a_ticket_up(home: Home) -> None:
    [found] = handoffs(home, noisy, "touched_at, started_at, named_assignee_at")
    assert found == (plain("2 14:00"), None, plain("2 11:00"))


by_pull_request = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
by_pull_request.change("2 11:00", "ann", assignee="bob")
story.pull_request("2 15:00", "bob", by_pull_request, ("2 14:00", "commit", "bob"))


def test_a_commit_on_a_linked_pull_request_is_work(home: Home) -> None:
    [found] = handoffs(home, by_pull_request, "touched_at, started_at")
    assert found == (plain("2 14:00"), plain("2 14:00"))


swept = [story.ticket("2 09:00", "ann", "ALP", assignee="ann") for _ in range(20)]
for ticket in swept:
    ticket.change("2 11:00", "ann", assignee="bob").change("3 08:00:07", "bob", status="In Progress")
    ticket.comment("4 11:00", "bob")


def test_a_bulk_edit_picks_nothing_up(home: Home) -> None:
    for ticket in swept:
        assert handoffs(home, ticket, "touched_at, started_at") == [(plain("4 11:00"), None)]
    assert home.sql("select bulk_edit_count >= 40 from publish_info") == [(True,)]


by_status = story.ticket("2 09:00", "bob", "ALP", assignee="ann", team="ALPHA")
by_status.change("2 11:00", "ann", status="Waiting for requester").comment("2 12:00", "bob")
by_status.change("2 13:00", "bob", status="In Progress")
in_review = story.ticket("2 09:00", "ann", "ALP", assignee="ann", team="ALPHA")
in_review.change("2 11:00", "ann", status="In gamma review").change("2 13:00", "gus", status="In Progress")


def test_a_status_outranks_the_team_field_and_the_assignee(home: Home) -> None:
    assert [row[1:3] for row in owners(home, by_status)] == [
        ("ALPHA", "team"),
        ("BETA", "status"),
        ("ALPHA", "team"),
    ]
    assert [row[1:3] for row in owners(home, in_review)][1] == ("GAMMA", "status")


by_component = story.ticket("2 09:00", WITHOUT_TEAM, "TRI", components=("engine",))
by_stranger = story.ticket("2 09:00", WITHOUT_TEAM, "BET", assignee=WITHOUT_TEAM)


def test_an_assignee_without_a_team_falls_through_to_component_and_project(home: Home) -> None:
    assert [row[1:3] for row in owners(home, by_component)] == [("GAMMA", "component")]
    assert [row[1:3] for row in owners(home, by_stranger)] == [("BETA", "project")]
