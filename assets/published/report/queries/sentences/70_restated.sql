-- Figures that were published before and are different since this week.
select
    'Earlier figures changed' as title,
    format('{}', count(distinct(table_name, column_name, team_id, week_starts_on))) as figure,
    format(
        'What was published of {} {} has changed since; causes: {}.',
        count(distinct(table_name, column_name, team_id, week_starts_on)),
        if(
            count(distinct(table_name, column_name, team_id, week_starts_on)) = 1,
            'weekly figure',
            'weekly figures'
        ),
        string_agg(distinct cause, ', ' order by cause)
    ) as sentence,
    count(*) as n,
    'changes' as n_of,
    null as interval_text,
    format(
        'select iso_week, team_name, table_name, column_name, cause, work_item_key, '
        || 'value_before, value_after '
        || 'from restatement where changed_as_of >= timestamp ''{}''{}',
        $week::date,
        if($team = '*', '', format(' and team_id = ''{}''', replace($team, '''', '''''')))
    ) as evidence_sql,
    null as look,
    true as is_mature,
    max(grade) as grade
from restatement
where changed_as_of >= $week::timestamp
    and changed_as_of < $week::timestamp + interval 8 day
    and $team in ('*', team_id)
having count(*) > 0
