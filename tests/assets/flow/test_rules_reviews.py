"""Reviews that are asked for, withdrawn and asked for anew: what is one handoff, and what is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.sandbox.world.code import PullRequest
from tests.worlds.night import Home
from tests.worlds.reviews import Told, pull, reviews, reviews_organization
from tests.worlds.story import Story, plain, told

story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("reviews"), "27 16:00", reviews_organization()) as home:
        yield home


def assigned_by_github(asked: int, withdrawn: int, member: int) -> tuple[Told, Told, Told]:
    """GitHub's code review assignment: a team is asked, withdrawn, and a member is asked in its place."""
    return (
        (f"2 09:10:{asked:02}", "review_requested", "ann", "BETA"),
        (f"2 09:10:{withdrawn:02}", "review_request_removed", "ann", "BETA"),
        (f"2 09:10:{member:02}", "review_requested", "ann", "bob"),
    )


reviewed: Told = ("3 11:00", "review", "bea")
merged: Told = ("4 09:00", "merged", "ann")
at_once = pull(story, "2 09:00", "ann", *assigned_by_github(0, 0, 0), reviewed, merged)
a_second_apart = pull(story, "2 09:00", "ann", *assigned_by_github(0, 1, 2), reviewed, merged)
still_waiting = pull(story, "2 09:00", "ann", *assigned_by_github(0, 0, 0))
asked_team_again = pull(
    story,
    "2 09:00",
    "ann",
    ("2 09:10:00", "review_requested", "ann", "BETA"),
    ("2 09:10:00", "review_request_removed", "ann", "BETA"),
    ("2 09:10:00", "review_requested", "ann", "BETA"),
    reviewed,
)
member_first = pull(
    story,
    "2 09:00",
    "ann",
    ("2 09:10:00", "review_requested", "ann", "BETA"),
    ("2 09:10:00", "review_requested", "ann", "bob"),
    ("2 09:10:00", "review_request_removed", "ann", "BETA"),
    reviewed,
)

CLOCKS = "from_team, to_team, role, outcome, released_at, touched_at"


@pytest.mark.parametrize("made", [at_once, a_second_apart, asked_team_again, member_first])
def test_a_team_whose_request_becomes_its_members_is_handed_the_ball_once(
    home: Home, made: PullRequest
) -> None:
    """Released at the first request, picked up by the first review of anybody in the team."""
    found = reviews(home, made, CLOCKS)
    assert found == [("ALPHA", "BETA", "first", "picked_up", plain("2 09:10"), plain("3 11:00"))]


def test_a_request_that_a_members_took_the_place_of_still_waits(home: Home) -> None:
    assert reviews(home, still_waiting) == [("ALPHA", "BETA", "open")]


def test_each_request_of_an_assignment_says_what_became_of_it(home: Home) -> None:
    found = home.sql(
        f"select verdict from review_request where pull_request_id = '{at_once.id}' order by verdict"
    )
    assert found == [("asked_before",), ("handoff",)]


replaced_next_day = pull(
    story,
    "2 09:00",
    "ann",
    ("2 10:00", "review_requested", "ann", "BETA"),
    ("4 11:00:00", "review_request_removed", "ann", "BETA"),
    ("4 11:00:20", "review_requested", "ann", "bob"),
    ("4 12:00", "review", "bob"),
)
one_of_two = pull(
    story,
    "2 09:00",
    "ann",
    ("2 10:00", "review_requested", "ann", "bob"),
    ("2 10:01", "review_requested", "ann", "bea"),
    ("2 15:00", "review_request_removed", "ann", "bob"),
    ("3 10:00", "review", "bea"),
)
both = pull(
    story,
    "2 09:00",
    "ann",
    ("2 10:00", "review_requested", "ann", "bob"),
    ("2 10:01", "review_requested", "ann", "bea"),
    ("2 15:00", "review_request_removed", "ann", "bea"),
    ("2 16:00", "review_request_removed", "ann", "bob"),
)
nudged = pull(
    story,
    "2 09:00",
    "ann",
    ("2 10:00", "review_requested", "ann", "bob"),
    ("4 10:00", "review_requested", "ann", "bea"),
    ("4 12:00", "review", "bea"),
)
given_up = pull(
    story,
    "2 09:00",
    "ann",
    ("2 10:00", "review_requested", "ann", "BETA"),
    ("2 12:00", "review_request_removed", "ann", "BETA"),
    ("4 10:00", "review_requested", "ann", "BETA"),
    ("4 12:00", "review", "bea"),
)


