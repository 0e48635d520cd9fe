-- The handoffs inside each group that waited longest, in the receiver's working hours, from their release on.
with grouped as (
    select group_id, window_weeks, unnest(string_split(team_ids, ', ')) as team_id
    from merge_option
    where group_id <> '*' and team_count > 1
)
select
    handoff.work_item_key as key,
    handoff.from_team_name as giver,
    handoff.to_team_name as receiver,
    handoff.kind,
    handoff.released_at as released,
    handoff.elapsed_business_hours as hours,
    case when handoff.outcome = 'open'
            then 'open, so far'
        else replace(handoff.outcome, '_', ' ')
    end as outcome
from handoff
inner join grouped as asker on asker.team_id = handoff.from_team
inner join grouped as asked on asked.team_id = handoff.to_team and asked.group_id = asker.group_id
cross join publish_info
where handoff.from_team <> handoff.to_team
    and handoff.elapsed_business_hours is not null
    and coalesce(handoff.ended_at, publish_info.as_of)
    >= publish_info.as_of - to_seconds(asker.window_weeks * 604800)
qualify row_number() over (
        partition by asker.group_id order by handoff.elapsed_business_hours desc, handoff.handoff_id
    ) <= 3
order by asker.group_id, hours desc, key
