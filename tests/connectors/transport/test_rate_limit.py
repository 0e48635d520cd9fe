from __future__ import annotations

import pytest

from connectors.errors import OutOfTime, SourceUnreachable
from connectors.transport.rate_limit import RateLimit
from tests.worlds.time import Time

LIMIT = SourceUnreachable("gh", "a limit")


def test_response_times_add_up_to_no_more_than_55_seconds_a_minute() -> None:
    time = Time()
    limit = time.rate_limit()
    ends: list[tuple[float, float]] = []
    for _ in range(60):
        time.request(limit, 5)
        ends.append((time.now, 5))
        assert sum(seconds for end, seconds in ends if end > time.now - 60) <= 55
    assert time.slept


def test_requests_of_other_workers_that_are_under_way_count_as_average_ones() -> None:
    time = Time()
    limit = time.rate_limit()
    for _ in range(9):
        time.request(limit, 5)
    limit.begin()
    limit.begin()
    assert time.slept == []
    limit.begin()
    assert sum(time.slept) > 0


def test_a_pause_holds_the_next_request_of_everybody() -> None:
    time = Time()
    limit = time.rate_limit()
    limit.pause(42, LIMIT)
    limit.begin()
    assert time.slept == [42]


def test_no_wait_reaches_beyond_the_deadline() -> None:
    time = Time()
    deadline = time.deadline(1030.0)
    deadline.wait(20)
    with pytest.raises(OutOfTime):
        deadline.wait(20)
    assert time.slept == [20]


def test_who_has_no_time_to_wait_for_a_limit_says_which_even_if_another_met_it() -> None:
    limit = Time().rate_limit(deadline=1030.0)
    limit.pause(42, LIMIT)
    with pytest.raises(OutOfTime) as caught:
        limit.begin()
    assert caught.value.problem is LIMIT


def test_nothing_is_begun_after_the_deadline() -> None:
    time = Time()
    deadline = time.deadline(1030.0)
    deadline.check()
    time.now = 1030.0
    with pytest.raises(OutOfTime):
        deadline.check()


def test_a_stopped_pull_ends_at_its_next_request() -> None:
    deadline = Time().deadline()
    limit = RateLimit(deadline)
    deadline.stop()
    with pytest.raises(OutOfTime):
        limit.begin()
