-- The weekly figures that people quote, of team_week and velocity_week, each as it was first published once its week was
-- over, as it stood 14 days after the week's end, and as it is now. Quote as_reported: it does not change any more.
-- Figures of the running week are in team_week and velocity_week alone.
-- One row per table, column, team and complete week.
-- key: table_name, column_name, team_id, week_starts_on
-- column table_name: table that the figure is a value of
-- column column_name: its column there
-- column team_id: team, or UNOWNED or CUSTOMER
-- column team_name: what that is called
-- column week_starts_on: Monday of the week, in the organization's time zone
-- column iso_week: ISO year and week
-- column first_published_as_of: as_of of the first publication with this figure, UTC
-- column first_value: what it said; null where the figure is none, as a median of nothing
-- column latest_value: what it is now; null also where its row is no longer published
-- column as_reported: what the newest publication of up to 14 days after the week's end said, or else the first; null until the figure is frozen
-- column is_frozen: whether the 14 days are over, so that as_reported stays what it is
-- column restated_count: how often another value was published
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with current_row as (
    select
        'velocity_week' as table_name, team_id, week_starts_on, to_json(velocity_week) as figures
    from marts.velocity_week as velocity_week
    where is_complete_week
    union all
    select 'team_week', team_id, week_starts_on, to_json(team_week)
    from marts.team_week as team_week
    where is_complete_week
),
-- Rounded: a sum of fractions depends on their order, which is no change.
current_figure as (
    select
        current_row.table_name,
        figure_column.column_name,
        current_row.team_id,
        current_row.week_starts_on,
        round(
            try_cast(json_extract_string(current_row.figures, figure_column.column_name) as double), 9
        ) as value
    from current_row
    inner join flow.figure_column as figure_column on figure_column.table_name = current_row.table_name
),
-- What is published now is the newest version, or like it; a figure that has lost its row is null now.
version as (
    select
        table_name, column_name, team_id, week_starts_on, version_number, reported_as_of, value
    from core.reported_figure
    union all by name
    select *, 9223372036854775807 as version_number, core.as_of() as reported_as_of
    from current_figure
    union all by name
    select
        table_name, column_name, team_id, week_starts_on, null as value,
        9223372036854775807 as version_number, core.as_of() as reported_as_of
    from core.reported_figure
    anti join current_figure using (table_name, column_name, team_id, week_starts_on)
    where is_newest
),
ordered_version as (
    select
        version.*,
        timezone('UTC', timezone(o.timezone, (week_starts_on + 21)::timestamp)) as frozen_at,
        row_number() over versions as position,
        lag(value) over versions as value_before
    from version
    cross join core.organization as o
    window versions as (
        partition by table_name, column_name, team_id, week_starts_on order by version_number
    )
),
figure as (
    select
        table_name, column_name, team_id, week_starts_on, frozen_at,
        min(reported_as_of) as first_published_as_of,
        arg_min_null(value, version_number) as first_value,
        arg_max_null(value, version_number) as latest_value,
        count(*) filter (where reported_as_of < frozen_at) as version_by_then_count,
        arg_max_null(value, version_number) filter (where reported_as_of < frozen_at) as value_by_then,
        count(*) filter (where position > 1 and value is distinct from value_before)::bigint as restated_count
    from ordered_version
    group by all
)
select
    figure.table_name,
    figure.column_name,
    figure.team_id,
    marts.team_name(figure.team_id) as team_name,
    figure.week_starts_on,
    strftime(figure.week_starts_on, '%G-W%V') as iso_week,
    figure.first_published_as_of,
    figure.first_value,
    figure.latest_value,
    case
        when core.as_of() < figure.frozen_at then null
        when figure.version_by_then_count > 0 then figure.value_by_then
        else figure.first_value
    end as as_reported,
    core.as_of() >= figure.frozen_at as is_frozen,
    figure.restated_count,
    case when week.is_observed then trust.grade else 'D' end as grade,
    case when week.is_observed then coalesce(trust.doubts, []) else ['history_late'] end as doubts
from figure
left join core.week as week on week.week_starts_on = figure.week_starts_on
left join flow.team_trust as trust
    on trust.population
    = case
        when figure.table_name = 'team_week' then 'queue'
        when figure.column_name = 'points' then 'velocity'
        else 'completion'
    end
    and trust.period = 'week' and trust.period_starts_on = figure.week_starts_on
    and trust.team_id = figure.team_id
order by figure.week_starts_on, figure.table_name, figure.column_name, figure.team_id
