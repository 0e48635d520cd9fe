"""How fast features were, and how many teams took part, is found as the sandbox planted it."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS, assert_same, plain

CHAINS = """
    select
        'ticket:' || root_ticket_id, case when chain.state = 'done' then team_count end, size_at_start,
        chain.created_at, closed_at
    from chain inner join work_item on work_item.work_item_id = chain.root_ticket_id
"""


@pytest.mark.parametrize("seed", [7, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (1, 2, 3))])
def test_the_planted_features_are_found_with_their_sizes_and_teams(seed: int, tmp_path: Path) -> None:
    planned, home = plan(seed, TICKETS), Home(tmp_path)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, planned.organization)
    features = planned.truth.at(DEFAULT_CLOCK).features
    assert {row.kind for row in features} == {"integrated", "chain"}
    planted = {
        (row.work_item, row.team_count, row.points, plain(row.created_at), plain(row.completed_at))
        for row in features
    }
    items = {row.work_item for row in features}
    assert_same({row for row in home.sql(CHAINS) if row[0] in items}, planted)
