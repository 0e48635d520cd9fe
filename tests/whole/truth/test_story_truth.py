"""What the sandbox tells beside handoffs is found, by its own organization file; other seeds: test_truth."""

from __future__ import annotations

from pathlib import Path

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS
from tests.worlds.planted_story import assert_story_is_found


def test_merges_features_obstacles_and_reports_are_found_to_the_second(tmp_path: Path) -> None:
    planned, home = plan(8, TICKETS), Home(tmp_path)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, planned.organization)
    truth = planned.truth.at(DEFAULT_CLOCK)
    assert {row.kind for row in truth.features} == {"integrated", "chain"}
    for cause in ("status", "flag"):
        assert len([row for row in truth.obstacles if row.cause == cause]) > 10
    never = [row for row in truth.reports if row.closed_at is not None and row.touched_at is None]
    assert len(never) > 0.5 * len(truth.reports)
    assert any(row.touched_at is not None for row in truth.reports)
    assert_story_is_found(home, planned.truth, DEFAULT_CLOCK)
    [(merged,)] = home.sql("select happened_on from organization_event where kind = 'team_merged'")
    assert [str(row.since_at.date()) for row in truth.effects if row.what == "merger"] == [str(merged)]
