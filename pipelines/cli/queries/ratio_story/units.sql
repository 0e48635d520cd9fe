-- What is compared (chains, or the chains of epics), by class and what became of it.
select
    class,
    count(*) as unit_count,
    count(*) filter (where state = 'done') as done_count,
    count(*) filter (where size_at_start is null) as unestimated_count,
    count(*) filter (where landmark_team_count < team_count) as late_count
from chain
where is_unit or $unit = 'epic' and epic_key is not null and is_observed and class in ('chain', 'integrated')
group by class
order by class
