"""Where every detector is on, the Jira world's requests, dependencies and deliveries are found as planted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from connectors.sandbox.plan import STORIES
from connectors.sandbox.planner import acting_truth, build_truth, build_world
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.employing import employ
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.planner.organization import organization
from connectors.sandbox.planner.telling import Story, outlive, tell
from connectors.sandbox.server.server import serve
from connectors.sandbox.stories import relations
from tests.worlds.night import Home
from tests.worlds.planted import assert_same, found_handoffs, handoff_rows
from tests.worlds.planted_agents import TOUCHES, planted_touches

WAITING: dict[Story, float] = {
    relations.waits_for_planned: 8,
    relations.waits_for_asked: 8,
    relations.waits_for_two: 8,
    relations.waits_in_vain: 5,
    relations.waits_for_forwarded: 6,
}
ALL = ("D1", "D2", "D3", "D4", "D5", "D6")


@pytest.mark.parametrize(
    "seed", [7, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in range(61, 65))]
)
def test_handoffs_by_every_detector_are_found_and_no_others(seed: int, tmp_path: Path) -> None:
    chronicle = Chronicle(counts_requests=True)
    for story, share in (WAITING | {story: share / 6 for story, (share, _) in STORIES.items()}).items():
        tell(chronicle, story, seed, share, 2)
    outlive(chronicle)
    employ(chronicle, Random(f"{seed}/agents"))
    build_world.number(chronicle)
    truth = replace(build_truth.work(chronicle), **acting_truth.rows(chronicle)).at(DEFAULT_CLOCK)
    home = Home(tmp_path)
    with serve(build_world.world(chronicle), DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, organization(chronicle.cast))
    planted = replace(truth, handoffs=(*truth.handoffs, *truth.requests))
    assert {row.detector for row in planted.handoffs} == set(ALL)
    assert_same(found_handoffs(home), handoff_rows(planted, set(truth.gone_at)))
    assert_same(set(home.sql(TOUCHES)), planted_touches(planted, ALL))
    assert {"agent"} < {row[-1] for row in home.sql(TOUCHES)}
