"""Where GitHub is the planner, what was planted is what the pipeline finds, to the second, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from tests.worlds.planted_github import assert_truth_is_found, planned, spent

SEEDS = [7, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in range(101, 110))]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_night_finds_what_was_planted(seed: int, tmp_path: Path) -> None:
    plan = planned(seed)
    gone = set(plan.truth.at(DEFAULT_CLOCK).gone_at)
    assert_truth_is_found(spent(tmp_path, plan, (0,)), plan, gone)
