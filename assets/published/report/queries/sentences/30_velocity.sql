-- Teams that completed more or fewer tickets than in any of their own 13 weeks before.
with counted as (
    select
        velocity.*,
        min(completed_count) over past as past_least,
        max(completed_count) over past as past_most,
        count(*) over past as past_weeks
    from velocity_week as velocity
    window past as (
        partition by team_id order by week_starts_on rows between 13 preceding and 1 preceding
    )
),
total as (
    select
        any_value(week_starts_on) as week_starts_on,
        bool_and(is_complete_week) as is_complete_week,
        sum(completed_count)::bigint as completed_count,
        count(*) filter (where past_weeks = 13) as team_count,
        string_agg(team_name, ', ' order by team_name)
        filter (where past_weeks = 13 and completed_count > past_most) as more_names,
        string_agg(team_name, ', ' order by team_name)
        filter (where past_weeks = 13 and completed_count < past_least) as fewer_names,
        max(past_least) as past_least,
        max(past_most) as past_most,
        max(grade) as grade
    from counted
    where week_starts_on = $week and $team in ('*', team_id)
    having count(*) > 0
),
whole_week as (
    select week_starts_on, sum(completed_count) as completed_count
    from velocity_week
    where $team in ('*', team_id) and week_starts_on < $week and week_starts_on >= $week::date - 91
    group by week_starts_on
),
usual as (
    select
        count(*) as week_count,
        quantile_cont(completed_count, 0.25) as low,
        quantile_cont(completed_count, 0.75) as high
    from whole_week
)
select
    'Completed in the week' as title,
    format('{}', completed_count) as figure,
    case
        when
            not is_complete_week
            then 'The week is not over: what was completed so far is compared with nothing.'
        when team_count = 0 then 'No team has the 13 weeks that it would be compared with.'
        else
            format('More than in any of the own 13 weeks before: {}. ', coalesce(more_names, 'no team'))
            || format('Fewer than in any of them: {}. ', coalesce(fewer_names, 'no team'))
            || 'Each team is compared with itself alone; one week in seven is such a week by chance.'
    end as sentence,
    completed_count as n,
    'completed tickets' as n_of,
    case
        when not is_complete_week then null
        when $team <> '*' and team_count = 1
            then format('its 13 weeks before: {} to {}', past_least, past_most)
        when $team = '*' and week_count = 13
            then format('of all teams in the 13 weeks before: middle half {:.0f} to {:.0f}', low, high)
    end as interval_text,
    format(
        'select iso_week, team_name, completed_count, grade from velocity_week where week_starts_on between '
        || 'date ''{}'' and date ''{}''{} order by team_name, iso_week',
        week_starts_on - 91, week_starts_on,
        if($team = '*', '', format(' and team_id = ''{}''', replace($team, '''', '''''')))
    ) as evidence_sql,
    null as look,
    is_complete_week as is_mature,
    grade
from total
cross join usual
