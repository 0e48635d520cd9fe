-- Do requests from one team to another wait longer than they did?
-- Working hours until the receiver's first touch, in windows of 13 weeks: the median with its interval, and the share that
-- was picked up within two weeks. Rows that are not mature end with waits that could not be watched for two weeks yet.
-- parameter from_team: what this team gives; all teams without it
-- parameter to_team: what this team takes; all teams without it
select
    period_ends_on,
    handoff_count,
    open_count,
    round(p50_hours, 1) as p50,
    round(p50_low_hours, 1) as low,
    round(p50_high_hours, 1) as high,
    round(picked_up_by_tau_share, 2) as picked_up_by_tau,
    is_mature
from handoff_trend
where
    period = '13 weeks'
    and from_team = coalesce(getvariable('from_team'), '*')
    and to_team = coalesce(getvariable('to_team'), '*')
    and layer = '*'
    and origin = '*'
    and target = 'touch'
    and clock = 'business'
order by period_ends_on desc
limit 8
