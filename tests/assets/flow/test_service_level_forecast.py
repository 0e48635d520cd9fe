"""What is expected of a promise of 85 % within 8 hours, from waits that a reader can count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import polars as pl
import pytest

from assets.flow.wait.service_level_forecast import forecasts

WEEK = date(2025, 6, 23)


def waits(hours: Iterable[float], outcome: str = "picked_up", is_in_window: bool = True) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "target": "touch",
            "week_starts_on": WEEK,
            "team_id": "data",
            "measured_at": datetime(2025, 6, 30),
            "promised_business_hours": 8.0,
            "promised_share": 0.85,
            "is_in_window": is_in_window,
            "outcome": outcome,
            "business_hours": [float(each) for each in hours],
        }
    )


BEFORE = waits(range(1, 11), is_in_window=False)


def expected(*frames: pl.DataFrame) -> dict[str, object]:
    [row] = forecasts(pl.concat(frames)).iter_rows(named=True)
    return row


def test_what_waits_is_served_as_what_had_waited_so_long_was() -> None:
    """Of the five that had waited for more than five hours, three were touched within eight."""
    row = expected(BEFORE, waits([2] * 9), waits([5], "open"))
    assert (row["met_count"], row["missed_count"], row["waiting_count"], row["item_count"]) == (9, 0, 1, 10)
    assert row["expected_share"] == pytest.approx((9 + 3 / 5) / 10)


def test_what_came_too_late_and_what_waits_too_long_is_missed() -> None:
    row = expected(BEFORE, waits([2] * 7), waits([9]), waits([8.5], "open"), waits([9], "forwarded"))
    assert (row["met_count"], row["missed_count"], row["waiting_count"]) == (7, 3, 0)
    assert row["expected_share"] == pytest.approx(7 / 10)


def test_what_left_before_its_time_counts_neither_way() -> None:
    row = expected(BEFORE, waits([2] * 9), waits([9]), waits([3, 4], "cancelled"), waits([3], "forwarded"))
    assert (row["item_count"], row["expected_share"]) == (10, pytest.approx(9 / 10))


def test_of_few_items_nothing_is_expected() -> None:
    assert expected(BEFORE, waits([2] * 9))["expected_share"] is None
    assert expected(BEFORE, waits([2] * 10))["expected_share"] == 1


def test_from_few_that_were_served_nothing_is_expected() -> None:
    assert expected(waits([2] * 9), waits([5] * 5, "open"))["expected_share"] is None
    assert expected(waits([5] * 15, "open"))["expected_share"] is None


def test_teams_weeks_and_targets_know_nothing_of_each_other() -> None:
    both = forecasts(
        pl.concat(
            [
                *(BEFORE, waits([2] * 9), waits([5], "open")),
                waits([2] * 5 + [9] * 5).with_columns(pl.lit("ml").alias("team_id")),
                waits([2] * 20).with_columns(pl.lit("start").alias("target")),
                waits([2] * 20).with_columns(pl.lit(date(2025, 6, 30)).alias("week_starts_on")),
            ]
        )
    )
    found = both.select("target", "week_starts_on", "team_id", pl.col("expected_share").round(6)).rows()
    assert sorted(found) == [
        ("start", WEEK, "data", 1.0),
        ("touch", WEEK, "data", 0.96),
        ("touch", WEEK, "ml", 0.5),
        ("touch", date(2025, 6, 30), "data", 1.0),
    ]


def test_without_promises_there_are_no_rows() -> None:
    assert forecasts(BEFORE.clear()).is_empty()
