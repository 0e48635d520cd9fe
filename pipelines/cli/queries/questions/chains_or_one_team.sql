-- Is work faster that one team does alone, and how much?
-- Chains of several teams against integrated work: as it is, matched on size and type, by the teams of the first five business
-- days, and by number of teams.
select
    method,
    dose,
    chain_count as chains,
    integrated_count as integrated,
    round(ratio, 2) as ratio,
    round(ratio_low, 2) as low,
    round(ratio_high, 2) as high,
    is_shown as shown
from integration_ratio
where stratum = '*' and (dose = '≥2' or method = 'by size')
order by dose = '≥2' desc, method, dose
