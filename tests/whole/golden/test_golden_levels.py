"""The worked example in service_level and cumulative_flow: what was asked of a team, and what was open."""

from __future__ import annotations

import pytest

from tests.worlds.golden import GOLDEN
from tests.worlds.night import Home

QUEUE = GOLDEN["expected"]["data_queue"]
BACKLOG = {team: weeks for team, weeks in GOLDEN["expected"]["backlog"].items() if not team.startswith("_")}
ALL_OF_IT = "team_id = 'DATA' and requester_class = '*' and period = '4 weeks'"


@pytest.mark.parametrize("target", ["touch", "start"])
def test_a_period_has_what_was_asked_of_the_data_team(home: Home, target: str) -> None:
    """The example's four requests came in its first four weeks; two ended, which show no percentile."""
    expected = QUEUE[f"queue_wait_{target}_bh"]
    assert home.sql(
        "select period_starts_on::varchar, arrival_count, ended_count, is_p85_shown from service_level "
        f"where {ALL_OF_IT} and target = '{target}' order by all limit 1"
    ) == [("2025-03-03", expected["n"], expected["events"], False)]


def test_a_team_that_promises_nothing_attains_nothing(home: Home) -> None:
    assert home.sql("select count(attainment_share), count(met_count) from service_level") == [(0, 0)]


def test_what_the_data_team_completed_in_the_example(home: Home) -> None:
    """DATA-1 from 5 March, DATA-3 from 12 March: their leads, since both were created into the team."""
    found = home.warehouse_sql(
        "select ticket.key, done.hours from flow.queue_done as done join core.ticket as ticket "
        "using (ticket_number) where done.team_id = 'DATA' and done.outcome = 'picked_up' order by all"
    )
    leads = {key: GOLDEN["expected"]["items"][key]["lead_h"] for key in ("DATA-1", "DATA-3")}
    assert dict(found) == leads


def test_the_area_under_the_flow_is_littles_law(home: Home) -> None:
    """DATA, weeks 10 to 13: hours that its tickets were open, by the window's hours; and who they were."""
    expected = QUEUE["littles_law_W10_W13"]
    four = "iso_week between '2025-W10' and '2025-W13'"
    [(window,)] = home.sql(f"select sum(hours) from week where {four}")
    [(item_hours,)] = home.sql(
        f"""
        select sum(open_hours_sum) from cumulative_flow
        inner join week on day_on between week_starts_on and week_starts_on + 6
        where team_id = 'DATA' and {four}
        """
    )
    [(items,)] = home.warehouse_sql(
        f"""
        select count(distinct ticket_number) from flow.open_interval
        inner join marts.week on from_at < ends_at and to_at > starts_at where owner = 'DATA' and {four}
        """
    )
    assert (window, items) == (expected["window_h"], expected["distinct_items"])
    assert item_hours == pytest.approx(expected["item_hours"])
    assert item_hours / window == pytest.approx(expected["L"], abs=1e-6)
    assert items / window == pytest.approx(expected["lambda_per_h"], abs=1e-6)
    assert item_hours / items == pytest.approx(expected["W_in_window_h"])


def test_at_a_weeks_end_the_flow_has_what_the_backlog_has(home: Home) -> None:
    columns = "open_count, queue_count, wip_count, blocked_count, completed_count, cancelled_count"
    for team, weeks in BACKLOG.items():
        total = {"completed": 0, "cancelled": 0}
        for week, row in weeks.items():
            total = {name: count + row[name] for name, count in total.items()}
            [found] = home.sql(
                f"""
                select {columns} from cumulative_flow inner join week
                    on day_on = least(week_starts_on + 6, (select max(day_on) from cumulative_flow))
                where team_id = '{team}' and iso_week = '{week}'
                """
            )
            ends = [row[name] for name in ("end", "queue", "wip", "blocked")]
            assert found == (*ends, total["completed"], total["cancelled"]), (team, week)
