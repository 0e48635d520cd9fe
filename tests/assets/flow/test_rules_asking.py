"""Requests, dependencies and deliveries: tickets that one team makes for another, and links between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worlds.night import Home
from tests.worlds.story import BOT, CUSTOMER, WITHOUT_TEAM, Story, Telling, handoffs, plain, told

story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("asking"), "27 16:00") as home:
        yield home


in_triage = story.ticket("2 09:00", "ann", "TRI")
routed = story.ticket("2 09:00", "ann", "TRI")
routed.change("3 09:00", WITHOUT_TEAM, assignee="bob").comment("3 11:00", "bob")
routed_home = story.ticket("2 09:00", "ann", "TRI")
routed_home.change("3 09:00", WITHOUT_TEAM, assignee="abe")
closed_in_triage = story.ticket("2 09:00", "ann", "TRI")
closed_in_triage.done("3 09:00", WITHOUT_TEAM)


def test_a_request_created_in_triage_is_open_to_nobody_until_it_is_routed(home: Home) -> None:
    found = handoffs(home, in_triage, "kind, role, from_team, to_team, outcome, routed_at")
    assert found == [("request", None, "ALPHA", None, "open", None)]
    found = handoffs(home, routed, "kind, from_team, to_team, outcome, released_at, routed_at, touched_at")
    times = (plain("2 09:00"), plain("3 09:00"), plain("3 11:00"))
    assert found == [("request", "ALPHA", "BETA", "picked_up", *times)]


def test_a_request_closed_in_triage_is_cancelled(home: Home) -> None:
    assert handoffs(home, closed_in_triage, "to_team, outcome") == [(None, "cancelled")]


def test_a_ticket_that_comes_back_from_triage_to_its_creator_was_no_request(home: Home) -> None:
    assert handoffs(home, routed_home) == []


by_customer = story.ticket("2 09:00", CUSTOMER, "BET")
by_service_desk = story.ticket("2 09:00", "ann", "BET", request_type="Question")
by_bot = story.ticket("2 09:00", BOT, "BET")
by_colleague = story.ticket("2 09:00", "bea", "BET")


def test_what_a_customer_asks_for_is_intake_and_no_handoff(home: Home) -> None:
    for ticket in (by_customer, by_service_desk, by_bot, by_colleague):
        assert handoffs(home, ticket) == []
    found = home.warehouse_sql(
        "select ticket_id, team_id from flow.intake inner join core.ticket using (ticket_number) order by all"
    )
    assert found == [(str(t.ticket.id), "BETA") for t in (by_customer, by_service_desk)]


early = story.ticket("2 09:00", "mov", "GAM")
early.change("17 09:00", "gus", status="In Progress")
early.change("18 09:00", "gus", status="Waiting for requester")
late = story.ticket("17 09:00", "mov", "GAM")


def test_the_requester_is_in_the_team_they_were_in_when_they_asked(home: Home) -> None:
    """`mov` moved from ALPHA to BETA on the 16th."""
    found = handoffs(home, early, "kind, from_team, to_team")
    assert found == [("request", "ALPHA", "GAMMA"), ("transfer", "GAMMA", "ALPHA")]
    assert handoffs(home, late, "from_team, to_team") == [("BETA", "GAMMA")]


def waiting(*blockers: Telling, status: str = "Waiting", linked: str = "3 09:00") -> Telling:
    ticket = story.ticket("2 09:00", "ann", "ALP", status=status, assignee="ann")
    return ticket.blocked_by(linked, *blockers)


asked = story.ticket("2 09:00", "ann", "BET")
waiting(asked, linked="2 16:00")
found_later = story.ticket("2 09:00", "bob", "BET")
found_later.change("2 10:00", "bob", status="In Progress").comment("4 11:00", "bob")
waiting(found_later, linked="4 09:00")
asked_long_ago = story.ticket("2 09:00", "ann", "BET")
waiting(asked_long_ago, linked="5 09:00")
own_blocker = story.ticket("2 09:00", "ann", "ALP")
waiting(own_blocker)


def test_a_link_to_what_was_asked_for_within_a_day_is_the_request(home: Home) -> None:
    assert handoffs(home, asked, "kind, detectors") == [("request", "D3, D4")]


def test_a_link_to_another_teams_ticket_is_a_dependency_from_then_on(home: Home) -> None:
    found = handoffs(home, found_later, "kind, detectors, from_team, to_team, released_at, touched_at")
    assert found == [("dependency", "D4", "ALPHA", "BETA", plain("4 09:00"), plain("4 11:00"))]


def test_a_link_to_what_was_asked_for_long_ago_is_a_dependency_too(home: Home) -> None:
    assert handoffs(home, asked_long_ago, "kind") == [("request",), ("dependency",)]


def test_a_link_inside_a_team_is_no_handoff(home: Home) -> None:
    assert handoffs(home, own_blocker) == []


first = story.ticket("2 09:00", "bob", "BET")
second = story.ticket("2 09:00", "gus", "GAM")
for blocker, person, day in ((first, "bob", 5), (second, "gus", 10)):
    blocker.comment("4 09:00", person).done(f"{day} 10:00", person)
fan_in = waiting(first, second)
fan_in.comment("11 10:00", "ann").change("12 10:00", "ann", status="In Progress").done("13 10:00", "ann")


def test_only_the_last_open_blocker_delivers(home: Home) -> None:
    found = handoffs(home, fan_in, "kind, role, from_team, to_team, released_at, touched_at")
    assert found == [("delivery", "return", "GAMMA", "ALPHA", plain("10 10:00"), plain("11 10:00"))]
    via = home.sql(f"select via_ticket_key from handoff where work_item_key = '{fan_in.key}'")
    assert via == [(second.key,)]


def test_parallel_waits_count_once_and_the_critical_path_is_the_last_branch(home: Home) -> None:
    """BETA and GAMMA were waited for from the 3rd to the 4th, at once; then ALPHA for a day."""
    [found] = home.sql(
        f"select wait_hours, wait_critical_hours, handoff_count from chain "
        f"where root_ticket_key = '{fan_in.key}'"
    )
    assert found == (24 + 24, 24 + 24, 3)


quick = story.ticket("2 09:00", "bob", "BET")
quick.comment("6 09:00", "bob").done("6 10:00", "bob")
slow = story.ticket("2 09:00", "gus", "GAM")
slow.comment("4 09:00", "gus").done("10 10:00", "gus")
uneven = waiting(quick, slow)
uneven.comment("10 11:00", "ann")


def test_a_longer_wait_on_a_branch_that_closed_first_is_not_critical(home: Home) -> None:
    [found] = home.sql(
        f"select wait_hours, wait_critical_hours from chain where root_ticket_key = '{uneven.key}'"
    )
    assert found == (72 + 1, 24 + 1)


dropped = story.ticket("2 09:00", "bob", "BET")
dropped.comment("4 09:00", "bob").done("6 10:00", "bob", resolution="Won't Do")
waits_in_vain = waiting(dropped)


def test_a_blocker_closed_without_a_counted_resolution_delivers_nothing(home: Home) -> None:
    assert handoffs(home, waits_in_vain) == []


supply = story.ticket("2 09:00", "bob", "BET")
supply.comment("4 09:00", "bob").done("6 10:00", "bob")
busy = waiting(supply, status="In Progress")


def test_a_delivery_that_nobody_waited_for_has_no_latency(home: Home) -> None:
    found = handoffs(home, busy, "kind, was_already_working, outcome, elapsed_hours, start_elapsed_hours")
    assert found == [("delivery", True, "picked_up", 0, 0)]


common = story.ticket("2 09:00", "bob", "BET")
common.comment("4 09:00", "bob").done("6 10:00", "bob")
one, other = waiting(common), waiting(common, linked="3 12:00")


def test_one_blocker_delivers_to_everybody_who_waits_but_belongs_to_the_first(home: Home) -> None:
    assert [len(handoffs(home, ticket)) for ticket in (one, other)] == [1, 1]
    found = home.sql(
        f"select root_ticket_key, ticket_count from chain "
        f"where root_ticket_key in ('{one.key}', '{other.key}', '{common.key}') order by root_ticket_id"
    )
    assert found == [(one.key, 2), (other.key, 1)]
