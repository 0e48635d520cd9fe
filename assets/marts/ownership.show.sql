select verdict, count(*) as intervals, bar(count(*), 0, max(count(*)) over (), 20) as plot
from marts.ownership
group by all
order by intervals desc
