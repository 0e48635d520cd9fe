"""Stages of pull requests whose author or reviewer is deleted, and of commits whose clock was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.sandbox.world.code import PullEvent, PullRequest
from tests.worlds.night import Home
from tests.worlds.reviews import pull, reviews_organization
from tests.worlds.story import Story, told

story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("stages"), "27 16:00", reviews_organization()) as home:
        yield home


def stages(home: Home, made: PullRequest, columns: str) -> Any:
    [found] = home.sql(f"select {columns} from pull_request where pull_request_id = '{made.id}'")
    return found


by_a_ghost = pull(
    story,
    "2 10:00",
    None,
    ("2 11:00", "comment", None),
    ("2 12:00", "review", "bob"),
    ("2 15:00", "merged", "bob"),
)
reviewed_by_a_ghost = pull(story, "2 10:00", "ann", ("2 12:00", "review", None), ("2 15:00", "merged", "ann"))
by_a_ghost_alone = pull(story, "2 10:00", None, ("2 11:00", "comment", None), ("2 15:00", "merged", "bob"))
answered_by_its_author = pull(
    story, "2 10:00", "ann", ("2 11:00", "comment", "ann"), ("2 15:00", "merged", "ann")
)
greeted_by_a_bot = pull(story, "2 10:00", "ann", ("2 11:00", "review", "bot"), ("2 15:00", "merged", "ann"))

honest = pull(story, "3 10:00", "ann", ("3 09:00", "commit", "ann"), ("3 15:00", "merged", "ann"))
broken_clock = pull(story, "3 10:00", "ann", ("3 09:00", "commit", "ann"), ("3 15:00", "merged", "ann"))
broken_clock.events.append(
    PullEvent(story.number(), datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), "commit", "ann")
)

migrated = pull(story, "3 10:00", "ann", ("3 12:00", "review", "bob"), ("3 15:00", "merged", "bob"))
migrated.events[:] = [replace(event, is_told=False) for event in migrated.events]

STAGES = "is_unreviewed, pickup_hours, review_hours, merge_hours"


def test_the_review_of_a_deleted_accounts_pull_request_is_a_review(home: Home) -> None:
    assert stages(home, by_a_ghost, STAGES) == (False, 2, 0, 3)
    assert stages(home, by_a_ghost, "team_id") == (None,)


def test_what_only_deleted_accounts_answered_or_no_event_tells_is_not_known_to_be_unreviewed(
    home: Home,
) -> None:
    for made in (reviewed_by_a_ghost, by_a_ghost_alone, migrated):
        assert stages(home, made, STAGES) == (None, None, None, None)


def test_what_its_author_and_bots_alone_answered_is_unreviewed(home: Home) -> None:
    for made in (answered_by_its_author, greeted_by_a_bot):
        assert stages(home, made, STAGES) == (True, None, None, None)
    [(unreviewed, merged)] = home.sql(
        "select sum(pull_request_unreviewed_count), sum(pull_request_merged_count) from velocity_week"
    )
    assert (unreviewed, merged) == (2 + len([honest, broken_clock]), 6)


def test_the_hours_since_a_commit_from_before_there_was_git_are_unknown(home: Home) -> None:
    assert stages(home, honest, "coding_hours, total_hours") == (1, 6)
    assert stages(home, broken_clock, "coding_hours, draft_hours, total_hours") == (None, 0, None)
    [(longest,)] = home.sql("select max(pull_request_coding_hours_p50) from velocity_week")
    assert longest == 0
