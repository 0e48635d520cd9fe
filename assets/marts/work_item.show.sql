select
    team_id,
    state,
    count(*) as items,
    median(lead_hours) as lead_hours_p50,
    sum(handoff_count) as handoffs,
    bar(count(*), 0, max(count(*)) over (), 20) as plot
from marts.work_item
where is_counted
group by all
order by items desc
limit 20
