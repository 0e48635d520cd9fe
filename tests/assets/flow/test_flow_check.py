"""Little's law over four weeks, what must hold before anybody reasons by it, and hours that teams share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.worlds.generated import random_story
from tests.worlds.night import Home
from tests.worlds.story import MEMBERS, Story, organization_document, told

# The four weeks from Monday 2 June, of which the last ends on Monday 30.
AS_OF = "30 12:00"
START = datetime(2025, 6, 2)
END = datetime(2025, 6, 30)
story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    file = organization_document(MEMBERS)
    file["calendars"] = [
        {"id": "day", "timezone": "UTC"},
        {"id": "night", "timezone": "UTC", "opens": "15:00", "closes": "23:00", "holidays": ["2025-06-19"]},
        {"id": "east", "timezone": "Asia/Tokyo"},
    ]
    for team, calendar in zip(file["teams"], ("day", "night", "east"), strict=True):
        team["calendar"] = calendar
    with told(story, tmp_path_factory.mktemp("check"), AS_OF, yaml.safe_dump(file)) as home:
        yield home


def checked(home: Home, team: str, columns: str) -> Any:
    found = home.sql(
        f"select {columns} from flow_check where team_id = '{team}' and period_starts_on = '{START:%F}'"
    )
    assert len(found) == 1
    return found[0]


# Two days with ALPHA, a day with BETA, and three more with ALPHA.
back = story.ticket("9 09:00", "ann", "ALP", assignee="ann")
back.change("11 09:00", "ann", assignee="bob").change("12 09:00", "bob", assignee="ann").done(
    "15 09:00", "ann"
)
# One with GAMMA that nobody has touched since before these weeks, and one that was not wanted.
story.ticket("1 09:00", "gus", "GAM", assignee="gus")
story.ticket("20 09:00", "gus", "GAM", assignee="gus").done("21 09:00", "gus", "Won't Do")


def test_a_ticket_that_comes_back_is_one_ticket_with_the_hours_of_both_visits(home: Home) -> None:
    assert checked(home, "ALPHA", "period_hours, item_hours, item_count, residence_hours_mean") == (
        672,
        5 * 24,
        1,
        5 * 24,
    )
    assert checked(home, "ALPHA", "open_mean, item_hourly_rate * residence_hours_mean") == (
        pytest.approx(5 * 24 / 672),
        pytest.approx(5 * 24 / 672),
    )
    assert checked(home, "BETA", "item_hours, item_count, inflow_count, outflow_count") == (24, 1, 1, 1)


def test_what_was_given_up_or_forgotten_is_not_finished(home: Home) -> None:
    columns = "unfinished_count, is_all_finished, open_start_count, open_end_count, is_open_stable"
    assert checked(home, "GAMMA", columns) == (2, False, 1, 1, True)
    assert checked(home, "ALPHA", columns) == (0, True, 0, 0, True)


def test_what_grows_older_all_the_time_is_not_stable(home: Home) -> None:
    columns = "age_start_hours_mean, age_end_hours_mean, is_age_stable, is_stable"
    assert checked(home, "GAMMA", columns) == (15, 15 + 672, False, False)
    assert checked(home, "ALPHA", columns) == (None, None, None, None)


def test_hours_that_two_teams_share_are_those_in_which_both_calendars_are_open(home: Home) -> None:
    """Days share 15:00 to 17:00 with nights, but on a holiday; Tokyo works from 00:00 to 08:00 UTC."""
    hours = home.sql(
        "select team_id, other_team_id, overlap_hours, team_hours, other_team_hours from overlap_week "
        "where week_starts_on = '2025-06-16' order by all"
    )
    assert hours == [
        ("ALPHA", "BETA", 8, 40, 32),
        ("ALPHA", "GAMMA", 0, 40, 40),
        ("BETA", "GAMMA", 0, 32, 40),
    ]


def test_a_week_is_that_of_the_organization_wherever_a_team_is(home: Home) -> None:
    """On 30 June Tokyo has begun its Monday at midnight, and the running week has all its hours."""
    assert home.sql(
        "select team_hours, other_team_hours, is_complete_week from overlap_week "
        "where week_starts_on = '2025-06-30' and team_id = 'ALPHA' and other_team_id = 'GAMMA'"
    ) == [(40, 40, False)]


@pytest.mark.parametrize("seed", [3, 11])
def test_generated_tickets_add_up_by_hand(seed: int, tmp_path: Path) -> None:
    """By the published ledger, interval by interval."""
    with told(random_story(seed, 60), tmp_path, AS_OF) as home:
        hours: dict[str, timedelta] = defaultdict(timedelta)
        tickets: dict[str, set[str]] = defaultdict(set)
        for team, ticket, begins, ends in home.sql(
            "select team_id, ticket_id, from_at, coalesce(to_at, timestamp '2025-07-01') from ownership "
            "where not is_closed"
        ):
            inside = min(ends, END) - max(begins, START)
            if inside > timedelta():
                hours[team] += inside
                tickets[team].add(ticket)
        found = home.sql(
            "select team_id, item_hours, item_count from flow_check "
            f"where item_count > 0 and period_starts_on = '{START:%F}'"
        )
        expected = [
            (team, pytest.approx(hours[team] / timedelta(hours=1)), len(tickets[team])) for team in hours
        ]
        assert sorted(found) == sorted(expected, key=lambda row: row[0])
        assert len(found) > 3
        assert home.sql("select count(*) from flow_check where item_hours <> residence_item_hours") == [(0,)]


def test_a_window_ends_with_each_week_that_is_over(home: Home) -> None:
    """The first ticket is of Sunday, 1 June; the week that begins on the 30th is running."""
    assert home.sql("select distinct period_starts_on, period_ends_on from flow_check order by all") == [
        (date(2025, 5, 26), date(2025, 6, 23)),
        (date(2025, 6, 2), date(2025, 6, 30)),
    ]
