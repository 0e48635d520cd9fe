select
    found_in,
    round(any_value(confidence), 2) as confidence,
    count(*) as links,
    bar(count(*), 0, max(count(*)) over (), 20) as plot
from marts.link
group by found_in
order by links desc
