select verdict, count(*) as requests, bar(count(*), 0, max(count(*)) over (), 20) as plot
from marts.review_request
group by all
order by requests desc
