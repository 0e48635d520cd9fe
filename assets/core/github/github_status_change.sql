-- How status and resolution of GitHub's issues changed, in the columns of core.ticket_change. An issue that became a
-- discussion was closed by that. A closed issue's status is closed. An open one's is the status that it was given last on a
-- project board while it was open, and open where it has none: so one that is reopened stands again where it stood. What boards
-- tell comes after what happened on the issue in that instant.
-- One row per change and field.
-- view: core.github_ticket_change
with ending as (
    select
        *,
        kind <> 'ReopenedEvent' as is_closed,
        case kind
            when 'ReopenedEvent' then null
            when 'ConvertedToDiscussionEvent' then 'converted to discussion'
            else coalesce(reason, 'completed')
        end as resolution
    from core.github_issue_event
    where kind in ('ClosedEvent', 'ReopenedEvent', 'ConvertedToDiscussionEvent')
),
resolution_step as (
    select *, lag(resolution) over (partition by source, ticket_id order by place) as resolution_before
    from ending
),
-- After each telling of a board: every board's newest so far, and of the statuses in them the newest.
board_state as (
    select
        this.source, this.ticket_id, this.told_number,
        arg_max([that.status], that.told_number)[1] as status,
        max(that.told_number) as since
    from core.github_board_status as this
    inner join core.github_board_status as that
        on that.source = this.source
        and that.ticket_id = this.ticket_id
        and that.told_number <= this.told_number
    group by this.source, this.ticket_id, this.told_number, that.board_id
),
board_status as (
    select source, ticket_id, told_number, arg_max(status, since) filter (where status is not null) as status
    from board_state
    group by source, ticket_id, told_number
),
status_event as (
    select source, ticket_id, place, change_id, happened_at, account_id, is_closed, null as shown
    from ending
    union all
    select
        report.source,
        report.ticket_id,
        500000 + report.told_number,
        report.ticket_id || (500000 + report.told_number),
        report.happened_at, report.account_id, null, coalesce(board_status.status, 'open')
    from core.github_board_status as report
    inner join board_status
        on board_status.source = report.source and board_status.ticket_id = report.ticket_id
        and board_status.told_number = report.told_number
    semi join core.github_issue as issue
        on issue.source = report.source and issue.ticket_id = report.ticket_id
),
phase as (
    select * replace (coalesce(last_value(is_closed ignore nulls) over so_far, false) as is_closed)
    from status_event
    window so_far as (partition by source, ticket_id order by happened_at, place)
),
status_state as (
    select
        *,
        case
            when is_closed then 'closed'
            else coalesce(last_value(case when not is_closed then shown end ignore nulls) over so_far, 'open')
        end as status
    from phase
    window so_far as (partition by source, ticket_id order by happened_at, place)
),
status_step as (
    select
        *,
        coalesce(lag(status) over (partition by source, ticket_id order by happened_at, place), 'open')
            as status_before
    from status_state
)
select
    source, change_id, 1 as item_number, ticket_id, happened_at, account_id, 'status' as field,
    status_before as from_id, status_before as from_text, status as to_id, status as to_text
from status_step
where status_before <> status
union all
select
    source, change_id, 2, ticket_id, happened_at, account_id, 'resolution',
    resolution_before, resolution_before, resolution, resolution
from resolution_step
where resolution_before is distinct from resolution
