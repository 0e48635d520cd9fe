-- Every change of a weekly figure after it was first published (weekly_figure), with its cause and, where one explains it,
-- the work item: what was published first and all changes since add up to what is published now. Of a figure that adds
-- up work items each work item's part is a row of its own; a change of a median is one row.
-- One row per figure and change of it, work item by work item.
-- key: table_name, column_name, team_id, week_starts_on, restatement_number
-- column table_name: table that the figure is a value of
-- column column_name: its column there
-- column team_id: team, or UNOWNED or CUSTOMER
-- column team_name: what that is called
-- column week_starts_on: Monday of the week, in the organization's time zone
-- column iso_week: ISO year and week
-- column restatement_number: 1 for the figure's first row, and so on
-- column changed_as_of: as_of of the first publication with the change, UTC
-- column cause: reopened, late event (a source tells of the past what it had not told), deleted (or no longer visible), membership, identity, organization file (anything else in it), or matured (of waits alone: they were open, and are over)
-- column work_item_source: source of the work item that explains it; null where it takes several, or none is known
-- column work_item_kind: ticket or pull_request
-- column work_item_id: the vendor's id of it
-- column work_item_key: its key
-- column change: how much of the change this is; 0 stands for what is null before or after
-- column value_before: what was published before
-- column value_after: what was published from then on
-- column first_published_as_of: as_of of the first publication with the figure, UTC
-- column first_value: what it said
-- column latest_value: what the figure is now
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with changed_figure as (
    select
        figure.table_name, figure.column_name, figure.team_id, figure.week_starts_on, figure_column.kind,
        figure_column.work_item_kind,
        newest.value as value_before, figure.latest_value as value_after, newest.reported_as_of
    from marts.weekly_figure as figure
    inner join (select * from core.reported_figure where is_newest) as newest
        on newest.table_name = figure.table_name and newest.column_name = figure.column_name
        and newest.team_id = figure.team_id and newest.week_starts_on = figure.week_starts_on
    inner join flow.figure_column as figure_column
        on figure_column.table_name = figure.table_name and figure_column.column_name = figure.column_name
    where figure.latest_value is distinct from newest.value
),
item_before as (
    select
        table_name, team_id, week_starts_on,
        line[1] as column_name,
        line[2] as work_item,
        try_cast(nullif(line[3], '') as double) as amount
    from (
        select
            table_name, team_id, week_starts_on,
            string_split(unnest(string_split(items || chr(10) || waits, chr(10))), chr(9)) as line
        from core.reported_week
        semi join changed_figure using (table_name, team_id, week_starts_on)
        where is_newest
    )
    where work_item <> ''
),
item_change as (
    select
        changed_figure.*,
        coalesce(item_now.work_item, item_before.work_item) as work_item,
        coalesce(item_now.amount, 0) - coalesce(item_before.amount, 0) as change,
        item_before.work_item is not null and item_before.amount is null as was_waiting
    from item_before
    full join (
        select figure_item.*
        from flow.figure_item as figure_item
        semi join changed_figure using (table_name, column_name, team_id, week_starts_on)
    ) as item_now
        on item_now.table_name = item_before.table_name and item_now.column_name = item_before.column_name
        and item_now.team_id = item_before.team_id and item_now.week_starts_on = item_before.week_starts_on
        and item_now.work_item = item_before.work_item
    inner join changed_figure
        on changed_figure.table_name = coalesce(item_now.table_name, item_before.table_name)
        and changed_figure.column_name = coalesce(item_now.column_name, item_before.column_name)
        and changed_figure.team_id = coalesce(item_now.team_id, item_before.team_id)
        and changed_figure.week_starts_on = coalesce(item_now.week_starts_on, item_before.week_starts_on)
    where
        item_now.amount is distinct from item_before.amount
        or (item_now.work_item is null) <> (item_before.work_item is null)
),
file_cause as (
    select
        case
            when count(distinct kind) = 1 then min(kind)
            when count(*) > 0 then 'organization file'
        end as cause
    from core.organization_file_change
),
touched_item as (
    select
        ticket.source || ':' || ticket.ticket_id as work_item,
        episode.team_id,
        max(episode.touched_at) as touched_at
    from flow.queue_episode as episode
    inner join core.ticket as ticket on ticket.ticket_number = episode.ticket_number
    where episode.touched_at > (select min(reported_as_of) from item_change where kind = 'wait')
    group by all
),
caused_change as (
    select
        item_change.*,
        case
            when kind = 'wait' and was_waiting and touched_item.touched_at > item_change.reported_as_of
                then 'matured'
            else coalesce(figure_cause.cause, file_cause.cause, 'late event')
        end as cause
    from item_change
    cross join file_cause
    left join flow.figure_cause as figure_cause
        on figure_cause.work_item = item_change.work_item
        and figure_cause.work_item_kind = item_change.work_item_kind
    left join touched_item
        on touched_item.work_item = item_change.work_item and touched_item.team_id = item_change.team_id
),
cause_rank as (
    select
        unnest([
            'deleted', 'reopened', 'membership', 'identity', 'organization file', 'late event', 'matured'
        ]) as cause,
        unnest(range(7)) as precedence
),
median_change as (
    select
        changed_figure.*,
        case when count(caused_change.work_item) = 1 then min(caused_change.work_item) end as work_item,
        coalesce(changed_figure.value_after, 0) - coalesce(changed_figure.value_before, 0) as change,
        arg_min(caused_change.cause, cause_rank.precedence) as cause
    from changed_figure
    left join caused_change
        on caused_change.table_name = changed_figure.table_name
        and caused_change.column_name = changed_figure.column_name
        and caused_change.team_id = changed_figure.team_id
        and caused_change.week_starts_on = changed_figure.week_starts_on
    left join cause_rank on cause_rank.cause = caused_change.cause
    where changed_figure.kind <> 'sum'
    group by all
),
-- A sum is null, and no work item's, where its row is published no more, or not yet.
unexplained_change as (
    select
        changed_figure.*,
        coalesce(changed_figure.value_after, 0) - coalesce(changed_figure.value_before, 0)
        - coalesce(explained_change.change, 0) as change,
        explained_change.change is null as is_without_item
    from changed_figure
    left join (
        select table_name, column_name, team_id, week_starts_on, sum(change) as change
        from caused_change
        group by all
    ) as explained_change
        on explained_change.table_name = changed_figure.table_name
        and explained_change.column_name = changed_figure.column_name
        and explained_change.team_id = changed_figure.team_id
        and explained_change.week_starts_on = changed_figure.week_starts_on
    where changed_figure.kind = 'sum'
),
change_now as (
    select
        table_name, column_name, team_id, week_starts_on, 9223372036854775807 as version_number,
        core.as_of() as changed_as_of, work_item_kind, work_item, cause, change, value_before, value_after
    from (
        select * from caused_change
        where kind = 'sum'
        union all by name
        select * replace (coalesce(cause, case kind when 'wait' then 'matured' end) as cause)
        from median_change
        union all by name
        select * from unexplained_change
        where is_without_item or abs(change) > 1e-6
    )
),
every_change as (
    select
        table_name, column_name, team_id, week_starts_on, version_number, changed_as_of,
        work_item_kind, work_item,
        coalesce(change_now.cause, file_cause.cause, 'late event') as cause,
        change, value_before, value_after
    from change_now
    cross join file_cause
    union all by name
    select
        reported.table_name, change.column_name, reported.team_id, reported.week_starts_on,
        reported.version_number, reported.reported_as_of as changed_as_of, change.work_item_kind,
        change.work_item, change.cause, change.change, change.value_before, change.value_after
    from core.reported_week as reported, unnest(reported.changes) as u (change)
),
item_key as (
    select source, 'ticket' as kind, ticket_id as id, key from core.ticket
    union all
    select source, 'pull_request', pull_request_id, key from core.pull_request
)
select
    every_change.table_name,
    every_change.column_name,
    every_change.team_id,
    marts.team_name(every_change.team_id) as team_name,
    every_change.week_starts_on,
    figure.iso_week,
    row_number() over figure_changes as restatement_number,
    every_change.changed_as_of,
    every_change.cause,
    item_key.source as work_item_source,
    item_key.kind as work_item_kind,
    item_key.id as work_item_id,
    item_key.key as work_item_key,
    every_change.change,
    every_change.value_before,
    every_change.value_after,
    figure.first_published_as_of,
    figure.first_value,
    figure.latest_value,
    figure.grade,
    figure.doubts
from every_change
inner join marts.weekly_figure as figure
    on figure.table_name = every_change.table_name and figure.column_name = every_change.column_name
    and figure.team_id = every_change.team_id and figure.week_starts_on = every_change.week_starts_on
left join item_key
    on item_key.source || ':' || item_key.id = every_change.work_item
    and item_key.kind = every_change.work_item_kind
window
    figure_changes as (
        partition by
            every_change.table_name,
            every_change.column_name,
            every_change.team_id,
            every_change.week_starts_on
        order by every_change.version_number, every_change.work_item
    )
order by changed_as_of desc, week_starts_on, table_name, column_name, team_id, restatement_number
