-- What there is to land of the publication that the warehouse holds: rows of weekly figures that differ from their newest
-- landed version, each with the work items behind it and what changed since. A wait that goes on changes no figure.
-- Items are lines: column, work item and amount.
with figure_row as (
    select
        table_name, team_id, week_starts_on,
        map_from_entries(list((column_name, latest_value) order by column_name)) as figures
    from marts.weekly_figure
    group by all
),
item_line as (
    select
        table_name, team_id, week_starts_on,
        column_name || chr(9) || work_item || chr(9) || coalesce(amount::varchar, '') as line,
        column_name in (select column_name from flow.figure_column where kind = 'wait') as is_wait
    from flow.figure_item
),
item_row as (
    select
        table_name, team_id, week_starts_on,
        string_agg(line, chr(10) order by line) filter (where not is_wait) as items,
        string_agg(line, chr(10) order by line) filter (where is_wait) as waits
    from item_line
    group by all
),
landed_change_count as (
    select
        reported.table_name, reported.team_id, reported.week_starts_on, change.column_name,
        count(*) as landed_count
    from core.reported_week as reported, unnest(reported.changes) as u (change)
    group by all
),
change_row as (
    select
        restatement.table_name, restatement.team_id, restatement.week_starts_on,
        list({
            'column_name': restatement.column_name,
            'cause': restatement.cause,
            'work_item_kind': restatement.work_item_kind,
            'work_item': restatement.work_item_source || ':' || restatement.work_item_id,
            'change': restatement.change,
            'value_before': restatement.value_before,
            'value_after': restatement.value_after
        } order by restatement.column_name, restatement.restatement_number) as changes
    from marts.restatement as restatement
    left join landed_change_count
        on landed_change_count.table_name = restatement.table_name
        and landed_change_count.team_id = restatement.team_id
        and landed_change_count.week_starts_on = restatement.week_starts_on
        and landed_change_count.column_name = restatement.column_name
    where restatement.restatement_number > coalesce(landed_change_count.landed_count, 0)
    group by all
)
select
    figure_row.table_name,
    figure_row.team_id,
    figure_row.week_starts_on::varchar as week_starts_on,
    figure_row.figures,
    coalesce(item_row.items, '') as items,
    coalesce(item_row.waits, '') as waits,
    coalesce(change_row.changes, []) as changes
from figure_row
left join item_row
    on item_row.table_name = figure_row.table_name and item_row.team_id = figure_row.team_id
    and item_row.week_starts_on = figure_row.week_starts_on
left join change_row
    on change_row.table_name = figure_row.table_name and change_row.team_id = figure_row.team_id
    and change_row.week_starts_on = figure_row.week_starts_on
left join (select * from core.reported_week where is_newest) as newest
    on newest.table_name = figure_row.table_name and newest.team_id = figure_row.team_id
    and newest.week_starts_on = figure_row.week_starts_on
where
    newest.figures is distinct from figure_row.figures
    or newest.items is distinct from coalesce(item_row.items, '')
order by figure_row.table_name, figure_row.team_id, figure_row.week_starts_on
