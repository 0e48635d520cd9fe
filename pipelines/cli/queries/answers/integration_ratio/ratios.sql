-- The comparisons over all strata.
select
    method,
    dose as teams,
    chain_count as chains,
    integrated_count as integrated,
    ratio as times_as_long_ratio,
    coalesce(format('{:.2f} to {:.2f}', ratio_low, ratio_high), '') as "95 % interval",
    if(is_shown, '', 'not to be quoted') as note
from integration_ratio
where stratum = '*' and method <> 'portfolio'
order by method <> 'raw', method, dose <> '≥2', dose
