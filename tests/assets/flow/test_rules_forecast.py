"""Which weeks a forecast draws from: full ones, since the team is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.worlds.night import Home
from tests.worlds.story import Story, organization_text, plain, told

NOW = "30 12:00"
story = Story()
# Weeks begin on the 2nd, 9th, 16th, 23rd; on the 30th one is running. GAMMA completes 1, 2, 0 and 3 in them.
for done in ("3", "10", "11", "24", "25", "26"):
    story.ticket("2 09:00", "gus", "GAM", assignee="gus").done(f"{done} 10:00", "gus")
cancelled = story.ticket("3 09:00", "gus", "GAM").done("12 10:00", "gus", "Won't Do")
for _ in range(2):
    story.ticket("2 09:00", "gus", "GAM")
finished_today = story.ticket("2 09:00", "gus", "GAM", assignee="gus").done("30 10:00", "gus")
moves_along = story.ticket("2 09:00", "ann", "ALP", assignee="mov")
story.ticket("4 09:00", "ann", "ALP", assignee="ann").done("19 10:00", "ann")
story.ticket("4 09:00", "bob", "BET", assignee="bob").done("12 10:00", "bob")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("forecast"), NOW) as home:
        yield home


def test_a_team_is_another_one_when_three_people_come_or_go_in_a_week(home: Home) -> None:
    """Three leave ALPHA as Monday begins; of the three that join BETA, the last one comes on Wednesday."""
    found = home.warehouse_sql("select * exclude (week_starts_on) from flow.reorganization order by team_id")
    assert found == [
        ("ALPHA", "moved", plain("16 00:00"), 0, 3),
        ("BETA", "moved", plain("18 00:00"), 3, 0),
    ]


def of_now(home: Home, columns: str, items: str = "open") -> dict[str, tuple[object, ...]]:
    rows = home.sql(
        f"""
        select team_id, {columns} from forecast
        where not is_complete_week and window_weeks = 8 and items = '{items}' order by team_id
        """
    )
    return {team: tuple(values) for team, *values in rows}


def test_a_forecast_draws_from_the_full_weeks_since_the_team_is_what_it_is(home: Home) -> None:
    """A week that begins with the change is one; the one in which BETA's last member came is none."""
    assert of_now(home, "history_weeks, is_too_few_weeks") == {
        "ALPHA": (2, True),
        "BETA": (1, True),
        "GAMMA": (4, True),
    }


def test_what_the_running_week_brought_is_drawn_by_nobody(home: Home) -> None:
    """Six in four weeks; what is done today is not open any more."""
    assert of_now(home, "item_count, completed_per_week, clear_by_completions_weeks, clear_by_exits_weeks")[
        "GAMMA"
    ] == (2, 1.5, pytest.approx(2 / 1.5), pytest.approx(2 / 1.75))


def test_a_team_that_finished_nothing_since_has_no_forecast(home: Home) -> None:
    assert of_now(home, "p50_weeks, p85_weeks, p95_weeks, unknown_because")["BETA"] == (
        None,
        None,
        None,
        "no completion",
    )


def test_what_a_reorganization_takes_along_is_no_flow(home: Home) -> None:
    """The moving person's ticket left ALPHA by a relabel; the other one was done in one of two weeks."""
    assert home.sql(
        "select relabel_out_count from team_week where team_id = 'ALPHA' and relabel_out_count > 0"
    )
    assert of_now(home, "net_flow_per_week, is_growing")["ALPHA"] == (-0.5, False)


def test_pseudo_owners_are_not_forecast(home: Home) -> None:
    assert home.sql("select distinct team_id from forecast where team_id in ('UNOWNED', 'CUSTOMER')") == []


def test_the_curve_of_a_forecast_rises_to_its_last_percentile(home: Home) -> None:
    broken = home.sql(
        """
        select team_id, window_weeks, items
        from forecast_curve inner join forecast using (team_id, window_weeks, items)
        where not is_complete_week
        group by all
        having max(week_number) <> any_value(p95_weeks) or min(week_number) <> 1
            or min(cleared_chance) filter (where week_number >= p85_weeks) < 0.85
            or max(cleared_chance) filter (where week_number < p85_weeks) >= 0.85
            or list(cleared_chance order by week_number) <> list_sort(list(cleared_chance))
        """
    )
    assert broken == []
    assert home.sql("select count(*) > 0 from forecast_curve where team_id = 'GAMMA'") == [(True,)]


COLUMNS = """
    team_id, window_weeks, history_weeks, is_too_few_weeks, items, item_count, counts_from_on, p50_weeks,
    p85_weeks, p95_weeks, unknown_because, completed_per_week, net_flow_per_week, is_growing,
    clear_by_completions_weeks, clear_by_exits_weeks, clear_with_arrivals_weeks
"""


def test_a_weeks_forecast_is_what_a_look_at_its_end_said(home: Home, tmp_path: Path) -> None:
    later = home.sql(
        f"select {COLUMNS} from forecast where iso_week = '2025-W25' and window_weeks = 8 order by all"
    )
    with told(story, tmp_path, "23 00:00") as then:
        assert (
            then.sql(
                f"select {COLUMNS} from forecast where not is_complete_week and window_weeks = 8 order by all"
            )
            == later
        )
        assert later


def test_a_merger_makes_another_team_and_a_planned_one_does_not_yet(tmp_path: Path) -> None:
    """ALPHA is merged into BETA on the 16th; GAMMA, of two people, will be on the 7th of July."""
    file = yaml.safe_load(organization_text())
    teams = {team["id"]: team for team in file["teams"]}
    teams["ALPHA"] |= {"to": "2025-06-16", "merged_into": "BETA"}
    teams["GAMMA"] |= {"to": "2025-07-07", "merged_into": "BETA"}
    quiet = Story()
    quiet.ticket("2 09:00", "ann", "ALP")
    with told(quiet, tmp_path, NOW, yaml.safe_dump(file)) as home:
        found = home.warehouse_sql(
            "select team_id, kind, joined_count, left_count from flow.reorganization order by all"
        )
        assert found == [("ALPHA", "merged", 0, 5), ("BETA", "merged", 5, 0)]
        assert home.sql("select distinct team_id from forecast where not is_complete_week order by all") == [
            ("BETA",),
            ("GAMMA",),
        ]
