"""A history that begins late: what ended before is not counted, what was waiting counts from there on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import yaml

from tests.worlds.night import Home
from tests.worlds.story import Story, handoffs, organization_text, plain, told

story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Jira's history is complete from Monday 9 June on."""
    file = yaml.safe_load(organization_text())
    file["sources"][0]["history_from"] = "2025-06-09"
    with told(story, tmp_path_factory.mktemp("late"), "20 16:00", yaml.safe_dump(file)) as home:
        yield home


over = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
over.change("3 10:00", "ann", assignee="bob").comment("4 10:00", "bob")
waiting = story.ticket("2 09:00", "ann", "ALP", assignee="ann")
waiting.change("5 10:00", "ann", assignee="bob").comment("10 10:00", "bob")
after = story.ticket("10 09:00", "ann", "ALP", assignee="ann")
after.change("11 10:00", "ann", assignee="bob").comment("12 10:00", "bob")


def test_what_was_waiting_is_at_risk_from_the_beginning_of_the_history_on(home: Home) -> None:
    """From Thursday 10:00 to Monday 00:00: 86 hours, 15 of them worked; until Tuesday 10:00 120, and 24."""
    columns = "is_observed, entry_hours, entry_business_hours, elapsed_hours, elapsed_business_hours"
    assert handoffs(home, waiting, columns) == [(True, 86, 15, 120, 24)]
    assert handoffs(home, after, columns) == [(True, 0, 0, 24, 8)]


def test_what_was_over_is_shown_and_counted_nowhere(home: Home) -> None:
    assert handoffs(home, over, "outcome, touched_at, is_observed") == [
        ("picked_up", plain("4 10:00"), False)
    ]
    assert home.sql("select from_team, to_team, handoff_count, picked_up_count from handoff_pair") == [
        ("ALPHA", "BETA", 2, 2)
    ]
    waits = home.warehouse_sql("select wait_number from flow.wait where population = 'handoff'")
    assert len(waits) == 2


@pytest.mark.parametrize("table", ["week", "team_week", "velocity_week", "handoff_week"])
def test_no_week_from_before_is_published(home: Home, table: str) -> None:
    assert home.sql(f"select min(week_starts_on) from {table}") == [(date(2025, 6, 9),)]


def test_the_first_week_opens_with_what_was_open_before_it(home: Home) -> None:
    found = home.sql("select open_start_count from team_week where team_id = 'BETA' order by week_starts_on")
    assert found == [(2,), (3,)]


def test_the_source_says_since_when_its_history_is_complete(home: Home) -> None:
    assert home.sql("select source, history_from from source order by source") == [
        ("github", None),
        ("jira", plain("9 00:00")),
    ]
