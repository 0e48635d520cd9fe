-- How far chains may be trusted: as the average of their tickets.
-- One row per chain.
-- key: root_number
select
    member.root_number,
    flow.grade(bit_or(trust.bits), sum(trust.millionths) // count(*)) as grade,
    flow.doubts(bit_or(trust.bits)) as doubts
from flow.chain_member as member
inner join flow.item_trust as trust on trust.ticket_number = member.ticket_number
group by member.root_number
