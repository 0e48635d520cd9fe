"""Reviews as the sandbox planted them: who merged with another team's look, and who without."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS, assert_same, plain

MERGES = """
    select 'pull_request:' || pull_request_id, team_id, merged_at, is_cross_team_review
    from pull_request where merged_at is not null
"""


@pytest.mark.parametrize("seed", [7, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (1, 2, 3))])
def test_the_planted_merges_and_the_reviews_before_them_are_found(seed: int, tmp_path: Path) -> None:
    planned, home = plan(seed, TICKETS), Home(tmp_path)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, planned.organization)
    merges = planned.truth.at(DEFAULT_CLOCK).merges
    planted = {(row.work_item, row.team, plain(row.merged_at), row.asked_others) for row in merges}
    assert_same(set(home.sql(MERGES)), planted)
