-- Where the tickets come from that each team first owned: all of history, and the newest complete quarter.
with newest as (
    select max(period_starts_on) as newest_on
    from ml_distance
    where period = 'quarter' and is_complete_period
),
origin as (
    select
        team_name,
        period,
        unnest([
            { 'place': 1, 'name': 'a customer''s report', 'count': customer_origin_count },
            { 'place': 2, 'name': 'a ticket in what is user_facing', 'count': support_origin_count },
            { 'place': 3, 'name': 'another team asked', 'count': product_origin_count },
            { 'place': 4, 'name': 'a shared platform asked', 'count': platform_origin_count },
            { 'place': 5, 'name': 'a team of machine learning asked', 'count': self_origin_count },
            { 'place': 6, 'name': 'unknown, or over more than four links', 'count': unknown_origin_count }
        ]) as origin
    from ml_distance
    cross join newest
    where period = 'all' or period_starts_on = newest_on
)
select
    team_name as team,
    origin.name as begins_with,
    sum(origin.count) filter (where period = 'quarter')::bigint as tickets_of_quarter,
    sum(origin.count) filter (where period = 'all')::bigint as of_all_history
from origin
group by team_name, origin.place, origin.name
order by team_name, origin.place
