select
    iso_week,
    sum(handoff_count) as handoffs,
    sum(open_count) as open_now,
    bar(sum(handoff_count), 0, max(sum(handoff_count)) over (), 20) as plot
from marts.handoff_week
group by all
order by iso_week desc
limit 12
