-- What is open in a team now, by how long it has been there.
with span (place, span, low, high) as (
    values
    (1, 'up to a day', 0, 24), (2, '1 to 3 days', 24, 72), (3, '3 to 7 days', 72, 168),
    (4, '1 to 2 weeks', 168, 336), (5, '2 to 4 weeks', 336, 672), (6, '4 to 13 weeks', 672, 2184),
    (7, 'more than 13 weeks', 2184, 1e9)
)
select
    span.place,
    span.span,
    count(*) filter (where item.state = 'queue') as queue_count,
    count(*) filter (where item.state = 'wip') as wip_count,
    count(*) filter (where item.state = 'blocked') as blocked_count
from span
left join queue_item as item
    on item.age_in_team_hours >= span.low and item.age_in_team_hours < span.high and item.team_id = $team
group by span.place, span.span
order by span.place
