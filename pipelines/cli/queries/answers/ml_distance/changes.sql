-- What each team merged, and whether a user reported about it later: in the newest complete quarter, and in
-- all of history since that of every source is complete.
with newest as (
    select max(period_starts_on) as newest_on
    from ml_distance
    where period = 'quarter' and is_complete_period
),
ml_team as (
    select distinct team_id, team_name from ml_distance
),
history as (
    select max(history_from) as history_from from source
),
change as (
    select
        ml_team.team_name,
        pull.pull_request_key,
        pull.user_report_key,
        pull.merged_at,
        timezone(publish_info.report_timezone, timezone('UTC', pull.merged_at)) as merged_at_local,
        newest.newest_on,
        case
            when pull.user_report_key is not null then 1
            when pull.ticket_count > 0 then 2
            else 3
        end as place
    from pull_request as pull
    inner join ml_team on ml_team.team_id = pull.team_id
    cross join newest
    cross join history
    cross join publish_info
    where pull.merged_at is not null and coalesce(pull.merged_at >= history.history_from, true)
)
select
    team_name as team,
    case place
        when 1 then 'a user reported about it'
        when 2 then 'no later report is linked with its tickets'
        else 'it names no ticket, and no report names it'
    end as what_came_after,
    count(*) filter (
        where merged_at_local >= newest_on and merged_at_local < newest_on + interval 3 months
    ) as merged_in_quarter,
    count(*) as in_all_history,
    arg_max(pull_request_key, (merged_at, pull_request_key)) as newest,
    coalesce(arg_max(user_report_key, (merged_at, pull_request_key)), 'none') as report
from change
group by team_name, place
order by team_name, place
