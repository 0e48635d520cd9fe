-- Customers' tickets of the newest complete quarter that went longest until each team had them itself.
with newest as (
    select max(period_starts_on) as newest_on
    from ml_distance
    where period = 'quarter' and is_complete_period
),
ml_team as (
    select distinct team_id, team_name from ml_distance
),
holder as (
    select
        ownership.source, ownership.ticket_id, ml_team.team_id, ml_team.team_name,
        min(ownership.from_at) as reached_at
    from ownership
    inner join ml_team on ml_team.team_id = ownership.team_id
    where not ownership.is_closed and ownership.rung <> 'status'
    group by all
)
select
    holder.team_name as team,
    item.work_item_key as key,
    item.created_at as created,
    item.first_team_name as first_with,
    epoch(holder.reached_at - item.created_at) / 3600 as hours_to_it,
    item.handoff_count as handoffs,
    item.state
from holder
inner join work_item as item on item.source = holder.source and item.work_item_id = holder.ticket_id
cross join newest
where item.requested_by = 'customer' and item.is_counted
    and item.created_at_local >= newest.newest_on
    and item.created_at_local < newest.newest_on + interval 3 months
qualify row_number() over (
        partition by holder.team_id order by hours_to_it desc, item.work_item_key
    ) <= 8
order by team, hours_to_it desc, key
