-- Chains from the creation of their root to its standing close, or to as_of (of a gone root: the last look). A root that
-- was closed with a resolution that does not count is cancelled. ended_at is null where nobody knows when it was closed.
-- is_observed is false of one that began before the history of all sources is complete: waits of then are not known.
-- One row per chain.
-- key: root_number
select
    ticket.ticket_number as root_number,
    ticket.created_at,
    close.closed_at,
    case
        when coalesce(close.is_counted, undated_close.is_counted) then 'done'
        when close.closed_at is not null or undated_close.ticket_number is not null then 'cancelled'
        when ticket.gone_at is not null then 'gone'
        else 'open'
    end as state,
    case
        when undated_close.ticket_number is null
            then coalesce(
                    close.closed_at,
                    greatest(
                        case when ticket.gone_at is not null then ticket.last_seen_at else core.as_of() end,
                        ticket.created_at
                    )
                )
    end as ended_at,
    ticket.created_at >= (select max(history_from) from core.source) as is_observed
from core.ticket as ticket
inner join flow.chain_member as member on member.ticket_number = ticket.ticket_number and member.depth = 0
left join
    (select * from flow.close where reopened_at is null) as close
    on close.ticket_number = ticket.ticket_number
left join flow.undated_close as undated_close on undated_close.ticket_number = ticket.ticket_number
