-- Users' reports that reached a team of kind ml, or are marked for one (flow.ml_item), themselves or by tickets that
-- come from them: when anybody of the team first touched them or such a ticket, what became of those that nobody touched, and
-- whether the team spoke to the user, by a comment on the report. A report is over when it and all these tickets are
-- closed; one that is not, or that outlived the team, was watched until watched_until: as_of, its last look, the team's end.
-- One row per report and team of kind ml.
-- key: report_number, team_id
with branch as (
    select ancestor.ancestor_number as report_number, item.team_id, item.ticket_number, item.is_owned
    from flow.ml_item as item
    inner join flow.ml_ancestor as ancestor on ancestor.ticket_number = item.ticket_number
    inner join flow.user_report as report on report.ticket_number = ancestor.ancestor_number
    where ancestor.distance <= 4
),
follower as (
    select report_number, team_id, ticket_number, is_owned, ticket_number as item_number from branch
    union all
    select report_number, team_id, report_number, false, null
    from branch
    group by report_number, team_id
    having not bool_or(ticket_number = report_number)
),
act as (
    select ticket_number, team_id, happened_at from flow.action where is_touch
    union all
    select ticket_number, team_id, happened_at from flow.touch where kind = 'close'
),
first_act as (
    select
        follower.report_number,
        follower.team_id,
        min(act.happened_at) as touched_at,
        arg_min(follower.ticket_number, (act.happened_at, follower.ticket_number)) as touched_number
    from follower
    inner join core.ticket as report on report.ticket_number = follower.report_number
    inner join act
        on act.ticket_number = follower.ticket_number and act.team_id = follower.team_id
        and act.happened_at >= report.created_at
    group by follower.report_number, follower.team_id
),
answer as (
    select distinct ticket.ticket_number, member.team_id
    from core.ticket_comment as comment
    inner join core.ticket as ticket
        on ticket.source = comment.source and ticket.ticket_id = comment.ticket_id
    inner join core.account_team as member
        on member.source = comment.source and member.account_id = comment.account_id
        and member.kind = 'human'
        and comment.happened_at >= member.from_at and comment.happened_at < member.to_at
    where comment.happened_at <= core.as_of()
),
fate as (
    select
        follower.report_number,
        follower.team_id,
        bool_or(follower.is_owned) as is_reached,
        min(follower.item_number) as first_item_number,
        bool_and(item.state in ('done', 'cancelled')) as is_over,
        max(item.ended_at) as ended_at
    from follower
    inner join flow.work_item as item on item.ticket_number = follower.ticket_number
    group by follower.report_number, follower.team_id
)
select
    fate.report_number,
    fate.team_id,
    fate.is_reached,
    fate.first_item_number,
    report.created_at as reported_at,
    first_act.touched_at,
    first_act.touched_number,
    case
        when first_act.touched_at is not null then 'picked_up'
        when fate.is_over and fate.ended_at <= team.to_at then 'cancelled'
        when team.to_at < core.as_of() then 'dissolved_by_reorg'
        else 'open'
    end as outcome,
    greatest(coalesce(first_act.touched_at, least(fate.ended_at, team.to_at)), report.created_at)
        as watched_until,
    answer.ticket_number is not null as is_answered,
    report.created_at >= source.history_from as is_observed
from fate
inner join core.ticket as report on report.ticket_number = fate.report_number
inner join core.source as source on source.source = report.source
inner join core.team as team on team.team_id = fate.team_id
left join first_act on first_act.report_number = fate.report_number and first_act.team_id = fate.team_id
-- What a team had touched is no work that its successor has yet to touch.
anti join (
    select first_act.report_number, successor.successor_id as team_id
    from first_act
    inner join core.team_successor as successor on successor.team_id = first_act.team_id
) as inherited_touch
    on inherited_touch.report_number = fate.report_number and inherited_touch.team_id = fate.team_id
left join answer on answer.ticket_number = fate.report_number and answer.team_id = fate.team_id
where fate.ended_at is not null
