from __future__ import annotations

import pytest

from connectors.github.failures import OutOfTime
from connectors.github.query_size import Page
from connectors.outcome import SourceUnreachable
from tests.worlds.time import Time

LIMIT = SourceUnreachable("gh", "a limit")


def test_response_times_add_up_to_no_more_than_55_seconds_a_minute() -> None:
    time = Time()
    pace = time.pace()
    ends: list[tuple[float, float]] = []
    for _ in range(60):
        time.request(pace, 5)
        ends.append((time.now, 5))
        assert sum(seconds for end, seconds in ends if end > time.now - 60) <= 55
    assert time.slept


def test_requests_of_other_workers_that_are_under_way_count_as_average_ones() -> None:
    time = Time()
    pace = time.pace()
    for _ in range(9):
        time.request(pace, 5)
    pace.begin()
    pace.begin()
    assert time.slept == []
    pace.begin()
    assert sum(time.slept) > 0


def test_a_pause_holds_the_next_request_of_everybody() -> None:
    time = Time()
    pace = time.pace()
    pace.hold(42, LIMIT)
    pace.begin()
    assert time.slept == [42]


def test_no_wait_reaches_beyond_the_deadline() -> None:
    time = Time()
    pace = time.pace(deadline=1030.0)
    pace.wait(20)
    with pytest.raises(OutOfTime):
        pace.wait(20)
    assert time.slept == [20]


def test_who_has_no_time_to_wait_for_a_limit_says_which_even_if_another_met_it() -> None:
    pace = Time().pace(deadline=1030.0)
    pace.hold(42, LIMIT)
    with pytest.raises(OutOfTime) as caught:
        pace.begin()
    assert caught.value.problem is LIMIT


def test_nothing_is_begun_after_the_deadline() -> None:
    time = Time()
    pace = time.pace(deadline=1030.0)
    pace.check()
    time.now = 1030.0
    with pytest.raises(OutOfTime):
        pace.check()


def test_a_stopped_pull_ends_at_its_next_request() -> None:
    pace = Time().pace()
    pace.stop()
    with pytest.raises(OutOfTime):
        pace.begin()


def test_waits_between_tries_double_and_stay_below_40_seconds() -> None:
    time = Time()
    pace = time.pace()
    for attempt in range(8):
        pace.back_off(attempt, LIMIT)
    for attempt, slept in enumerate(time.slept):
        assert 0.7 * min(30, 2**attempt) <= slept <= 1.3 * min(30, 2**attempt)


def test_a_page_halves_and_grows_again_slowly() -> None:
    page = Page(50)
    for expected in (25, 12, 6, 3, 1):
        page.shrink(page.ids)
        assert page.ids == expected
    for _ in range(4):
        page.grow()
    assert page.ids == 6
    for _ in range(100):
        page.grow()
    assert page.ids == 50


def test_a_single_pull_request_is_asked_for_with_less_of_its_timeline() -> None:
    page = Page(50)
    for expected in (50, 25, 12, 10, 10):
        page.shrink(1)
        assert page.items == expected
    assert page.is_smallest
    assert page.ids == 50


def test_a_small_rest_that_is_too_large_is_halved_from_its_own_size() -> None:
    page = Page(50)
    page.shrink(7)
    assert page.ids == 3
