select
    state,
    count(*) as chains,
    round(sum(wait_hours) / sum(lead_hours), 3) as handoff_tax,
    round(sum(wait_all_hours) / sum(lead_hours), 3) as handoff_tax_with_platform,
    bar(count(*), 0, max(count(*)) over (), 20) as plot
from marts.chain
group by all
order by state
