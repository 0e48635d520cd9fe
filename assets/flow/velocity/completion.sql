-- Standing completions: a ticket's last close, with a resolution that counts, not reopened since. Team and estimate are
-- those just before the close (metrics: velocity); cycle is from the first work status, of anyone and of the team.
-- One row per completed ticket.
-- key: ticket_no
with work as (
    select
        step.ticket_no,
        min(step.from_at) filter (where step.is_work) as first_work_at
    from flow.owner_step as step
    group by step.ticket_no
),
in_team as (
    select close.ticket_no, min(step.from_at) as team_work_at
    from flow.close as close
    inner join flow.owner_step as step
        on step.ticket_no = close.ticket_no
        and step.spell = close.spell and step.is_work
    where close.reopened_at is null
    group by close.ticket_no
)
select
    close.ticket_no,
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
inner join core.ticket as ticket on ticket.ticket_no = close.ticket_no
left join work on work.ticket_no = close.ticket_no
left join in_team on in_team.ticket_no = close.ticket_no
where close.reopened_at is null and close.is_counted and ticket.is_counted
qualify row_number() over (partition by close.ticket_no order by close.closed_at desc) = 1
