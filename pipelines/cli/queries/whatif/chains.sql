-- Chains that were open in the window of what-if questions, done or open now, and what they waited on their critical path
-- for one of the teams, given by another of them; a row per chain and receiver.
select
    chain.root_number,
    epoch(chain.ended_at - chain.created_at) / 3600 as lead_hours,
    handoff.to_team,
    sum(segment.hours) as wait_hours
from flow.chain_segment as segment
inner join flow.chain as chain on chain.root_number = segment.root_number
inner join flow.handoff as handoff on handoff.handoff_number = segment.handoff_number
where
    segment.ledger = 'critical'
    and segment.segment = 'handoff'
    and chain.state in ('done', 'open')
    and chain.is_observed
    and chain.ended_at > flow.merge_window_from()
    and handoff.from_team <> handoff.to_team
    and list_contains(string_split($teams, ','), handoff.from_team)
    and list_contains(string_split($teams, ','), handoff.to_team)
group by chain.root_number, chain.created_at, chain.ended_at, handoff.to_team
order by chain.root_number, handoff.to_team
