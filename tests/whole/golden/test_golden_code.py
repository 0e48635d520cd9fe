"""What the worked example says of its two pull requests beyond their stages, by their events."""

from __future__ import annotations

from tests.worlds.night import Home


def test_changes_were_asked_for_once_and_pushed_and_looked_at_again(home: Home) -> None:
    """101: changes requested on Monday at 8, a commit at 15, a request at 15:30. 102: approved at once."""
    found = home.sql(
        """
        select split_part(pull_request_key, '#', 2), review_round_count, work_type
        from pull_request order by 1
        """
    )
    assert found == [("101", 1, "feature"), ("102", 0, "feature")]


def test_what_is_deployed_nowhere_has_no_way_to_production(home: Home) -> None:
    """The example tells of no deployment: unknown, and not never."""
    assert home.sql("select count(*) from deployment") == [(0,)]
    assert home.sql("select count(*) from delivery_week") == [(0,)]
    assert home.sql(
        "select distinct deployed_at, merge_to_production_hours, lead_hours from pull_request"
    ) == [(None, None, None)]
