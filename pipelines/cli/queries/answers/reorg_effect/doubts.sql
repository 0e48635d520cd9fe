-- What to weigh before a reorganization is praised or blamed; the first holds of each.
with effect as (
    select
        *,
        began_at - to_weeks(pre_weeks::integer) as opens_at,
        settled_at + to_weeks(6 + post_weeks::integer) as closes_at
    from reorg_effect
)
select
    0 as place, null as began_on,
    'Whatever else changed for these teams at that time counts as an effect of it; a date alone tells '
    || 'no cause.'
        as doubt
union all
select
    1, began_on,
    format('{}: nothing is compared: {}.', began_on, unknown_because)
from effect
where pre_weeks is null
union all
select
    1, began_on,
    format(
        '{}: {} placebos that share no week, and 19 are needed: no effect could be told from chance.',
        began_on, placebo_count
    )
from effect
where placebo_count < 19
union all
select
    2, began_on,
    format(
        '{}: an effect that leaves more than {:.2f} times the lead time would mostly be missed: '
        || '"no effect told" is not "no effect".',
        began_on, detectable_ratio
    )
from effect
where verdict = 'no effect told'
union all
select
    3, began_on,
    format(
        '{}: its teams went another way than the others before it already (p = '
        || '{:.2f}).', began_on, trend_p
    )
from effect
where trend_p < 0.05
union all
select
    4, began_on,
    format(
        '{}: only {} weeks after it are compared: what takes longer to show is '
        || 'not in it.', began_on, post_weeks
    )
from effect
where post_weeks < 13
union all
select
    5, effect.began_on,
    format(
        '{}: the reorganization of {} ({}) lies in the weeks that are compared.',
        effect.began_on, other.team_names, other.began_on
    )
from effect
inner join reorg_effect as other
    on other.began_on <> effect.began_on
    and other.began_at < effect.closes_at and other.settled_at >= effect.opens_at
order by began_on desc nulls first, place
