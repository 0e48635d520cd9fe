"""What a pull request was about, how large it is, and how often it was reworked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from connectors.sandbox.world.code import PullRequest
from tests.worlds.night import Home
from tests.worlds.reviews import Told, pull, reviews_organization
from tests.worlds.story import Story, Telling, told

story = Story()
story.world.ticket_types += ["Bug"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("rework"), "27 16:00", reviews_organization()) as home:
        yield home


def columns(home: Home, made: PullRequest, names: str) -> Any:
    [row] = home.sql(f"select {names} from pull_request where pull_request_id = '{made.id}'")
    return row


changes_asked: Told = ("3 11:00", "review", "bob", "CHANGES_REQUESTED")
pushed: Told = ("3 13:00", "commit", "ann")
merged: Told = ("9 09:00", "merged", "ann")


def reviewed(*events: Told) -> PullRequest:
    return pull(story, "2 09:00", "ann", ("2 09:10", "review_requested", "ann", "bob"), *events)


approved_at_once = reviewed(("3 11:00", "review", "bob"), merged)
only_commented = reviewed(
    ("3 11:00", "review", "bob", "COMMENTED"), pushed, ("4 09:00", "review", "bob"), merged
)
pushed_and_asked = reviewed(changes_asked, pushed, ("3 14:00", "review_requested", "ann", "bob"))
pushed_and_reviewed = reviewed(changes_asked, pushed, ("4 09:00", "review", "bob"), merged)
answered_in_words = reviewed(
    changes_asked, ("3 13:00", "comment", "ann"), ("4 09:00", "review", "bob"), merged
)
pushed_and_merged = reviewed(changes_asked, pushed, merged)
not_answered = reviewed(changes_asked, ("4 09:00", "review", "bob"), merged)
asked_by_two = reviewed(
    changes_asked,
    ("3 12:00", "review", "bea", "CHANGES_REQUESTED"),
    pushed,
    ("4 09:00", "review", "bob"),
    merged,
)
twice = reviewed(
    changes_asked,
    pushed,
    ("4 09:00", "review", "bob", "CHANGES_REQUESTED"),
    ("4 10:00", "force_pushed", "ann"),
    ("4 11:00", "review_requested", "ann", "bob"),
    ("5 09:00", "review", "bob"),
    merged,
)
after_the_merge = reviewed(
    ("3 11:00", "review", "bob"),
    ("4 09:00", "merged", "ann"),
    ("5 11:00", "review", "bob", "CHANGES_REQUESTED"),
    ("5 12:00", "comment", "ann"),
    ("5 13:00", "review", "bob"),
)
by_a_bot = reviewed(
    ("3 11:00", "review", "bot", "CHANGES_REQUESTED"), pushed, ("4 09:00", "review", "bob"), merged
)


@pytest.mark.parametrize(
    ("made", "rounds"),
    [
        (approved_at_once, 0),
        (only_commented, 0),
        (pushed_and_asked, 1),
        (pushed_and_reviewed, 1),
        (answered_in_words, 1),
        (asked_by_two, 1),
        (twice, 2),
    ],
)
def test_a_round_is_changes_asked_for_answered_and_looked_at_again(
    home: Home, made: PullRequest, rounds: int
) -> None:
    assert columns(home, made, "review_round_count") == (rounds,)


@pytest.mark.parametrize("made", [pushed_and_merged, not_answered, after_the_merge, by_a_bot])
def test_without_an_answer_or_a_second_look_there_was_no_round(home: Home, made: PullRequest) -> None:
    assert columns(home, made, "review_round_count") == (0,)


def about(title: str, **size: Any) -> PullRequest:
    made = pull(story, "2 09:00", "ann")
    story.world.pull_requests[-1] = made = replace(made, title=title, **size)
    return made


def typed(type_: str) -> Telling:
    ticket = story.ticket("2 09:00", "ann", "ALP")
    ticket.ticket.type = type_
    return ticket


bug, story_ticket = typed("Bug"), typed("Story")
fix = about(f"{bug.key} mend it")
feature = about(f"{story_ticket.key} make it")
both = about(f"{bug.key} {story_ticket.key} make and mend")
neither = about("Tidy up")
surely_a_feature = replace(about(f"{story_ticket.key} make it"), body=f"Also see {bug.key}")
story.world.pull_requests[-1] = surely_a_feature


def test_the_kind_of_work_is_that_of_the_tickets_it_surely_belongs_to(home: Home) -> None:
    for made, work_type in (
        (fix, "bug"),
        (feature, "feature"),
        (both, "bug"),
        (surely_a_feature, "feature"),
        (neither, "unknown"),
    ):
        assert columns(home, made, "work_type") == (work_type,)


small = about("Small", additions=5, deletions=4, changed_files=2)
not_so_small = about("Less small", additions=5, deletions=5, changed_files=1)
huge = about("Huge", additions=600, deletions=400, changed_files=50)
empty = about("Nothing", changed_files=0)


def test_a_pull_request_is_as_large_as_the_lines_that_it_adds_and_deletes(home: Home) -> None:
    names = "added_line_count, deleted_line_count, changed_file_count, size_bucket"
    for made, size in (
        (small, (5, 4, 2, "XS")),
        (not_so_small, (5, 5, 1, "S")),
        (huge, (600, 400, 50, "XXL")),
        (empty, (0, 0, 0, "XS")),
    ):
        assert columns(home, made, names) == size
