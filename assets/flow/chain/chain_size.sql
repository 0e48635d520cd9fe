-- How large each chain is, so that like is compared with like: its root's estimate at the first work, before handoffs can
-- change it; where there is none, the lines that its pull requests add and delete, in quarters of the chains that have
-- those alone; else its tickets.
-- One row per chain.
-- key: root_number
with churn as (
    select
        root_number,
        case when bool_and(line_count is not null) then sum(line_count)::bigint end as line_count
    from (
        select distinct
            member.root_number, pull.source, pull.pull_request_id,
            pull.additions + pull.deletions as line_count
        from flow.chain_member as member
        inner join core.ticket as ticket on ticket.ticket_number = member.ticket_number
        inner join
            core.link as link
            on link.ticket_source = ticket.source and link.ticket_id = ticket.ticket_id
        inner join core.pull_request as pull
            on pull.source = link.source and pull.pull_request_id = link.pull_request_id
    )
    group by root_number
),
measure as (
    select
        member.root_number,
        count(*)::bigint as ticket_count,
        any_value(item.size_at_start) as size,
        any_value(churn.line_count) as line_count
    from flow.chain_member as member
    inner join flow.work_item as item on item.ticket_number = member.root_number
    left join churn on churn.root_number = member.root_number
    group by member.root_number
)
select
    *,
    case
        when size is not null then flow.size_bucket(size)
        when line_count is not null
            then 'lines, quarter ' || flow.quarter(
                    rank() over (partition by size is null and line_count is not null order by line_count),
                    count(*) over (partition by size is null and line_count is not null)
                )
        when ticket_count < 3 then if(ticket_count = 1, '1 ticket', '2 tickets')
        else '3+ tickets'
    end as size_bucket
from measure
