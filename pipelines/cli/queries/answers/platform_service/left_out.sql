-- Handoffs that are no request, by reason.
select
    case
        when not is_observed then 'ended before the history of their source is complete'
        when to_team = 'UNOWNED' then 'lie in triage: nobody is asked'
        when kind = 'review' then 'reviews'
        when role = 'bounce' then 'sent straight back (counted apart)'
        else 'to a team that had had their chain before'
    end as reason,
    count(*) as handoffs
from handoff
where not (is_observed and kind <> 'review' and role is not distinct from 'first' and to_team <> 'UNOWNED')
group by reason
order by handoffs desc, reason
