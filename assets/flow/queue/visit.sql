-- Visits: an open ticket with one owner, from arrival until the ball is passed on or the ticket is closed, with the
-- owner's first touch and first start in it. A relabel does not end a visit: last_owner is then the successor, unless
-- that is nobody.
-- A gone ticket's last visit ends with the last look at it. touched_by: a human, or an agent for one.
-- One row per ticket and visit.
-- key: ticket_number, visit_number
with visit_touch as (
    select
        ticket_number, visit_number,
        min(happened_at) as touched_at,
        arg_min(event_id, (happened_at, event_id)) as touch_event_id,
        min(happened_at) filter (where is_start) as started_at,
        bool_or(kind = 'work_status') as has_work,
        case when arg_min(by_agent, (happened_at, event_id)) then 'agent' else 'human' end as touched_by
    from flow.touch
    group by ticket_number, visit_number
),
stay as (
    select
        ticket_number,
        visit_number,
        arg_min(owner, from_at) as owner,
        coalesce(
            arg_max(owner, from_at) filter (where not core.is_pseudo_owner(owner)),
            arg_min(owner, from_at)
        ) as last_owner,
        min(from_at) as from_at,
        max(to_at) as to_at,
        arg_min(rung, from_at) as rung,
        any_value(change_id) filter (where is_arrival) as change_id,
        any_value(reopened_count) as reopened_count,
        arg_min(was_done, from_at) as is_reopening
    from flow.ownership_interval
    where visit_number is not null
    group by ticket_number, visit_number
)
select
    stay.ticket_number,
    stay.visit_number,
    stay.owner,
    stay.last_owner,
    stay.from_at,
    case when isfinite(stay.to_at) or ticket.gone_at is null then stay.to_at else ticket.last_seen_at end
        as to_at,
    case
        when not isfinite(stay.to_at)
            then case when ticket.is_deleted then 'deleted' when ticket.gone_at is not null then 'gone' end
        when close.closed_at is not null then 'closed'
        else 'passed'
    end as ended_by,
    coalesce(close.is_by_automation, false) as is_closed_by_automation,
    case
        when stay.is_reopening then 'reopen'
        when stay.visit_number = 1 then 'created'
        when stay.rung = 'status' then 'status'
        else 'transfer'
    end as arrived_by,
    stay.change_id,
    stay.reopened_count,
    visit_touch.touched_at,
    visit_touch.touch_event_id,
    visit_touch.touched_by,
    visit_touch.started_at,
    coalesce(visit_touch.has_work, false) as has_work,
    team.is_pseudo
from stay
inner join core.ticket as ticket on ticket.ticket_number = stay.ticket_number
inner join core.team as team on team.team_id = stay.owner
left join flow.close as close
    on close.ticket_number = stay.ticket_number and close.visit_number = stay.visit_number
left join visit_touch
    on visit_touch.ticket_number = stay.ticket_number
    and visit_touch.visit_number = stay.visit_number
where ticket.is_counted
