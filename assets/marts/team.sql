-- The teams that the numbers speak of, and the two pseudo-owners UNOWNED and CUSTOMER, which are nobody's team.
-- One row per team.
-- key: team_id
-- column team_id: id from the organization file, or UNOWNED or CUSTOMER
-- column name: the team's name
-- column kind: data, ml, backend, frontend, mobile, product, platform, integrated, other; pseudo for the two pseudo-owners
-- column is_platform_shared: serves everybody by design: a legitimate receiver of handoffs
-- column is_pseudo: no team at all: nobody has the ball (UNOWNED), or a customer has (CUSTOMER)
-- column calendar: working hours that its waits are measured on
-- column member_count: people in the team at as_of
-- column from_at: start, UTC; null: always there
-- column to_at: end, UTC; null: still there
select
    team.team_id,
    team.name,
    team.kind,
    team.is_platform_shared,
    team.is_pseudo,
    team.calendar,
    (
        select count(*) from core.team_member as member
        where member.team_id = team.team_id
            and member.from_at <= core.as_of() and member.to_at > core.as_of()
    )::bigint as member_count,
    case when isfinite(team.from_at) then team.from_at end as from_at,
    case when isfinite(team.to_at) then team.to_at end as to_at
from core.team as team
order by is_pseudo, team_id
