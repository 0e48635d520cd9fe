-- What this organization measures, and beside it what others found elsewhere.
with own as (
    select
        case when method = 'portfolio' then 0 when dose = '≥2' then 1 else 2 end as place,
        method, dose, chain_count, integrated_count, ratio, ratio_low, ratio_high, speed_up_bound, sentence
    from marts.integration_ratio
    where
        method = 'portfolio'
        or (stratum = '*' and is_shown and (dose = '≥2' or method = 'by size'))
),
elsewhere as (
    select 3 as place, 'elsewhere' as method, ratio, sentence
    from (
        values
        (
            2.5,
            'Work of several sites took about 2.5 times as long as that of one (Herbsleb and Mockus 2003)'
        ),
        (
            null,
            'Changes took 32 % less time where those who had to coordinate did (Cataldo and others 2008)'
        ),
        (null, 'No study is known that found ten times')
    ) as study (ratio, sentence)
)
select * exclude (place)
from (
    select * from own
    union all by name
    select * from elsewhere
)
order by place, method, dose
