-- What is compared (chains, or the chains of epics), by class and what became of it.
with what as (
    select coalesce(any_value(unit), 'chain') as unit from integration_ratio
)
select
    if(class = 'chain', 'several teams', 'one team') as done_by,
    count(*) as chains,
    count(*) filter (where state = 'done') as done,
    count(*) filter (where state <> 'done') as open_or_given_up,
    count(*) filter (where size_at_start is null) as without_estimate,
    count(*) filter (where landmark_team_count < team_count) as got_teams_late
from chain
cross join what
where
    is_unit or what.unit = 'epic' and epic_key is not null and is_observed
    and class in ('chain', 'integrated')
group by class
order by class
