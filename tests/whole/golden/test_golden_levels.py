"""The data team's queue of the worked example in service_level: what was asked of it, and what it touched."""

from __future__ import annotations

import pytest

from tests.worlds.golden import GOLDEN
from tests.worlds.night import Home

QUEUE = GOLDEN["expected"]["data_queue"]
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
