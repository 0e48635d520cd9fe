-- How much of the time did work wait between teams, by how many teams it took?
-- Of chains that are done and that are open, since the slowest are not done.
select
    team_count,
    count(*) as chains,
    round(sum(wait_hours) / sum(lead_hours), 2) as handoff_tax
from chain
where state in ('done', 'open') and is_observed and class in ('integrated', 'chain') and team_count <= 4
group by team_count
order by team_count
