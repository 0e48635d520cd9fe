-- How far rows of tables that this page shows may be trusted: how many have which grade.
with graded as (
    select 'handoff' as name, grade from handoff
    union all by name
    select 'team_week' as name, grade from team_week where $team in ('*', team_id)
    union all by name
    select 'velocity_week' as name, grade from velocity_week where $team in ('*', team_id)
    union all by name
    select 'queue_item' as name, grade from queue_item where $team in ('*', team_id)
)
select
    name,
    count(*) filter (where grade = 'A') as a_count,
    count(*) filter (where grade = 'B') as b_count,
    count(*) filter (where grade = 'C') as c_count,
    count(*) filter (where grade = 'D') as d_count,
    count(*) filter (where grade is null) as none_count
from graded
group by name
order by name
