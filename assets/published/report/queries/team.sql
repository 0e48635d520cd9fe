-- The teams, those that are no more at the end.
select
    team_id,
    name,
    kind,
    is_platform_shared,
    member_count,
    to_at is not null as is_over
from team
where not is_pseudo
order by is_over, name, team_id
