-- The ball ledger: who held each chain and who was waited for, from its creation to its end, without gaps or overlaps.
-- The hours of one ledger of a chain add up to its lead time.
-- One row per ledger, chain and segment.
-- key: ledger, source, root_ticket_id, segment_number
-- column ledger: non_platform (the headline: handoffs with shared platform teams are no waits), all, or critical
-- column source: configured name of the Jira site
-- column root_ticket_id: the chain, by its root ticket
-- column segment_number: 1, 2, … in time
-- column segment: hold (somebody has the ball) or handoff (it is released and not yet picked up)
-- column team_id: the holder, or the team that is waited for; UNOWNED while it lies in triage
-- column team_name: what that is called
-- column handoff_id: the handoff that waits; null of a hold
-- column from_at: start, UTC
-- column to_at: end, UTC
-- column hours: its length
-- column business_hours: its length in working hours of team_id; null where that has no calendar
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
select
    segment.ledger,
    root.source,
    root.ticket_id as root_ticket_id,
    segment.number as segment_number,
    segment.segment,
    segment.team_id,
    marts.team_name(segment.team_id) as team_name,
    handoff.handoff_id,
    segment.from_at,
    segment.to_at,
    segment.hours,
    segment.business_hours,
    trust.grade,
    trust.doubts
from flow.chain_segment as segment
inner join core.ticket as root on root.ticket_number = segment.root_number
left join flow.chain_trust as trust on trust.root_number = segment.root_number
left join flow.handoff as handoff on handoff.handoff_number = segment.handoff_number
order by segment.ledger, root.source, root.ticket_id, segment.number
