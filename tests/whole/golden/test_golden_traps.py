"""What the worked example calls traps: a naive way reads another value, and the tables do not."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tests.worlds.golden import GOLDEN, KEYS
from tests.worlds.night import Home

EXPECTED = GOLDEN["expected"]
TRAPS = EXPECTED["naive_traps"] | EXPECTED["velocity_traps"]
HANDOFFS = {row["id"]: row for row in EXPECTED["handoffs"]}


def fixed_hours(start: datetime, end: datetime, offset: int, holidays: Container[date] = ()) -> float:
    """Hours from nine to five, Monday to Friday, by clocks that never change."""
    zone = timezone(timedelta(hours=offset))
    day, total = start.astimezone(zone).date(), timedelta()
    while day <= end.astimezone(zone).date():
        opens, closes = (datetime.combine(day, time(hour), zone) for hour in (9, 17))
        if day.weekday() < 5 and day not in holidays:
            total += max(min(end, closes) - max(start, opens), timedelta())
        day += timedelta(days=1)
    return total / timedelta(hours=1)


def span(handoff: str) -> tuple[datetime, datetime]:
    return tuple(datetime.fromisoformat(HANDOFFS[handoff][name]) for name in ("release", "end"))  # type: ignore[return-value]


def waited(home: Home, handoff: str, column: str) -> float:
    """What the table says of the example's handoff; of one that still waits, so far."""
    start, _ = span(handoff)
    [(hours,)] = home.warehouse_sql(
        f"select {column} from flow.handoff where released_at = '{start.replace(tzinfo=None)}'"
    )
    return float(hours)


@pytest.mark.parametrize(
    ("handoff", "offset", "trap"),
    [("H1", -5, "H1_bh_if_NY_fixed_at_UTC-5"), ("H6", 0, "H6_bh_if_London_fixed_at_UTC")],
)
def test_business_hours_follow_the_clocks_of_their_place(
    home: Home, handoff: str, offset: int, trap: str
) -> None:
    assert fixed_hours(*span(handoff), offset) == TRAPS[trap]
    assert waited(home, handoff, "elapsed_business_hours") == HANDOFFS[handoff]["bh"] == TRAPS[trap] + 1


def test_hours_are_no_difference_of_local_times(home: Home) -> None:
    start, end = (moment.astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None) for moment in span("H7"))
    assert (end - start) / timedelta(hours=1) == TRAPS["H7_local_clock_subtraction_h"]
    assert waited(home, "H7", "elapsed_hours") == TRAPS["H7_local_clock_subtraction_h"] - 1


def test_a_holiday_is_no_business_day(home: Home) -> None:
    """It was ready the day before one, after the clocks of New York had changed."""
    [(ready, hours, wall)] = home.sql(
        "select ready_at, pickup_business_hours, pickup_hours from pull_request "
        "where pull_request_key like '%#102'"
    )
    start = ready.replace(tzinfo=UTC)
    end = start + timedelta(hours=wall)
    assert fixed_hours(start, end, -4) == TRAPS["PR102_pickup_bh_without_holiday"]
    assert fixed_hours(start, end, -4, [date(2025, 3, 21)]) == hours == 1


def test_a_completion_belongs_to_the_week_and_team_of_the_moment(home: Home) -> None:
    """ML-3 was closed on Sunday at 23:30 in New York, by a team that its key does not name."""
    [(key, team, closed)] = home.sql(
        "select work_item_key, team_id, closed_at from work_item "
        f"where work_item_key = '{KEYS.get('ML-3', 'ML-3')}'"
    )
    in_utc = closed.isocalendar()
    assert f"{in_utc.year}-W{in_utc.week}" == TRAPS["ML-3 bucketed in UTC weeks"]
    assert key.split("-")[0] == TRAPS["ML-3 credited by today's project key"]
    here = closed.replace(tzinfo=UTC).astimezone(ZoneInfo("America/New_York")).isocalendar()
    assert (f"{here.year}-W{here.week}", team) == ("2025-W13", "PROD")
    credited = "select completed_count from velocity_week where team_id = 'PROD' and iso_week = '2025-W13'"
    assert home.sql(credited) == [(EXPECTED["velocity"]["PROD"]["2025-W13"][0],)]
