"""Medians of waits that have not ended, or that had begun before the history does."""

from __future__ import annotations

import math
import random
from statistics import median

import polars as pl
import pytest

from assets.survival import kaplan_meier_median, medians_by_clock

Wait = tuple[float, float, bool]
SCHEMA = ["hours", "entry_hours", "is_picked_up"]


def median_of(waits: list[Wait]) -> float | None:
    frame = pl.DataFrame(waits, schema=SCHEMA, orient="row").with_columns(pair=pl.lit("ML-DATA"))
    [row] = kaplan_meier_median(frame, by=["pair"]).rows(named=True)
    assert row["wait_count"] == len(waits)
    assert row["picked_up_count"] == sum(is_picked_up for *_, is_picked_up in waits)
    found: float | None = row["median_hours"]
    return found


def test_an_open_wait_counts_as_the_wait_that_it_is() -> None:
    """At 2 h 1 - 1/4, at 6 h 3/4 x 1/2 (that of 4 h is open): the finished alone would say 4."""
    assert median_of([(2, 0, True), (4, 0, False), (6, 0, True), (9, 0, False)]) == 6


def test_where_more_than_half_still_wait_there_is_no_median() -> None:
    assert median_of([(1, 0, True), (5, 0, False), (5, 0, False)]) is None


def test_a_late_entry_is_at_risk_from_its_entry_on() -> None:
    """At risk are 6 at 3 h, 5 at 4 h, and with the late ones 7 at 8 h and 6 at 10 h."""
    waits = [(3, 0, True), (4, 0, True), (8, 0, True), (10, 0, True), (20, 0, False), (20, 0, False)]
    late = [(30, 5, False), (30, 5, False), (30, 5, False)]
    assert median_of([*waits, *late]) == 10
    assert median_of([*waits, *((hours, 0, ended) for hours, _, ended in late)]) is None


def test_where_too_few_were_at_risk_those_seen_from_their_beginning_decide() -> None:
    seen = [(hours, 0.0, True) for hours in (50.0, 60.0, 70.0, 80.0, 90.0)]
    early = [(0.5, 0.0, True), *seen]
    assert median_of([(1.5, 1, True), *seen]) == 70
    assert median_of([(100, 99, True), *early]) == median_of(early)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_history_that_begins_late_has_the_median_of_one_that_does_not(seed: int) -> None:
    """Long waits are the ones that are still there when the history begins: they must not weigh too much."""
    chance = random.Random(seed)
    begin, end = 4_000.0, 4_000.0 + 168
    waits: list[Wait] = []
    for _ in range(20_000):
        released = chance.uniform(0, end)
        lasts = chance.lognormvariate(math.log(24), 1.5)
        if released + lasts > begin:
            until = min(released + lasts, end)
            waits.append((until - released, max(0.0, begin - released), released + lasts <= end))
    found = median_of(waits)
    blind = median_of([(hours, 0, ended) for hours, _, ended in waits])
    assert found is not None and blind is not None
    assert found == pytest.approx(24, rel=0.1)
    assert blind > 30
    assert median(hours for hours, entry, ended in waits if ended and entry == 0) < 22


def test_each_clock_has_medians_of_its_own_and_skips_what_it_does_not_tell() -> None:
    """The second wait has no receiver, and so no calendar."""
    columns = ["pair", "is_picked_up", "hours", "entry_hours", "business_hours", "entry_business_hours"]
    waits = [("ML-DATA", True, 30.0, 0.0, 10.0, 0.0), ("ML-", True, 50.0, 0.0, None, None)]
    frame = pl.DataFrame(waits, schema=columns, orient="row")
    found = medians_by_clock(frame, by=["pair"]).select("clock", "pair", "wait_count", "median_hours")
    assert sorted(found.rows()) == [
        ("business", "ML-DATA", 1, 10.0),
        ("wall", "ML-", 1, 50.0),
        ("wall", "ML-DATA", 1, 30.0),
    ]
