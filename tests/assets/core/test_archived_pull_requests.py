"""A pull request that GitHub does not show any more: nobody waits for it, and its past stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.reviews import Told, pull, reviews, reviews_organization
from tests.worlds.story import Story, june, plain

story = Story()
asked: Told = ("2 10:00", "review_requested", "ann", "BETA")
hidden = pull(story, "2 09:00", "ann", asked)
answered = pull(story, "2 09:00", "ann", asked, ("3 11:00", "review", "bea"))
shown = pull(story, "2 09:00", "ann", asked, ("5 12:00", "closed", "ann"))
waiting = pull(story, "2 09:00", "ann", asked)
for archived in (hidden, answered, shown):
    archived.archived_at = june("5 12:00")
hidden.is_shown_archived = answered.is_shown_archived = False
CLOCKS = "outcome, ended_at"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("archived"))
    with serve(story.world, june("4 16:00")) as sandbox:
        for night in ("4 16:00", "9 16:00", "10 16:00"):
            sandbox.move_to(june(night))
            home.run(sandbox, reviews_organization())
    yield home


def test_a_request_that_waited_is_cancelled_at_the_last_look(home: Home) -> None:
    assert reviews(home, hidden, CLOCKS) == [("cancelled", plain("4 16:00"))]


def test_with_the_right_to_triage_it_is_cancelled_when_it_was_archived(home: Home) -> None:
    assert reviews(home, shown, CLOCKS) == [("cancelled", plain("5 12:00"))]


def test_what_was_answered_before_stays_and_others_wait_on(home: Home) -> None:
    assert reviews(home, answered, "outcome") == [("picked_up",)]
    assert reviews(home, waiting, "outcome") == [("open",)]


def test_they_are_closed_and_not_counted_among_those_that_are_there(home: Home) -> None:
    rows = home.sql("select pull_request_id, state, merged_at from pull_request order by all")
    assert {id_: state for id_, state, _ in rows} == {
        str(hidden.id): "closed",
        str(answered.id): "closed",
        str(shown.id): "closed",
        str(waiting.id): "open",
    }
    assert home.sql("select pull_request_count from source where source = 'github'") == [(2,)]
