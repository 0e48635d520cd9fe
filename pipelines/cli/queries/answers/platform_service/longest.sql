-- The requests to platforms, and to what looks like one, that waited longest for a first touch, and
-- those sent straight back last.
select
    handoff.work_item_key as key,
    handoff.from_team_name as giver,
    handoff.to_team_name as receiver,
    case when handoff.role = 'bounce' then 'sent straight back' else handoff.kind end as what,
    handoff.released_at as released,
    handoff.elapsed_business_hours as hours,
    case when handoff.outcome = 'open'
            then 'open, so far'
        else replace(handoff.outcome, '_', ' ')
    end as outcome
from handoff
inner join (select * from platform_service where period = 'all') as service
    on service.team_id = if(handoff.role = 'bounce', handoff.from_team, handoff.to_team)
where (service.is_platform or service.is_candidate)
    and handoff.is_observed and handoff.kind <> 'review' and handoff.role in ('first', 'bounce')
qualify row_number() over (
        partition by service.team_id, handoff.role
        order by
            case when handoff.role = 'first' then handoff.elapsed_business_hours end desc nulls last,
            handoff.released_at desc, handoff.handoff_id
    ) <= 4
order by service.team_name, handoff.role <> 'first', hours desc nulls last, key
