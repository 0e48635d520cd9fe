"""Calendars in other zones, with holidays by country, weekdays that differ, and extra working days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import yaml

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.tickets import Change
from connectors.sandbox.world.world import World
from pipelines.organization.calendar import Calendar, WorkingHours
from tests.worlds.golden import AS_OF, golden_organization, golden_world, instant
from tests.worlds.night import Home

BAVARIA = Calendar(
    id="de",
    timezone="Europe/Berlin",
    days=("mon", "tue", "wed", "thu"),
    hours={"fri": WorkingHours(opens="08:00", closes="12:30")},
    country="DE",
    subdivision="BY",
    holidays=(date(2025, 2, 28),),
    working_days=(date(2025, 3, 1), date(2025, 1, 6)),
)


def test_holidays_are_those_of_the_country_and_its_part() -> None:
    days = BAVARIA.every_holiday()
    assert {date(2025, 4, 18), date(2026, 1, 6), date(2025, 2, 28)} <= set(days)
    assert date(2025, 1, 6) not in days, "it is worked nevertheless"
    assert date(2026, 1, 6) not in BAVARIA.model_copy(update={"subdivision": "BE"}).every_holiday()
    assert date(2024, 7, 4) in Calendar(id="us", timezone="America/New_York", country="US").every_holiday()


def test_what_is_landed_says_every_day_by_its_date() -> None:
    landed = BAVARIA.landed()
    assert landed["days"] == [1, 2, 3, 4, 5]
    assert landed["hours"] == [{"day": 5, "opens": "08:00", "closes": "12:30"}]
    assert landed["working_days"] == ["2025-01-06", "2025-03-01"]
    assert "2025-04-18" in landed["holidays"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The worked example with DATA in Bavaria, ML in India, and a label of DATA's."""
    file: dict[str, Any] = yaml.safe_load(golden_organization())
    bavaria = BAVARIA.model_dump(mode="json", exclude_defaults=True)
    india = {"id": "in", "timezone": "Asia/Kolkata", "opens": "10:00", "closes": "18:00", "country": "IN"}
    file["calendars"] += [bavaria, india]
    teams = {team["id"]: team for team in file["teams"]}
    teams["DATA"]["calendar"], teams["ML"]["calendar"] = "de", "in"
    teams["DATA"]["owns"]["jira_labels"] = ["needs-data"]
    home = Home(tmp_path_factory.mktemp("home"))
    with serve(labelled(golden_world()), AS_OF) as sandbox:
        home.run(sandbox, yaml.safe_dump(file, sort_keys=False))
    yield home


def labelled(world: World) -> World:
    """With one ticket more, that nobody owns but by its labels."""
    ticket = replace(
        world.tickets[-1],
        id=19_999,
        type="Task",
        created_at=instant("2025-03-03T15:00:00Z"),
        initial={"key": "TRI-99", "project": "TRI", "status": "To Do", "summary": "x", "labels": ("old",)},
        changes=[
            Change(1_999_901, instant("2025-03-04T15:00:00Z"), "di", (("labels", ("old", "needs-data")),)),
            Change(1_999_902, instant("2025-03-06T15:00:00Z"), "di", (("labels", ("old",)),)),
        ],
        comments=[],
        links=[],
        deleted_at=None,
    )
    return replace(world, tickets=[*world.tickets, ticket])


@pytest.mark.parametrize(
    ("calendar", "day", "hours"),
    [
        ("de", "2025-03-27", "08:00 16:00"),
        ("de", "2025-03-28", "07:00 11:30"),  # a Friday
        ("de", "2025-03-31", "07:00 15:00"),  # clocks have gone forward
        ("in", "2025-03-27", "04:30 12:30"),
        ("de", "2025-02-28", None),  # off by the file
        ("in", "2025-03-14", None),  # Holi
        ("de", "2025-03-01", "08:00 16:00"),  # a Saturday that is worked
        ("de", "2025-01-06", "08:00 16:00"),  # Epiphany, worked
        ("de", "2025-03-08", None),  # a Saturday
    ],
)
def test_days_open_and_close_in_the_teams_own_zone(
    home: Home, calendar: str, day: str, hours: str | None
) -> None:
    found = home.warehouse_sql(
        "select strftime(opens_at, '%H:%M') || ' ' || strftime(closes_at, '%H:%M') from core.calendar_day "
        f"where calendar = '{calendar}' and day_on = '{day}'"
    )
    assert found == ([] if hours is None else [(hours,)])


def test_a_wait_is_measured_on_its_receivers_calendar(home: Home) -> None:
    """ML-2 goes to DATA on Friday 28 March at 19:00 UTC and stays untouched for a working week."""
    [[hours]] = home.warehouse_sql(
        "select elapsed_business_hours from marts.handoff where work_item_key = 'ML-2' and to_team = 'DATA'"
    )
    assert hours == 4 * 8 + 4.5, "Monday to Thursday, and Friday until half past twelve"


def test_a_label_makes_a_ticket_a_teams_as_long_as_it_is_there(home: Home) -> None:
    rows = home.warehouse_sql(
        """
        select from_at, owner, rung
        from flow.owner_signal as signal
        inner join core.ticket as ticket using (ticket_number)
        where ticket.key = 'TRI-99'
        order by from_at
        """
    )
    assert rows == [
        (at("2025-03-03 15:00"), "UNOWNED", "none"),
        (at("2025-03-04 15:00"), "DATA", "label"),
        (at("2025-03-06 15:00"), "UNOWNED", "none"),
    ]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)
