"""What the worked example says that a merger of its teams would save."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds.golden import CONFIG, GOLDEN
from tests.worlds.night import Home

EXPECTED = GOLDEN["expected"]["reorg_whatif"]


def partition(home: Home, columns: str) -> list[Any]:
    [row] = home.sql(f"select {columns} from merge_option where group_id = '*'")
    return list(row)


def test_teams_have_the_sizes_of_the_example(home: Home) -> None:
    rows = home.warehouse_sql("select team_id, people_count from flow.merge_team")
    assert dict(rows) == EXPECTED["team_sizes_as_of"]


def test_pairs_of_teams_waited_as_long_as_in_the_example(home: Home) -> None:
    rows = home.warehouse_sql(
        "select least(from_team, to_team) || '|' || greatest(from_team, to_team), sum(business_hours) "
        "from flow.merge_wait where 'PLAT' not in (from_team, to_team) group by all"
    )
    assert dict(rows) == pytest.approx(EXPECTED["pair_wait_bh"], abs=1e-6)


def test_what_could_be_moved_is_that_of_the_example(home: Home) -> None:
    assert partition(home, "movable_business_hours, platform_business_hours") == pytest.approx(
        [EXPECTED["total_non_platform_bh"], EXPECTED["platform_excluded_bh"]], abs=1e-6
    )


def test_the_best_partition_is_that_of_the_example(home: Home) -> None:
    groups = home.sql("select team_ids from merge_option where group_id <> '*' order by group_id")
    assert [teams.split(", ") for (teams,) in groups] == EXPECTED["best_partition"]
    assert partition(home, "largest_team_count, merged_group_count") == [CONFIG["team_size_cap"], 1]


def test_what_is_internalised_is_that_of_the_example(home: Home) -> None:
    assert partition(home, "wait_business_hours") == pytest.approx([EXPECTED["internalised_bh"]], abs=1e-6)
    assert partition(home, "internal_share, internal_share_with_platform") == pytest.approx(
        [EXPECTED["internalised_share"], EXPECTED["internalised_share_incl_platform"]], abs=1e-6
    )


def test_what_would_be_saved_is_assumed_as_in_the_example(home: Home) -> None:
    assert partition(home, "basis, saved_business_hours") == ["assumed", None]
    assert partition(home, "saved_low_share, saved_high_share") == pytest.approx(EXPECTED["rho_range"])
    assert partition(home, "saved_low_business_hours, saved_high_business_hours") == pytest.approx(
        EXPECTED["saved_bh_range"], abs=1e-6
    )


def test_so_little_work_makes_no_clear_merge(home: Home) -> None:
    clear, sentence = partition(home, "is_clear, sentence")
    assert not clear
    assert sentence.startswith("No clear merge: the best partition comes out the same in ")
