-- How long work waits for its next team, in the weeks to the week's end against as many before these.
with side (place, from_team, to_team, words) as (
    select
        * from (
        values
        (1, '*', '*non-platform', 'Handoffs between teams (shared platforms apart)'),
        (2, '*', $team, 'Handoffs to this team'),
        (3, $team, '*', 'Handoffs of this team to others')
    )
    where ($team = '*') = (col0 = 1)
),
pooled as (
    select
        side.place,
        side.words,
        trend.*
    from side
    inner join handoff_trend as trend using (from_team, to_team)
    where
        trend.period = $span || ' weeks'
        and trend.layer = '*'
        and trend.origin = '*'
        and trend.target = 'touch'
        and trend.clock = 'business'
),
compared as (
    select
        pooled.*,
        earlier.p50_hours as earlier_p50,
        earlier.p50_low_hours as earlier_low,
        earlier.p50_high_hours as earlier_high,
        earlier.is_p50_shown is true and earlier.p50_hours is not null as is_compared
    from pooled
    left join pooled as earlier
        on earlier.place = pooled.place and earlier.period_ends_on = pooled.period_ends_on - 7 * $span::int
    where pooled.period_ends_on = $week::date + 7
)
select
    place,
    if(place = 1, 'Wait for the next team', words) as title,
    if(is_p50_shown and p50_hours is not null, format('{:.1f} h', p50_hours), null) as figure,
    case
        when not is_p50_shown or p50_hours is null
            then format(
                    '{} are too few, or wait too long, for a median of {} weeks that can be shown.',
                    words, $span
                )
        else
            format(
                '{}: the median wait was {:.1f} working hours in the {} weeks to the week''s end',
                words, p50_hours, $span
            ) || case
                when not is_compared then '; before, there is no median that can be shown.'
                else format('; in the {} weeks before it was {:.1f} h', $span, earlier_p50) || case
                        when p50_low_hours > earlier_high then ': longer now.'
                        when p50_high_hours < earlier_low then ': shorter now.'
                        else ': no change can be told.'
                    end
            end
    end as sentence,
    handoff_count as n,
    'handoffs' as n_of,
    if(is_p50_shown, format('{:.1f} to {:.1f} h (95 %)', p50_low_hours, p50_high_hours), null)
        as interval_text,
    format(
        'select period_ends_on, handoff_count, p50_hours, p50_low_hours, p50_high_hours, is_mature '
        || 'from handoff_trend '
        || 'where period = ''{} weeks'' and from_team = ''{}'' and to_team = ''{}'' and layer = ''*'' '
        || 'and origin = ''*'' and target = ''touch'' and clock = ''business'' '
        || 'and period_ends_on in (date ''{}'', date ''{}'')',
        $span, replace(from_team, '''', ''''''), replace(to_team, '''', ''''''),
        period_ends_on, period_ends_on - 7 * $span::int
    ) as evidence_sql,
    null as look,
    is_mature,
    grade
from compared
order by place
