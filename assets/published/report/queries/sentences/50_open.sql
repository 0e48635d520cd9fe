-- How many handoffs wait now, and the one that waits longest.
with waiting as (
    select *
    from handoff
    where outcome = 'open' and is_observed and $team in ('*', from_team, to_team) and $is_newest
)
select
    'Handoffs that wait now' as title,
    format('{}', count(*)) as figure,
    format(
        '{} {} taken up yet; the oldest, {} from {} to {}, has waited for {:.0f} days.',
        count(*), if(count(*) = 1, 'handoff is not', 'handoffs are not'),
        arg_max(work_item_key, open_hours),
        arg_max(from_team_name, open_hours),
        arg_max(to_team_name, open_hours),
        max(open_hours) / 24
    ) as sentence,
    count(*) as n,
    'open handoffs' as n_of,
    format(
        'middle half {:.0f} to {:.0f} days',
        quantile_cont(open_hours, 0.25) / 24,
        quantile_cont(open_hours, 0.75) / 24
    )
        as interval_text,
    'select work_item_key, from_team_name, to_team_name, open_hours from handoff '
    || 'where outcome = ''open'' and is_observed'
    || if($team = '*', '', format(' and ''{}'' in (from_team, to_team)', replace($team, '''', '''''')))
    || ' order by open_hours desc' as evidence_sql,
    arg_max(work_item_key, open_hours) as look,
    true as is_mature,
    max(grade) as grade
from waiting
having count(*) > 0
