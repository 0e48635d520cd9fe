-- What arrived so far is what is open or has left, day by day; and at a week's end as much is open as in team_week. A team
-- that ended in the week has no row for its last day any more, and nothing open.
-- asset: marts.cumulative_flow
-- blocking: yes
select day_on, team_id, arrived_count, open_count
from marts.cumulative_flow
where arrived_count <> open_count + passed_on_count + completed_count + cancelled_count + gone_count
    or open_count <> queue_count + wip_count + blocked_count
union all
select coalesce(day.day_on, week.week_starts_on), week.team_id, week.open_end_count, day.open_count
from marts.team_week as week
left join marts.cumulative_flow as day
    on day.team_id = week.team_id
    and day.day_on = case
        when week.is_complete_week then week.week_starts_on + 6
        else (select max(day_on) from marts.cumulative_flow)
    end
where week.open_end_count <> coalesce(day.open_count, 0)
    or week.queue_count <> coalesce(day.queue_count, 0)
    or week.wip_count <> coalesce(day.wip_count, 0)
    or week.blocked_count <> coalesce(day.blocked_count, 0)
