select
    from_team,
    to_team,
    kind,
    count(*) as handoffs,
    count(*) filter (where outcome = 'open') as open_now,
    bar(count(*), 0, max(count(*)) over (), 20) as plot
from marts.handoff
group by all
order by handoffs desc
limit 15
