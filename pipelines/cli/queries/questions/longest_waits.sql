-- What has waited longest for its next team?
-- With the work item to look at.
-- parameter team: only what waits for this team
select
    work_item_key,
    from_team,
    to_team,
    kind,
    round(open_hours / 24, 1) as days
from handoff
where outcome = 'open' and to_team = coalesce(getvariable('team'), to_team)
order by open_hours desc, work_item_key
limit 8
