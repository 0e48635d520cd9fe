-- The chains of each class that took, or take, longest: where to look first.
select class, root_ticket_key, state, team_count, lead_hours, handoff_tax
from chain
where is_unit or $unit = 'epic' and epic_key is not null and is_observed and class in ('chain', 'integrated')
qualify row_number() over (partition by class order by lead_hours desc, root_ticket_key) <= 3
order by class, lead_hours desc, root_ticket_key
