-- What to weigh before the ratio is quoted; the first holds of every such comparison.
with what as (
    select coalesce(any_value(unit), 'chain') as unit from integration_ratio
),
total as (
    select
        count(*) filter (where is_compared) as unit_count,
        count(*) filter (where not is_compared) / count(*) as left_out_share,
        count(*) filter (where is_compared and size_at_start is null) / unit_count as unestimated_share,
        count(*) filter (where is_compared and landmark_team_count < team_count) / unit_count as late_share,
        count(*) filter (where is_compared and state <> 'done') / unit_count as unfinished_share
    from (
        select
            chain.*,
            is_unit or coalesce(
                what.unit = 'epic' and epic_key is not null and is_observed
                and class in ('chain', 'integrated'),
                false
            ) as is_compared
        from chain
        cross join what
    )
),
comparison as (
    select * from integration_ratio where stratum = '*' and dose = '≥2'
)
select
    0 as place,
    'Hard work is given to several teams by its nature: matching on size does not take that away.' as doubt
union all
select
    1,
    format(
        '{:.0f}% have no estimate: they are compared by changed lines or by tickets.', 100 * unestimated_share
    )
from total
where unestimated_share >= 0.1
union all
select
    2,
    format(
        '{:.0f}% got teams after the first five business days, perhaps since they lasted.', 100 * late_share
    )
from total
where late_share >= 0.1
union all
select
    3,
    format(
        '{:.0f}% are open, cancelled or gone: they count as work that takes at least so long.',
        100 * unfinished_share
    )
from total
where unfinished_share >= 0.1
union all
select 4, format('{:.0f}% of all chains are not compared.', 100 * left_out_share)
from total
where left_out_share >= 0.1
union all
select 5, format('By method ''{}'' some strata have slower chains, and some faster ones.', method)
from comparison
where has_mixed_signs
union all
select 6, format('By method ''{}'' there are fewer than 20 of a class.', method)
from comparison
where is_too_few
order by place, doubt
