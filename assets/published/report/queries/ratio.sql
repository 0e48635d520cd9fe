-- How many times as long work takes that several teams did, after matching on size and by every other method.
select
    method,
    dose,
    chain_count,
    integrated_count,
    if(is_shown, ratio, null) as ratio,
    if(is_shown, ratio_low, null) as ratio_low,
    if(is_shown, ratio_high, null) as ratio_high,
    is_too_few,
    has_mixed_signs,
    grade
from integration_ratio
where stratum = '*' and method <> 'portfolio'
order by method <> 'by size and type', method <> 'by size', method, dose <> '≥2', dose
