-- The comparisons over all strata, and the row of the portfolio.
select * exclude (stratum)
from integration_ratio
where stratum = '*'
order by method <> 'raw', method, dose <> '≥2', dose
