-- The comparisons over all strata.
select
    method,
    dose as teams,
    chain_count as chains,
    integrated_count as integrated,
    ratio as times_as_long_ratio,
    ratio_low as low_ratio,
    ratio_high as high_ratio,
    if(is_shown, '', 'not to be quoted') as note
from integration_ratio
where stratum = '*' and method <> 'portfolio'
order by method <> 'raw', method, dose <> '≥2', dose
