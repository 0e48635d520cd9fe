"""Where GitHub is the planner, the pipeline finds what was planted, to the second, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from connectors.sandbox.planner.hours import DEFAULT_CLOCK, STARTS_AT
from tests.worlds.planted_github import assert_truth_is_found, planned, spent

MORE_SEEDS = range(101, 110)


def heavy(seeds: range) -> list[object]:
    return [pytest.param(seed, marks=pytest.mark.heavy) for seed in seeds]


@pytest.mark.parametrize("seed", heavy(MORE_SEEDS))
def test_one_night_finds_what_was_planted(seed: int, tmp_path: Path) -> None:
    plan, nights = planned(seed), [DEFAULT_CLOCK]
    assert_truth_is_found(spent(tmp_path, plan, nights), plan, nights)


@pytest.mark.parametrize("seed", [7, *heavy(MORE_SEEDS)])
def test_so_do_nights_in_a_row(seed: int, tmp_path: Path) -> None:
    """An issue that is transferred or deleted in between is the one that was seen before."""
    plan, nights = planned(seed), some_nights(seed)
    assert_truth_is_found(spent(tmp_path, plan, nights), plan, nights)


def some_nights(seed: int) -> list[datetime]:
    """One anywhere in the history, and one in the week before the last."""
    random = Random(f"nights/{seed}")
    history = DEFAULT_CLOCK - STARTS_AT
    before = [history * random.random(), timedelta(days=7) * random.random()]
    return sorted({*((DEFAULT_CLOCK - ago).replace(microsecond=0) for ago in before), DEFAULT_CLOCK})
