-- The chains of each class that took, or take, longest: where to look first.
with what as (
    select coalesce(any_value(unit), 'chain') as unit from integration_ratio
)
select
    root_ticket_key as key,
    team_count as teams,
    lead_hours as hours,
    if(state = 'open', 'open, so far', state) as state,
    handoff_tax as waiting_between_teams_share
from chain
cross join what
where
    is_unit or what.unit = 'epic' and epic_key is not null and is_observed
    and class in ('chain', 'integrated')
qualify row_number() over (partition by class order by lead_hours desc, root_ticket_key) <= 3
order by class, lead_hours desc, root_ticket_key
