-- The work items that stand behind each weekly figure of complete weeks (flow.figure_column), and what each counts for: a
-- figure whose kind is sum is the sum of its amounts. In a wait's figure the amount is null while the item still waits.
-- work_item is source and id, which are the same in every run.
-- One row per table, column, team, week and work item.
-- key: table_name, column_name, team_id, week_starts_on, work_item
with complete_week as (
    select week_starts_on, starts_at, ends_at
    from core.week
    where is_observed and is_complete_week
),
figure_ticket as (
    select ticket_number, source || ':' || ticket_id as work_item from core.ticket
),
completed_item as (
    select completion.*, week.week_starts_on
    from flow.completion as completion
    asof inner join complete_week as week on completion.completed_at >= week.starts_at
    where completion.completed_at < week.ends_at
),
movement_amount as (
    select
        case when starts_with(kind, 'arrival') then 'arrival_count' else kind || '_count' end as column_name,
        movement.team_id,
        week.week_starts_on,
        movement.ticket_number,
        count(*)::double as amount
    from flow.movement as movement
    asof inner join complete_week as week on movement.happened_at >= week.starts_at
    where movement.happened_at < week.ends_at
    group by all
),
ticket_amount as (
    select
        figure_column.table_name, figure_column.column_name,
        completion.team_id, completion.week_starts_on, completion.ticket_number,
        case figure_column.column_name
            when 'completed_count' then 1
            when 'points' then core.finite(coalesce(completion.points, 0))
            when 'unestimated_count' then case when completion.points is null then 1 end
            when 'bug_count' then case when completion.is_bug then 1 end
            when 'lead_hours_p50' then case when not completion.is_logged_after then completion.lead_hours end
            when 'cycle_hours_p50'
                then case when not completion.is_logged_after then completion.cycle_hours end
        end as amount
    from completed_item as completion
    cross join (select * from flow.figure_column where table_name = 'velocity_week') as figure_column
    where amount is not null
    union all by name
    select 'team_week' as table_name, * from movement_amount
    union all by name
    select
        'team_week' as table_name,
        unnest(['open_end_count', state || '_count']) as column_name,
        team_id, week_starts_on, ticket_number, 1 as amount
    from flow.open_work
    semi join complete_week using (week_starts_on)
    union all by name
    select
        'team_week' as table_name,
        'queue_wait_business_hours_p50' as column_name,
        to_team as team_id, week_starts_on, wait_number as ticket_number,
        case when is_picked_up then business_hours end as amount
    from flow.wait
    semi join complete_week using (week_starts_on)
    where population = 'queue'
)
select
    ticket_amount.table_name, ticket_amount.column_name, ticket_amount.team_id, ticket_amount.week_starts_on,
    figure_ticket.work_item,
    ticket_amount.amount
from ticket_amount
inner join figure_ticket on figure_ticket.ticket_number = ticket_amount.ticket_number
semi join flow.figure_column as figure_column
    on figure_column.table_name = ticket_amount.table_name
    and figure_column.column_name = ticket_amount.column_name
union all by name
select
    'velocity_week' as table_name,
    'pull_request_merged_count' as column_name,
    stage.team_id,
    week.week_starts_on,
    stage.source || ':' || stage.pull_request_id as work_item,
    1 as amount
from flow.pull_request_stage as stage
asof inner join complete_week as week on stage.merged_at >= week.starts_at
where stage.merged_at < week.ends_at and stage.team_id is not null
