-- The weeks that a page may be about, the earliest first.
select iso_week
from week
order by week_starts_on
