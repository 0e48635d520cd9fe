-- The four weeks up to the newest that is over, by team; medians as the newest week has them.
with four_week as (
    select *, max(week_starts_on) over () as newest_on
    from independence_week
    where is_complete_week
    qualify week_starts_on > max(week_starts_on) over () - 28
)
select
    any_value(team_name) as team,
    sum(pull_request_merged_count)::bigint as merged,
    sum(unknown_merge_count)::bigint as not_known,
    sum(independent_merge_count) / nullif(sum(pull_request_merged_count - unknown_merge_count), 0)
        as without_another_team_share,
    sum(deployment_count)::bigint as deployments,
    sum(own_deployment_count)::bigint as its_own_alone,
    any_value(lead_4_weeks_hours_p50) filter (where week_starts_on = newest_on and is_4_weeks_p50_shown)
        as median_lead_hours,
    sum(completed_count)::bigint as completed,
    sum(self_ship_count) / nullif(sum(completed_count), 0) as self_shipped_share
from four_week
group by team_id
order by team_id <> '*', merged desc, team
