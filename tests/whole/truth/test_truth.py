"""What the sandbox planted is what the pipeline finds, nothing else, and every time to the second."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connectors.sandbox.plan import Plan, plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.planted import (
    TICKETS,
    assert_same,
    assert_truth_is_found,
    compared,
    found_completions,
    found_handoffs,
    plain,
    planted_completions,
    planted_handoffs,
)
from tests.worlds.planted_story import assert_story_is_found


def check_seed(seed: int, directory: Path) -> None:
    check_plan(plan(seed, TICKETS), directory)


def check_plan(planned: Plan, directory: Path) -> None:
    home = Home(directory, is_dagsters=True)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, compared(planned.organization))
    assert_truth_is_found(home, planned.truth, DEFAULT_CLOCK)
    assert_story_is_found(home, planned.truth, DEFAULT_CLOCK)


def test_the_planted_handoffs_episodes_and_completions_are_found_and_no_others(tmp_path: Path) -> None:
    """Detectors D1, D2 and D6."""
    check_seed(7, tmp_path)


@pytest.mark.parametrize(
    "seed", [7, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in range(51, 56))]
)
def test_so_they_are_where_events_of_a_review_share_a_second(seed: int, tmp_path: Path) -> None:
    check_plan(plan(seed, TICKETS, has_shared_seconds=True), tmp_path)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [seed for seed in range(1, 12) if seed != 7])
def test_so_they_are_at_ten_more_seeds(seed: int, tmp_path: Path) -> None:
    check_seed(seed, tmp_path)


def test_nights_in_a_row_find_what_one_night_finds(tmp_path: Path) -> None:
    """A ticket deleted in between keeps the history that was seen: what waited ends with the last look."""
    planned = plan(8, TICKETS)
    nights = [DEFAULT_CLOCK - timedelta(days=days) for days in (20, 13, 0)]
    home = Home(tmp_path, is_dagsters=True)
    seen_last: dict[str, datetime] = {}
    with serve(planned.world, nights[0]) as sandbox:
        for night in nights:
            sandbox.move_to(night)
            home.run(sandbox, compared(planned.organization))
            gone = planned.truth.at(night).gone_at
            for item in {row.work_item for row in planned.truth.at(night).episodes} - gone.keys():
                seen_last[item] = night
    gone = planned.truth.at(nights[-1]).gone_at
    unseen = gone.keys() - seen_last.keys()
    censored = gone.keys() & seen_last.keys()
    assert censored, "the plan must delete something between these nights"
    truth = planned.truth.at(nights[-1])
    assert_same(
        {row for row in found_handoffs(home) if row[0] not in censored},
        planted_handoffs(truth, set(gone)),
    )
    assert_same(
        {row for row in found_completions(home) if row[0] not in censored},
        planted_completions(truth, set(gone)),
    )
    for item in censored:
        then = planned.truth.at(seen_last[item])
        others = {row.work_item for row in then.handoffs} - {item}
        last_look = plain(seen_last[item])
        assert {row for row in found_handoffs(home) if row[0] == item} == {
            (*row[:-2], last_look, "cancelled") if row[-1] == "open" else row
            for row in planted_handoffs(then, others)
        }
    assert not {row for row in found_handoffs(home) if row[0] in unseen}