def test_a_request_replaced_by_one_of_the_same_team_is_not_returned(home: Home) -> None:
    found = reviews(home, replaced_next_day, "outcome, released_at, ended_at")
    assert found == [("picked_up", plain("2 10:00"), plain("4 12:00"))]


def test_a_team_has_the_ball_until_the_last_of_those_asked_is_withdrawn(home: Home) -> None:
    assert reviews(home, one_of_two, "outcome, ended_at") == [("picked_up", plain("3 10:00"))]
    assert reviews(home, both, "outcome, ended_at") == [("returned_unpicked", plain("2 16:00"))]


def test_a_second_request_long_after_the_first_is_another_handoff(home: Home) -> None:
    assert reviews(home, nudged, "role, outcome") == [("first", "picked_up"), ("review_again", "picked_up")]
    found = reviews(home, given_up, "role, outcome")
    assert found == [("first", "returned_unpicked"), ("review_again", "picked_up")]


asked_as_draft: tuple[Told, ...] = (
    ("2 10:00", "review_requested", "ann", "bob"),
    ("4 10:00", "review_requested", "ann", "BETA"),
    ("5 09:00:00", "ready_for_review", "ann"),
)
merged_when_ready = pull(
    story, "2 09:00", "ann", *asked_as_draft, ("5 09:00:00", "merged", "ann"), is_draft=True
)
merged_by_them = pull(
    story, "2 09:00", "ann", *asked_as_draft, ("5 09:00:00", "merged", "bea"), is_draft=True
)
withdrawn_as_draft = pull(
    story,
    "2 09:00",
    "ann",
    ("2 10:00", "review_requested", "ann", "BETA"),
    ("3 10:00", "review_request_removed", "ann", "BETA"),
    ("5 09:00", "ready_for_review", "ann"),
    is_draft=True,
)
reviewed_as_draft = pull(
    story,
    "2 09:00",
    "ann",
    ("2 10:00", "review_requested", "ann", "BETA"),
    ("3 10:00", "review", "bea"),
    ("5 09:00", "ready_for_review", "ann"),
    is_draft=True,
)
asked_when_ready = pull(
    story,
    "2 09:00",
    "ann",
    ("2 10:00:00", "ready_for_review", "ann"),
    ("2 10:00:00", "review_requested", "ann", "BETA"),
    is_draft=True,
)


def test_requests_that_become_ready_in_the_second_of_the_merge_are_one_handoff(home: Home) -> None:
    moment = plain("5 09:00")
    for made, outcome in ((merged_when_ready, "cancelled"), (merged_by_them, "picked_up")):
        found = reviews(home, made, "outcome, released_at, ended_at")
        assert found == [(outcome, moment, moment)]
    [(event,)] = reviews(home, merged_by_them, "touch_event_id")
    merging = "select event_id from core.pull_request_event where kind = 'merged' and pull_request_id = "
    assert home.warehouse_sql(f"{merging}'{merged_by_them.id}'") == [(event,)]


def test_what_was_settled_while_a_draft_is_no_handoff_when_it_is_ready(home: Home) -> None:
    assert reviews(home, withdrawn_as_draft) == []
    assert reviews(home, reviewed_as_draft) == []


def test_a_request_in_the_second_of_leaving_draft_is_released_then(home: Home) -> None:
    assert reviews(home, asked_when_ready, "released_at, outcome") == [(plain("2 10:00"), "open")]


answered_at_once = pull(
    story,
    "2 09:00",
    "ann",
    ("2 10:00:00", "review_requested", "ann", "BETA"),
    ("2 10:00:00", "review", "bea"),
    ("2 10:00:00", "review_requested", "ann", "BETA"),
    ("2 12:00", "review", "bob"),
)


def test_two_requests_of_one_second_with_an_answer_between_are_two_handoffs(home: Home) -> None:
    found = reviews(home, answered_at_once, "role, released_at, touched_at")
    asked = plain("2 10:00")
    assert sorted(found) == [("first", asked, asked), ("review_again", asked, plain("2 12:00"))]
