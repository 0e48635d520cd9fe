"""What the worked example says of single tickets, and of who waits for whom."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds.golden import GOLDEN, KEYS
from tests.worlds.night import Home

EXPECTED = GOLDEN["expected"]
QUEUE = EXPECTED["data_queue"]
HOURS = {
    "lead_h": "lead_hours",
    "cycle_h": "cycle_hours",
    "cycle_in_completing_team_h": "cycle_in_team_hours",
    "dormant_done_h": "dormant_hours",
    "reopens": "reopened_count",
    "cycle_excl_dormant_h": "cycle_hours - dormant_hours",
}


@pytest.mark.parametrize("key", EXPECTED["items"])
def test_what_took_how_long(home: Home, key: str) -> None:
    for name, value in EXPECTED["items"][key].items():
        found = home.sql(f"select {HOURS[name]} from work_item where work_item_key = '{KEYS.get(key, key)}'")
        assert found == [(pytest.approx(value),)], name


@pytest.mark.parametrize("key", EXPECTED["integrated_vs_chain"]["units"])
def test_the_size_and_the_end_of_a_unit(home: Home, key: str) -> None:
    expected = EXPECTED["integrated_vs_chain"]["units"][key]
    found = home.sql(
        f"""
        select state, size_at_start, case state when 'done' then lead_hours when 'open' then age_hours
            else epoch(closed_at - created_at) / 3600 end
        from work_item where work_item_key = '{KEYS.get(key, key)}'
        """
    )
    assert found == [(expected["outcome"], expected["size"], pytest.approx(expected["lead_h"]))]


def test_a_customers_wait_for_the_first_team_stands_at_the_item(home: Home) -> None:
    found = home.sql("select work_item_key, intake_hours from work_item where intake_hours is not null")
    expected = EXPECTED["intake_latency"]
    assert found == [(KEYS.get(key, key), pytest.approx(row["wall_h"])) for key, row in expected.items()]


def by_requester(home: Home, value: str) -> dict[str, Any]:
    """Of the data team at the end of the example, whose weeks are fewer than the window's thirteen."""
    return dict(
        home.sql(
            f"""
            select requester_team, {value} from team_week_requester
            where team_id = 'DATA' and not is_complete_week and {value} > 0 order by all
            """
        )
    )


def test_what_was_asked_of_the_data_team_and_what_it_served(home: Home) -> None:
    assert by_requester(home, "demand_13_weeks_count") == QUEUE["requests_by_team"]
    assert by_requester(home, "completed_13_weeks_count") == QUEUE["completions_by_requester"]
    for name in ("demand_share", "service_share", "fairness"):
        assert by_requester(home, name) == pytest.approx(QUEUE[name], abs=1e-6), name
    assert set(by_requester(home, "demand_hhi").values()) == {QUEUE["demand_hhi"]}
    assert home.sql(
        "select distinct is_share_shown from team_week_requester "
        "where team_id = 'DATA' and not is_complete_week"
    ) == [(QUEUE["display_fairness"],)]


def test_what_is_open_now_is_listed_under_who_has_it(home: Home) -> None:
    listed = home.sql("select team_id, state, count(*) from queue_item group by all order by all")
    last = list(EXPECTED["weeks"])[-1]
    expected = [
        (team, state, row[state])
        for team, weeks in EXPECTED["backlog"].items()
        if not team.startswith("_")
        for week, row in weeks.items()
        if week == last
        for state in ("blocked", "queue", "wip")
        if row[state]
    ]
    assert listed == sorted(expected)
