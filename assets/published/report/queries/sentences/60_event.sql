-- What changed in the organization in the week, holidays apart.
select
    'The organization changed' as title,
    format('{}', count(*)) as figure,
    string_agg(sentence, '. ' order by happened_on, sentence) || '.' as sentence,
    count(*) as n,
    'events' as n_of,
    null as interval_text,
    format(
        'select happened_on, kind, sentence from organization_event where week_starts_on = date ''{}'' '
        || 'and kind not in (''holiday'', ''clocks_changed'', ''working_day''){} '
        || 'order by happened_on, sentence',
        $week::date,
        if($team = '*', '', format(' and ''{}'' in (team_id, other_team_id)', replace($team, '''', '''''')))
    ) as evidence_sql,
    null as look,
    true as is_mature,
    null as grade
from organization_event
where
    week_starts_on = $week and kind not in ('holiday', 'clocks_changed', 'working_day')
    and ($team = '*' or $team in (team_id, other_team_id))
having count(*) > 0
