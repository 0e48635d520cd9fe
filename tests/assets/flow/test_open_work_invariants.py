"""What holds of open, blocked and promised work in every history: over generated worlds, by the whole job."""

from __future__ import annotations

import tempfile

import pytest
import yaml
from hypothesis import given

from tests.assets.flow.test_invariants import TICKETS, few, night, seeds
from tests.worlds.generated import random_story
from tests.worlds.story import MEMBERS, organization_document

pytestmark = pytest.mark.heavy


@few
@given(seed=seeds)
def test_open_work_adds_up_by_day_by_week_and_by_the_hour(seed: int) -> None:
    """Against the ledger: who had which counted ticket, not done, just before the end of each day."""
    with tempfile.TemporaryDirectory() as directory:
        home = night(random_story(seed, TICKETS), directory)
        assert home.sql("select max(open_count) > 5 from cumulative_flow") == [(True,)]
        by_day = home.warehouse_sql(
            """
            select day.day_on, day.team_id, day.open_count, count(owned.ticket_number) as counted
            from marts.cumulative_flow as day
            left join (
                select ownership.* from flow.ownership_interval as ownership
                inner join core.ticket as ticket using (ticket_number)
                where ticket.is_counted and not ownership.is_done
            ) as owned
                on owned.owner = day.team_id
                and owned.from_at < day.day_on + interval 1 day
                and owned.to_at >= day.day_on + interval 1 day
            where day.is_complete_day
            group by all
            having day.open_count <> counted
            """
        )
        assert by_day == []
        by_week = home.sql(
            """
            select week.iso_week, week.team_id
            from team_week as week left join cumulative_flow as day
                on day.team_id = week.team_id
                and day.day_on = least(week.week_starts_on + 6, (select max(day_on) from cumulative_flow))
            where (week.open_end_count, week.queue_count, week.wip_count, week.blocked_count)
                is distinct from (day.open_count, day.queue_count, day.wip_count, day.blocked_count)
            """
        )
        assert by_week == []
        flows = home.sql(
            """
            select * from cumulative_flow where arrived_count
                <> open_count + passed_on_count + completed_count + cancelled_count + gone_count
            """
        )
        assert flows == []
        [(by_hour, residence)] = home.warehouse_sql(
            """
            select (select sum(open_hours_sum) from marts.cumulative_flow), (
                select sum(epoch_us(least(to_at, core.as_of()) - from_at)) / 3600e6
                from flow.ownership_interval as ownership inner join core.ticket using (ticket_number)
                where is_counted and not is_done
            )
            """
        )
        assert by_hour == pytest.approx(residence)


@few
@given(seed=seeds)
def test_service_levels_are_of_the_waits_that_the_queue_has(seed: int) -> None:
    """Another function makes the trends: of all requesters both say the same; classes add up to all."""
    promising = organization_document(MEMBERS)
    for team in promising["teams"]:
        team["service_level"] = {"touch_business_hours": 4, "done_business_hours": 16, "share": 0.85}
    with tempfile.TemporaryDirectory() as directory:
        home = night(random_story(seed, TICKETS), directory, yaml.safe_dump(promising, sort_keys=False))
        assert home.sql("select count(*) > 5 from service_level") == [(True,)]
        other = home.sql(
            """
            select level.* from service_level as level
            left join queue_trend as trend
                on trend.team_id = level.team_id and trend.requester_team = '*' and trend.clock = 'business'
                and trend.target = level.target and trend.period = level.period
                and trend.period_starts_on = level.period_starts_on
            where level.requester_class = '*' and level.target <> 'done'
                and (level.arrival_count, level.ended_count, level.open_count, level.p85_business_hours)
                is distinct from
                    (trend.arrival_count, trend.picked_up_count, trend.open_count, trend.p85_hours)
            """
        )
        assert other == []
        apart = home.sql(
            """
            select target, period, period_starts_on, team_id from service_level group by all
            having sum(arrival_count) filter (where requester_class = '*')
                <> sum(arrival_count) filter (where requester_class <> '*')
                or sum(met_count) filter (where requester_class = '*')
                <> sum(met_count) filter (where requester_class <> '*')
            """
        )
        assert apart == []
        wrong = home.sql(
            """
            select * from service_level
            where met_count > ended_count or met_count + missed_count > arrival_count
                or attainment_share not between 0 and 1 or (attainment_share is not null and not is_mature)
                or ended_count + open_count + passed_on_count + cancelled_count + closed_by_automation_count
                    <> arrival_count
                or (is_promise_kept and p85_business_hours > promised_business_hours)
                or (not is_promise_kept and p85_business_hours <= promised_business_hours)
            """
        )
        assert wrong == []


@few
@given(seed=seeds)
def test_blocked_weeks_hold_what_is_blocked_and_no_more(seed: int) -> None:
    """No ticket is blocked for longer than it is open, and a week's hours are at most those of its causes."""
    blocking = organization_document(MEMBERS)
    blocking["statuses"]["blocked"] = ["Waiting"]
    with tempfile.TemporaryDirectory() as directory:
        home = night(random_story(seed, TICKETS), directory, yaml.safe_dump(blocking, sort_keys=False))
        assert home.sql("select count(distinct blocked_by) from blocked_time") == [(2,)]
        wrong = home.sql(
            """
            select * from blocked_week
            where blocked_hours_sum > link_hours_sum + flag_hours_sum + status_hours_sum + 1e-6
                or blocked_hours_sum < greatest(link_hours_sum, flag_hours_sum, status_hours_sum) - 1e-6
                or blocked_business_hours_sum > blocked_hours_sum + 1e-6
            """
        )
        assert wrong == []
        [(by_week, by_interval)] = home.sql(
            """
            select (select sum(status_hours_sum) from blocked_week),
                (select sum(blocked_hours) from blocked_time where blocked_by = 'status')
            """
        )
        assert by_week == pytest.approx(by_interval)
        longer = home.warehouse_sql(
            """
            select blocked.* from marts.blocked_time as blocked
            anti join marts.ownership as owned
                on owned.source = blocked.source and owned.ticket_id = blocked.work_item_id
                and owned.team_id = blocked.team_id and not owned.is_closed
                and blocked.from_at >= owned.from_at and blocked.from_at < coalesce(owned.to_at, 'infinity')
            """
        )
        assert longer == []
