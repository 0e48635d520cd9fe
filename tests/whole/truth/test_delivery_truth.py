"""When planted pull requests reached production is what the pipeline finds, to the second."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from connectors.sandbox.world.truth import Truth
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS, Row, assert_same, plain


def planted_deliveries(truth: Truth, night: datetime) -> set[Row]:
    return {
        (row.work_item, plain(row.merged_at), plain(row.deployed_at)) for row in truth.at(night).deliveries
    }


def found_deliveries(home: Home) -> set[Row]:
    return set(
        home.warehouse_sql(
            """
            select 'pull_request:' || pull_request_id, merged_at, deployed_at
            from marts.pull_request where is_deployment_observed
            """
        )
    )


def night_on_which_something_waited(truth: Truth) -> datetime:
    """The last one that is half a year before the default clock, or more."""
    nights = [DEFAULT_CLOCK - timedelta(days=days) for days in range(180, 300)]
    return next(
        night
        for night in nights
        if any(deployed_at is None for _, _, deployed_at in planted_deliveries(truth, night))
    )


@pytest.mark.parametrize("seed", [7, 23])
def test_the_planted_ways_to_production_are_found_and_no_others(seed: int, tmp_path: Path) -> None:
    """On both nights, and looking back from the second one to the first: what came later is not there."""
    planned = plan(seed, TICKETS)
    early = night_on_which_something_waited(planned.truth)
    then, now = (planted_deliveries(planned.truth, night) for night in (early, DEFAULT_CLOCK))
    home = Home(tmp_path)
    with serve(planned.world, early) as sandbox:
        home.run(sandbox, planned.organization)
        assert_same(found_deliveries(home), then)
        sandbox.move_to(DEFAULT_CLOCK)
        home.run(sandbox, planned.organization)
        assert_same(found_deliveries(home), now)
        assert_adds_up(home)
        home.run(sandbox, planned.organization, as_of=early)
        assert_same(found_deliveries(home), then)


def assert_adds_up(home: Home) -> None:
    """Whatever counts deployments or what they brought counts the same."""
    [(brought, arrived, successful, early)] = home.warehouse_sql(
        """
        select (select sum(pull_request_count) from marts.deployment),
            (select count(deployed_at) from marts.pull_request),
            (select count(*) from marts.deployment where is_production and is_successful),
            (select count(*) from marts.pull_request where deployed_at < merged_at)
        """
    )
    assert (brought, early) == (arrived, 0)
    sums = home.warehouse_sql(
        """
        select sum(deployment_count), sum(pull_request_deployed_count)
        from marts.delivery_week where team_id = '*' group by repository_id = '*'
        """
    )
    assert sums == [(successful, arrived)] * 2
