-- Which teams pass work to each other, how often does it bounce, and what still waits?
-- Reviews are left out.
-- parameter team: only what this team gives or takes
select
    from_team,
    to_team,
    count(*) as handoffs,
    count(*) filter (where role = 'bounce') as bounces,
    count(*) filter (where outcome = 'open') as open_now
from handoff
where kind <> 'review' and coalesce(getvariable('team') in (from_team, to_team), true)
group by from_team, to_team
order by handoffs desc, from_team, to_team
limit 8
