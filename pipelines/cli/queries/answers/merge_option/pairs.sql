-- Who waited for whom inside the groups: handoffs that waited in the window.
with grouped as (
    select group_id, window_weeks, unnest(string_split(team_ids, ', ')) as team_id
    from merge_option
    where group_id <> '*' and team_count > 1
)
select
    handoff.from_team_name as giver,
    handoff.to_team_name as receiver,
    count(*) as handoffs,
    count(*) filter (where handoff.kind in ('transfer', 'transfer_via_triage')) as transfers,
    count(*) filter (where handoff.kind = 'request') as requests,
    count(*) filter (where handoff.kind = 'dependency') as dependencies,
    count(*) filter (where handoff.kind = 'delivery') as deliveries,
    count(*) filter (where handoff.kind = 'review') as reviews,
    count(*) filter (where handoff.outcome = 'open') as open,
    median(handoff.elapsed_business_hours) as median_hours
from handoff
inner join grouped as asker on asker.team_id = handoff.from_team
inner join grouped as asked on asked.team_id = handoff.to_team and asked.group_id = asker.group_id
cross join publish_info
where handoff.from_team <> handoff.to_team
    and coalesce(handoff.ended_at, publish_info.as_of)
    >= publish_info.as_of - to_seconds(asker.window_weeks * 604800)
group by giver, receiver
order by handoffs desc, giver, receiver
