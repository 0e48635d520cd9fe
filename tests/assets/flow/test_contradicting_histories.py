"""Histories that contradict themselves stop no night: what moved still adds up, and they are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds.contradicting import contradicting
from tests.worlds.doubted import wrongly_graded
from tests.worlds.landed_jira import march
from tests.worlds.night import Home
from tests.worlds.restated import ORGANIZATION


@pytest.mark.parametrize(
    "seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in range(3, 15))]
)
def test_a_night_with_contradictions_publishes_and_its_checks_hold(seed: int, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.run_with(contradicting(seed).sources(march(28, 9), organization=ORGANIZATION))
    [(broken,)] = home.sql("select max(found_count) from data_quality where kind = 'chain_broken'")
    assert broken > 10
    unbalanced = """
        from team_week
        where open_end_count <> open_start_count + arrival_count + transfer_in_count + relabel_in_count
            + reopened_count - transfer_out_count - relabel_out_count - completed_count
            - cancelled_count - gone_count
    """
    assert home.sql(unbalanced) == []
    assert wrongly_graded(home) == []
