"""For whom agents work is found as it was planted, by each kind of evidence; without any it is unknown."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.agents import RENAMED_AT
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS, assert_truth_is_found, compared, found_handoffs
from tests.worlds.planted_agents import PULLS, REVIEWS, assert_agents_are_found


@pytest.mark.parametrize(
    "seed", [7, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in range(71, 80))]
)
def test_agents_work_for_those_whom_the_evidence_names_and_for_nobody_else(seed: int, tmp_path: Path) -> None:
    planned, home = plan(seed, TICKETS), Home(tmp_path)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, compared(planned.organization))
    assert_agents_are_found(home, planned.truth, DEFAULT_CLOCK)
    assert_truth_is_found(home, planned.truth, DEFAULT_CLOCK)
    truth = planned.truth.at(DEFAULT_CLOCK)
    rungs = Counter(row.rung for row in truth.agent_pulls)
    [(unknown,)] = home.sql("select count(*) from pull_request where opened_by = 'agent' and team_id is null")
    assert rungs.keys() == {1, 2, 3, 4, None} and unknown == rungs[None]
    assert {row[-1] for row in found_handoffs(home)} > {"picked_up", "closed_by_automation"}


def test_nights_in_a_row_find_of_agents_what_one_night_finds(tmp_path: Path) -> None:
    """One of them is renamed between these nights."""
    planned = plan(8, TICKETS)
    nights = [RENAMED_AT - timedelta(days=30), RENAMED_AT + timedelta(hours=5), DEFAULT_CLOCK]
    home, once = Home(tmp_path / "nights"), Home(tmp_path / "once")
    with serve(planned.world, nights[0]) as sandbox:
        for night in nights:
            sandbox.move_to(night)
            home.run(sandbox, compared(planned.organization))
            assert_agents_are_found(home, planned.truth, night)
        once.run(sandbox, compared(planned.organization))
    for asked in (PULLS, REVIEWS):
        assert set(home.sql(asked)) == set(once.sql(asked))
