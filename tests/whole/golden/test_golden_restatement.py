"""The worked example over two nights: what was published of a week, and what a later night makes of it."""

from __future__ import annotations

import pytest

from connectors.sandbox.server.server import serve
from tests.worlds.golden import AS_OF, GOLDEN, golden_organization, golden_world, instant
from tests.worlds.night import Home

THEN = "2025-03-17T04:00:00Z"
PUBLISHED = GOLDEN["expected"][f"velocity_as_of_{THEN}"]
COLUMNS = ("completed_count", "points")


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("restated"))
    with serve(golden_world(), AS_OF) as sandbox:
        for night in (instant(THEN), AS_OF):
            sandbox.move_to(night)
            home.run(sandbox, golden_organization())
    return home


def values(home: Home, of: str) -> dict[tuple[str, str], list[float]]:
    found: dict[tuple[str, str], list[float]] = {}
    for name in COLUMNS:
        for team, week, value in home.sql(
            f"select team_id, iso_week, {of} from weekly_figure "
            f"where table_name = 'velocity_week' and column_name = '{name}'"
        ):
            found.setdefault((team, week), []).append(value)
    return found


@pytest.mark.parametrize("team", PUBLISHED)
def test_what_was_published_first_is_kept(later: Home, team: str) -> None:
    first = values(later, "first_value")
    for week, value in PUBLISHED[team].items():
        assert first[team, week] == value


def test_prod_had_one_completion_in_week_11_that_was_reopened(later: Home) -> None:
    assert later.sql(
        "select column_name, cause, work_item_key, change, value_before, value_after, first_value, "
        "latest_value "
        "from restatement where table_name = 'velocity_week' and "
        "column_name in ('completed_count', 'points') "
        "order by column_name"
    ) == [
        ("completed_count", "reopened", "PROD-2", -1, 1, 0, 1, 0),
        ("points", "reopened", "PROD-2", -2, 2, 0, 2, 0),
    ]
