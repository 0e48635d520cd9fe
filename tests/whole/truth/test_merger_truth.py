"""What waits for a team that is merged, or between two that are, is found as it was planted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from connectors.sandbox.plan import plan
from tests.whole.truth.test_truth import check_plan
from tests.worlds.planted import TICKETS

PLANTED = {
    ("given_to_heir", "dissolved_by_reorg"),
    ("heir_answers", "picked_up"),
    ("heir_was_asked", "dissolved_by_reorg"),
}


@pytest.mark.parametrize("seed", [7, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (61, 62, 63))])
def test_what_waits_at_the_merger_is_found_as_it_was_planted(seed: int, tmp_path: Path) -> None:
    planned = plan(seed, TICKETS, has_waits_at_merger=True)
    told = Counter((planned.stories[row.work_item], row.outcome) for row in planned.truth.handoffs)
    assert all(told[story_and_outcome] >= 3 for story_and_outcome in PLANTED)
    check_plan(planned, tmp_path)
