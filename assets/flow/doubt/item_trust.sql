-- How far each work item may be trusted by itself: its doubts as a set of bits, how many millionths of it the worst of them
-- touches, and what these make as a grade. An item that was open when its project was last read whole is as doubtful
-- as what nobody has read since; so in weeks that end later, from unread_from_at on.
-- One row per work item, also those without doubts.
-- key: work_item_kind, source, work_item_id
with item as (
    select
        'ticket' as work_item_kind, ticket.source, ticket.ticket_id as work_item_id, ticket.ticket_number,
        ticket.project_id as scope, coalesce(item.ended_at, ticket.created_at) as ended_at
    from core.ticket as ticket
    inner join flow.work_item as item on item.ticket_number = ticket.ticket_number
    union all
    select
        'pull_request', source, pull_request_id, null, repository_id,
        coalesce(merged_at, closed_at, core.as_of())
    from core.pull_request
),
doubt as (
    select
        work_item_kind, source, work_item_id,
        bit_or(flow.doubt_bit(doubt)) as bits,
        max(greatest(1, round(share * 1000000)::bigint)) as millionths
    from flow.item_doubt
    group by work_item_kind, source, work_item_id
),
doubted_item as (
    select
        item.* exclude (ended_at),
        coalesce(doubt.bits, 0) as own_bits,
        coalesce(doubt.millionths, 0) as own_millionths,
        coalesce(scope_doubt.unread_bits, 0) as unread_bits,
        scope_doubt.unread_from_at,
        coalesce(scope_doubt.missing_bits, 0) as missing_bits,
        coalesce(scope_doubt.missing_millionths, 0) as missing_millionths,
        coalesce(item.ended_at > scope_doubt.unread_from_at, false) as is_unread
    from item
    left join doubt using (work_item_kind, source, work_item_id)
    left join flow.scope_doubt as scope_doubt
        on scope_doubt.source = item.source and scope_doubt.scope = item.scope
)
select
    *,
    own_bits | case when is_unread then unread_bits else 0 end as bits,
    case when is_unread then 1000000 else own_millionths end as millionths,
    flow.grade(bits, millionths) as grade,
    flow.doubts(bits) as doubts
from doubted_item
