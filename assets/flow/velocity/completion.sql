-- Standing completions: a ticket's last close, with a resolution that counts, not reopened since. Team and estimate are
-- those just before the close (metrics: velocity); cycle is from the first work status, of anyone and of the team.
-- One row per completed ticket.
-- key: ticket_number
with work as (
    select
        owned_state.ticket_number,
        min(owned_state.from_at) filter (where owned_state.is_work) as first_work_at
    from flow.owned_state as owned_state
    group by owned_state.ticket_number
),
in_team as (
    select close.ticket_number, min(owned_state.from_at) as team_work_at
    from flow.close as close
    inner join flow.owned_state as owned_state
        on owned_state.ticket_number = close.ticket_number
        and owned_state.visit_number = close.visit_number and owned_state.is_work
    where close.reopened_at is null
    group by close.ticket_number
)
select
    close.ticket_number,
    ticket.key,
    ticket.type,
    close.owner as team_id,
    close.closed_at as completed_at,
    close.points,
    ticket.created_at,
    work.first_work_at,
    epoch(close.closed_at - ticket.created_at) / 3600 as lead_hours,
    case
        when work.first_work_at < close.closed_at then epoch(close.closed_at - work.first_work_at) / 3600
    end as cycle_hours,
    epoch(close.closed_at - in_team.team_work_at) / 3600 as cycle_in_team_hours,
    epoch(close.closed_at - ticket.created_at) < 300 as is_logged_after
from flow.close as close
inner join core.ticket as ticket on ticket.ticket_number = close.ticket_number
left join work on work.ticket_number = close.ticket_number
left join in_team on in_team.ticket_number = close.ticket_number
where close.reopened_at is null and close.is_counted and ticket.is_counted
qualify row_number() over (partition by close.ticket_number order by close.closed_at desc) = 1
