-- How long what comes to the data teams, or the page's team, waits for its first touch, against before.
with pooled as (
    select trend.*
    from queue_trend as trend
    inner join team on team.team_id = trend.team_id
    where
        trend.period = $span || ' weeks' and trend.requester_team = '*'
        and trend.target = 'touch' and trend.clock = 'business'
        and ($team = trend.team_id or $team = '*' and team.kind = 'data' and team.to_at is null)
)
select
    format('Wait in the queue of {}', pooled.team_name) as title,
    format('{:.1f} h', pooled.p50_hours) as figure,
    format(
        'What came to {} in the {} weeks to the week''s end '
        || 'waited for its first touch for {:.1f} working hours (median)',
        pooled.team_name, $span, pooled.p50_hours
    ) || case
        when not coalesce(earlier.is_p50_shown, false) or earlier.p50_hours is null
            then '; before, there is no median that can be shown.'
        else format('; in the {} weeks before it was {:.1f} h', $span, earlier.p50_hours) || case
                when pooled.p50_low_hours > earlier.p50_high_hours then ': longer now.'
                when pooled.p50_high_hours < earlier.p50_low_hours then ': shorter now.'
                else ': no change can be told.'
            end
    end as sentence,
    pooled.arrival_count as n,
    'items' as n_of,
    format('{:.1f} to {:.1f} h (95 %)', pooled.p50_low_hours, pooled.p50_high_hours) as interval_text,
    format(
        'select period_ends_on, arrival_count, p50_hours, p50_low_hours, p50_high_hours from queue_trend '
        || 'where period = ''{} weeks'' and team_id = ''{}'' '
        || 'and requester_team = ''*'' and target = ''touch'' '
        || 'and clock = ''business'' and period_ends_on in (date ''{}'', date ''{}'')',
        $span, replace(pooled.team_id, '''', ''''''),
        pooled.period_ends_on, pooled.period_ends_on - 7 * $span::int
    ) as evidence_sql,
    null as look,
    pooled.is_mature,
    pooled.grade
from pooled
left join pooled as earlier
    on earlier.team_id = pooled.team_id and earlier.period_ends_on = pooled.period_ends_on - 7 * $span::int
where pooled.period_ends_on = $week::date + 7 and pooled.is_p50_shown and pooled.p50_hours is not null
order by pooled.team_name, pooled.team_id
