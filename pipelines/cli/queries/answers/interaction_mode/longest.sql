-- Work items with most handoffs between the pairs with most in common, in the quarter.
with quarter as (
    select quarter_starts_on
    from interaction_mode
    order by is_complete_quarter desc, quarter_starts_on desc
    limit 1
),
pair as (
    select *
    from interaction_mode semi join quarter using (quarter_starts_on)
    where mode is not null
    order by is_finding desc, item_count desc, team_id, other_team_id
    limit 6
)
select
    pair.team_name || ', ' || pair.other_team_name as teams,
    handoff.work_item_key as key,
    count(*) as handoffs,
    count(*) filter (where handoff.role = 'bounce') as sent_back,
    string_agg(distinct handoff.kind, ', ' order by handoff.kind) as kinds,
    sum(handoff.elapsed_hours) as waited_hours
from handoff
inner join pair
    on least(handoff.from_team, handoff.to_team) = pair.team_id
    and greatest(handoff.from_team, handoff.to_team) = pair.other_team_id
where handoff.is_observed
    and handoff.released_at_local >= pair.quarter_starts_on
    and handoff.released_at_local < pair.quarter_starts_on + interval 3 months
group by pair.is_finding, pair.item_count, teams, key
qualify row_number() over (partition by teams order by handoffs desc, waited_hours desc, key) <= 3
order by pair.is_finding desc, pair.item_count desc, teams, handoffs desc, waited_hours desc, key
