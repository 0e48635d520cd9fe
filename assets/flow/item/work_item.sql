-- Tickets from creation to their standing close, or to as_of (of a gone ticket: to the last look): who asked, who had the
-- ball first and last, when work began, and how long what took. A close stands until the ticket is reopened; a ticket
-- that is gone while it is open ends with the last look, and one that was closed before keeps its close. Of a ticket that
-- was done where its history begins, nobody knows when it was closed, who had it, and how long anything took.
-- Cycle is from the first work status; dormant is what it lay closed before it was reopened, active what it was in a
-- work status. Size is the estimate at the first work, before handoffs can change it, or else at the end.
-- One row per ticket.
-- key: ticket_number
with standing_close as (
    select * from flow.close
    where reopened_at is null
    qualify row_number() over (partition by ticket_number order by closed_at desc) = 1
),
ending as (
    select
        ticket.ticket_number,
        case
            when coalesce(standing_close.is_counted, undated_close.is_counted) then 'done'
            when standing_close.closed_at is not null or undated_close.ticket_number is not null
                then 'cancelled'
            when ticket.gone_at is not null then 'gone'
            else 'open'
        end as state,
        standing_close.closed_at,
        undated_close.ticket_number is null as is_dated,
        case
            when is_dated
                then coalesce(
                        standing_close.closed_at,
                        greatest(
                            case
                                when ticket.gone_at is not null then ticket.last_seen_at else core.as_of()
                            end,
                            ticket.created_at
                        )
                    )
        end as ended_at,
        standing_close.owner as closed_by_team,
        standing_close.visit_number as closed_in_visit,
        standing_close.points as points_at_close
    from core.ticket as ticket
    left join standing_close on standing_close.ticket_number = ticket.ticket_number
    left join flow.undated_close as undated_close on undated_close.ticket_number = ticket.ticket_number
),
holder as (
    select
        ticket_number,
        arg_min(owner, from_at) as first_team,
        arg_max(owner, from_at) as last_team,
        max(reopened_count) as reopened_count
    from flow.ownership_interval
    group by ticket_number
),
dormancy as (
    select ticket_number, sum(epoch_us(reopened_at - closed_at)) / 3600e6 as dormant_hours
    from flow.close
    where reopened_at is not null
    group by ticket_number
),
stretch as (
    select
        owned_state.ticket_number,
        owned_state.from_at,
        owned_state.is_work,
        owned_state.points,
        owned_state.is_work and owned_state.visit_number = ending.closed_in_visit as is_closers_work,
        case
            when owned_state.is_work
                then greatest(epoch_us(least(owned_state.to_at, ending.ended_at) - owned_state.from_at), 0)
        end as work_microseconds
    from flow.owned_state as owned_state
    inner join ending on ending.ticket_number = owned_state.ticket_number
),
work as (
    select
        ticket_number,
        min(from_at) filter (where is_work) as first_work_at,
        min(from_at) filter (where is_closers_work) as team_work_at,
        arg_min_null(points, from_at) filter (where is_work) as points_at_work,
        arg_max_null(points, from_at) as points_now,
        coalesce(sum(work_microseconds), 0) / 3600e6 as active_hours
    from stretch
    group by ticket_number
),
last_action as (
    select ticket_number, max(happened_at) as happened_at
    from flow.action
    group by ticket_number
),
handoff_total as (
    select
        ticket_number,
        count(*)::bigint as handoff_count,
        count(*) filter (where role = 'bounce')::bigint as bounce_count
    from flow.handoff
    where ticket_number is not null
    group by ticket_number
)
select
    ending.ticket_number,
    coalesce(
        list_has_any(
            list_transform(o.bug_types, lambda name: lower(name)),
            list_transform(list_append(type.names, ticket.type), lambda name: lower(name))
        ),
        false
    ) as is_bug,
    ending.state,
    ending.closed_at,
    ending.ended_at,
    case when ending.is_dated then coalesce(ending.closed_by_team, holder.last_team) end as team_id,
    case when ending.is_dated then holder.first_team end as first_team,
    requester.team_id as requester_team,
    case
        when requester.is_customer then 'customer'
        when not ending.is_dated then 'unknown'
        when requester.team_id = holder.first_team then 'internal'
        when requester.team_id is not null then 'team'
        else 'unknown'
    end as requested_by,
    work.first_work_at,
    case when work.first_work_at is null then coalesce(ending.points_at_close, work.points_now)
        else work.points_at_work
    end as size_at_start,
    coalesce(ending.points_at_close, work.points_now) as points,
    case when ending.state = 'done' then epoch(ending.closed_at - ticket.created_at) / 3600 end as lead_hours,
    case
        when ending.state = 'done' and work.first_work_at < ending.closed_at
            then epoch(ending.closed_at - work.first_work_at) / 3600
    end as cycle_hours,
    case
        when ending.state = 'done' then epoch(ending.closed_at - work.team_work_at) / 3600
    end as cycle_in_team_hours,
    case when ending.is_dated then coalesce(dormancy.dormant_hours, 0) end as dormant_hours,
    case when ending.is_dated then work.active_hours end as active_hours,
    holder.reopened_count,
    case when ending.is_dated then coalesce(handoff_total.handoff_count, 0) end as handoff_count,
    case when ending.is_dated then coalesce(handoff_total.bounce_count, 0) end as bounce_count,
    case when intake.is_touched then intake.intake_hours end as intake_hours,
    case when ending.state = 'open' then epoch(ending.ended_at - ticket.created_at) / 3600 end as age_hours,
    case
        when ending.state = 'open'
            then epoch(ending.ended_at - coalesce(last_action.happened_at, ticket.created_at)) / 3600
    end as idle_hours,
    coalesce(ending.ended_at >= source.history_from, false) as is_observed
from ending
cross join core.organization as o
inner join core.ticket as ticket on ticket.ticket_number = ending.ticket_number
inner join core.source as source on source.source = ticket.source
left join core.ticket_type as type on type.source = ticket.source and type.type_id = ticket.type_id
inner join holder on holder.ticket_number = ending.ticket_number
left join dormancy on dormancy.ticket_number = ending.ticket_number
inner join work on work.ticket_number = ending.ticket_number
left join flow.requester as requester on requester.ticket_number = ending.ticket_number
left join last_action on last_action.ticket_number = ending.ticket_number
left join handoff_total on handoff_total.ticket_number = ending.ticket_number
left join flow.intake as intake on intake.ticket_number = ending.ticket_number
