-- What the week did to the open work of the data teams, or of the page's team, against their 13 weeks before.
with ranked as (
    select
        week.*,
        quantile_cont(net_flow_count, 0.25) over past as past_low,
        quantile_cont(net_flow_count, 0.75) over past as past_high,
        count(*) over past as past_weeks
    from team_week as week
    window past as (
        partition by team_id order by week_starts_on rows between 13 preceding and 1 preceding
    )
)
select
    format('Open work of {}', ranked.team_name) as title,
    format('{}', open_end_count) as figure,
    format(
        '{} had {} tickets open at the end of the week, {}: {} came '
        || '(created or transferred), {} were completed, {} cancelled.',
        ranked.team_name, open_end_count,
        case
            when net_flow_count > 0 then format('{} more than at its start', net_flow_count)
            when net_flow_count < 0 then format('{} fewer than at its start', -net_flow_count)
            else 'as many as at its start'
        end,
        arrival_count + transfer_in_count, completed_count, cancelled_count
    ) as sentence,
    open_end_count as n,
    'open tickets' as n_of,
    if(
        past_weeks = 13,
        format('net flow of its 13 weeks before: middle half {:+.0f} to {:+.0f}', past_low, past_high),
        null
    ) as interval_text,
    format(
        'select iso_week, open_start_count, arrival_count, transfer_in_count, completed_count, '
        || 'cancelled_count, '
        || 'open_end_count, net_flow_count from team_week where team_id = ''{}'' '
        || 'and week_starts_on between date ''{}'' and date ''{}'' order by iso_week',
        replace(ranked.team_id, '''', ''''''), week_starts_on - 91, week_starts_on
    ) as evidence_sql,
    null as look,
    is_complete_week as is_mature,
    grade
from ranked
inner join team on team.team_id = ranked.team_id
where
    week_starts_on = $week
    and ($team = ranked.team_id or $team = '*' and team.kind = 'data' and team.to_at is null)
order by ranked.team_name, ranked.team_id
