-- Tickets that a team of machine learning had, and that are not among its own, by reason.
with ml_team as (
    select distinct team_id, team_name from ml_distance
),
holder as (
    select
        ownership.source, ownership.ticket_id, ml_team.team_id, ml_team.team_name,
        min(
            ownership.from_at) filter (
            where ownership.rung <> 'status'
            and not ownership.is_closed
        ) as arrived_at
    from ownership
    inner join ml_team on ml_team.team_id = ownership.team_id
    group by all
)
select
    holder.team_name as team,
    case
        when not item.is_counted then 'no work item by its type'
        when holder.arrived_at is null then 'a status alone brought it, as for an answer, or it was closed'
        when holder.arrived_at < source.history_from then 'came before the history of its source is complete'
    end as reason,
    count(*) as tickets
from holder
inner join work_item as item on item.source = holder.source and item.work_item_id = holder.ticket_id
inner join source on source.source = holder.source
group by team, reason
having reason is not null
order by team, tickets desc, reason
