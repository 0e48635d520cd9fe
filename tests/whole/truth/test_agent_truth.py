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
from tests.worlds.planted_agents import PULLS, QUEUE, REVIEWS, TOUCHES, assert_agents_are_found


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
    assert {row[-1] for row in home.sql(TOUCHES)} == {"human", "agent", None}


def test_nights_in_a_row_find_of_agents_what_one_night_finds(tmp_path: Path) -> None:
    """Between these nights one is renamed; in the first one is in the midst of its longest work."""
    planned = plan(8, TICKETS)
    work = [row for row in planned.truth.agent_work if row.closed_at < RENAMED_AT]
    longest = max(work, key=lambda row: row.closed_at - row.touched_at)
    middle = longest.touched_at + (longest.closed_at - longest.touched_at) / 2
    nights = [middle, RENAMED_AT + timedelta(hours=5), DEFAULT_CLOCK]
    home, once = Home(tmp_path / "nights"), Home(tmp_path / "once")
    with serve(planned.world, nights[0]) as sandbox:
        for night in nights:
            sandbox.move_to(night)
            home.run(sandbox, compared(planned.organization))
            assert_agents_are_found(home, planned.truth, night)
            assert night != middle or (longest.work_item, "agent") in home.sql(QUEUE)
        once.run(sandbox, compared(planned.organization))
    for asked in (PULLS, REVIEWS):
        assert set(home.sql(asked)) == set(once.sql(asked))
