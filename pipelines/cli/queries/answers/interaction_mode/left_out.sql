-- Handoffs in no quarter, by reason.
select
    case
        when not is_observed then 'ended before the history of their source is complete'
        when to_team = 'UNOWNED' then 'lie in triage: between no two teams'
        when week.week_starts_on is null then 'released before the first week that is observed'
    end as reason,
    count(*) as handoffs
from handoff
left join week on week.week_starts_on = handoff.release_week_starts_on
group by reason
having reason is not null
order by handoffs desc, reason
