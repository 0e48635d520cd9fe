"""What the worked example says of its sprint: the promise at the activation, and what became of it."""

from __future__ import annotations

import pytest

from tests.worlds.golden import GOLDEN
from tests.worlds.night import Home

SAY_DO = GOLDEN["expected"]["say_do"]
COLUMNS = {
    "committed_points": "committed_points",
    "committed_items": "committed_count",
    "done_of_committed_points_at_commit_estimate": "kept_points",
    "say_do_points": "say_do_points",
    "done_of_committed_items": "kept_count",
    "say_do_items": "say_do_items",
    "added_points": "added_points",
    "removed_points": "removed_points",
    "completed_points_at_completion": "completed_points",
    "jira_style_ratio": "vendor_ratio",
}


@pytest.mark.parametrize("team", ["ML", "*"])
@pytest.mark.parametrize("name", SAY_DO)
def test_what_was_said_and_done_in_a_sprint(home: Home, name: str, team: str) -> None:
    """All tickets were one team's, so that its row is that of the whole sprint."""
    values = ", ".join(COLUMNS[key] for key in SAY_DO[name])
    found = home.sql(f"select {values} from sprint where name = '{name}' and team_id = '{team}'")
    assert found == [tuple(pytest.approx(value, abs=1e-6) for value in SAY_DO[name].values())]


def test_no_other_team_had_a_part_in_it(home: Home) -> None:
    assert home.sql("select name, team_id from sprint order by team_id") == [("S7", "*"), ("S7", "ML")]
