-- From when on there are quarters (core.period), and how many: what numbers them for tables by quarter. first_on is null, and
-- quarter_count 0, where there is none.
-- One row.
select min(period_starts_on) as first_on, count(*) as quarter_count
from core.period
where period = 'quarter'
