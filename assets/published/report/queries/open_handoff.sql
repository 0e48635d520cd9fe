-- The handoffs that wait longest now.
select
    work_item_key,
    work_item_url,
    kind,
    from_team_name,
    to_team_name,
    released_at_local,
    open_hours,
    elapsed_business_hours,
    count(*) over () as open_total,
    grade
from handoff
where outcome = 'open' and is_observed and ($team = '*' or $team in (from_team, to_team))
order by open_hours desc, handoff_id
limit 15
