"""What the worked example says of when the data team's queue is empty."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assets.draws_to_clear import PERCENTILES, weeks_to_clear
from tests.worlds.golden import GOLDEN
from tests.worlds.night import Home

QUEUE = GOLDEN["expected"]["data_queue"]
# The example's weeks are the last eight, of which it has four.
NOW = "team_id = 'DATA' and not is_complete_week and window_weeks = 8 and items = 'open'"


def of_now(home: Home, names: dict[str, str]) -> dict[str, Any]:
    [row] = home.sql(f"select {', '.join(names.values())} from forecast where {NOW}")
    return dict(zip(names, row, strict=True))


def test_weeks_to_clear_are_those_of_the_example(home: Home) -> None:
    names = {
        "weeks": "history_weeks",
        "too_few_weeks": "is_too_few_weeks",
        "clear_no_arrivals_completions": "clear_by_completions_weeks",
        "clear_no_arrivals_all_exits": "clear_by_exits_weeks",
        "mean_net_flow": "net_flow_per_week",
        "clear_with_arrivals": "clear_with_arrivals_weeks",
        "growing": "is_growing",
    }
    # The example is written with six digits.
    assert of_now(home, names) == pytest.approx(QUEUE["weeks_to_clear"], abs=1e-6)


def test_the_forecast_of_what_is_open_is_that_of_the_example(home: Home) -> None:
    expected = QUEUE["mc_weeks_to_clear"]
    names = {
        "too_few_weeks": "is_too_few_weeks",
        "n_items": "item_count",
        "p50": "p50_weeks",
        "p85": "p85_weeks",
        "p95": "p95_weeks",
    }
    curve = home.sql(
        "select cleared_chance from forecast_curve "
        "where team_id = 'DATA' and window_weeks = 8 and items = 'open' order by week_number"
    )
    assert {
        "weekly_completions": completions(home),
        **of_now(home, names),
        "p_cleared_by_week": [chance for (chance,) in curve],
    } == expected


def test_the_forecast_of_three_items_is_that_of_the_example(home: Home) -> None:
    expected = QUEUE["mc_weeks_to_clear_3_items"]
    weeks = weeks_to_clear(np.array([completions(home)]), np.array([[expected["n_items"]]]))
    found = {f"p{percentile}": week for percentile, week in zip(PERCENTILES, weeks[0, 0], strict=True)}
    assert found | {"n_items": expected["n_items"]} == expected


def completions(home: Home) -> list[int]:
    rows = home.sql(
        "select completed_count from team_week "
        "where team_id = 'DATA' and is_complete_week order by week_starts_on"
    )
    return [count for (count,) in rows]
