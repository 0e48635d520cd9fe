-- Spells: an open ticket with one owner, from arrival until the ball is passed on or the ticket is closed, with the
-- owner's first touch and first start in it. A relabel does not end a spell: last_owner is then the successor, unless
-- that is nobody.
-- A gone ticket's last spell ends with the last look at it.
-- One row per ticket and spell.
-- key: ticket_no, spell
with touched as (
    select
        ticket_no, spell,
        min(happened_at) as touched_at,
        arg_min(event_id, (happened_at, event_id)) as touch_event_id,
        min(happened_at) filter (where is_start) as started_at,
        bool_or(kind = 'work_status') as has_work
    from flow.touch
    group by ticket_no, spell
),
stay as (
    select
        ticket_no,
        spell,
        arg_min(owner, from_at) as owner,
        coalesce(
            arg_max(owner, from_at) filter (where owner not in ('UNOWNED', 'CUSTOMER')),
            arg_min(owner, from_at)
        ) as last_owner,
        min(from_at) as from_at,
        case when bool_and(to_at is not null) then max(to_at) end as to_at,
        arg_min(rung, from_at) as rung,
        any_value(change_id) filter (where is_arrival) as change_id,
        any_value(reopened_count) as reopened_count,
        arg_min(was_done, from_at) as is_reopening
    from flow.turn
    where spell is not null
    group by ticket_no, spell
)
select
    stay.ticket_no,
    stay.spell,
    stay.owner,
    stay.last_owner,
    stay.from_at,
    coalesce(stay.to_at, case when ticket.gone_at is not null then ticket.last_seen_at end) as to_at,
    case
        when stay.to_at is null then case when ticket.gone_at is not null then 'gone' end
        when close.closed_at is not null then 'closed'
        else 'passed'
    end as ended_by,
    case
        when stay.spell = 1 then 'created'
        when stay.is_reopening then 'reopen'
        when stay.rung = 'status' then 'status'
        else 'transfer'
    end as arrived_by,
    stay.change_id,
    stay.reopened_count,
    touched.touched_at,
    touched.touch_event_id,
    touched.started_at,
    coalesce(touched.has_work, false) as has_work,
    team.is_pseudo
from stay
inner join core.ticket as ticket on ticket.ticket_no = stay.ticket_no
inner join core.team as team on team.team_id = stay.owner
left join flow.close as close
    on close.ticket_no = stay.ticket_no and close.spell = stay.spell
left join touched
    on touched.ticket_no = stay.ticket_no
    and touched.spell = stay.spell
where ticket.is_counted
