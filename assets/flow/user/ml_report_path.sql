-- Through whose hands a user's report came to the first touch of a team of kind ml: the owners one after the other, from
-- the report over what comes from it to the ticket that was touched, each ticket until the next one was created.
-- hop_count is the teams on that way, with this one: two where one team stood between; queue_count how often nobody had the ball.
-- Time with a customer is nobody's, and a reorganization is no hop.
-- One row per report and team of kind ml that touched it.
-- key: report_number, team_id
with recursive node as (
    select report_number, team_id, touched_number, touched_at, report_number as ticket_number, 0 as place
    from flow.ml_report
    where touched_at is not null
    union all
    select
        node.report_number, node.team_id, node.touched_number, node.touched_at, ancestor.next_number,
        node.place + 1
    from node
    inner join flow.ml_ancestor as ancestor
        on ancestor.ticket_number = node.touched_number and ancestor.ancestor_number = node.ticket_number
    where ancestor.next_number is not null
),
dated_node as (
    select
        node.*,
        max(ticket.created_at) over (
            partition by node.report_number, node.team_id order by node.place
        ) as begins_at
    from node
    inner join core.ticket as ticket on ticket.ticket_number = node.ticket_number
),
stage as (
    select
        *,
        lead(begins_at) over (partition by report_number, team_id order by place) as next_at
    from dated_node
),
holding as (
    select
        stage.report_number, stage.team_id, stage.place, visit.from_at, visit.owner, visit.last_owner,
        lag(visit.last_owner) over steps as owner_before,
        lag(visit.last_owner) over team_steps as team_before
    from stage
    inner join flow.visit as visit
        on visit.ticket_number = stage.ticket_number
        and visit.to_at > stage.begins_at
        and visit.from_at <= stage.touched_at
        and coalesce(visit.from_at < stage.next_at, true)
    where visit.owner <> core.customer()
    window
        steps as (partition by stage.report_number, stage.team_id order by stage.place, visit.from_at),
        team_steps as (
            partition by stage.report_number, stage.team_id, visit.is_pseudo
            order by stage.place, visit.from_at
        )
),
hand as (
    select
        report_number,
        team_id,
        count(*) filter (
            where not core.is_pseudo_owner(owner) and team_before is distinct from owner
        ) as team_count,
        count(*) filter (
            where owner = core.unowned() and owner_before is distinct from core.unowned()
        ) as queue_count,
        arg_max(team_id in (owner, last_owner), (place, from_at))
        filter (where not core.is_pseudo_owner(owner)) as is_with_team
    from holding
    group by report_number, team_id
)
select
    report.report_number,
    report.team_id,
    (coalesce(hand.team_count, 0) + (not coalesce(hand.is_with_team, false))::integer)::integer as hop_count,
    coalesce(hand.queue_count, 0)::integer as queue_count
from flow.ml_report as report
left join hand on hand.report_number = report.report_number and hand.team_id = report.team_id
where report.touched_at is not null
