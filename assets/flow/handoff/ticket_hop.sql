-- Hops: the requests and transfers of a ticket from team to team, in their order, and whether each goes back the way that
-- the one before it came; a team that succeeded one of that pair stands for it.
-- One row per hop.
-- key: ticket_number, hop
with hop_and_previous as (
    select
        ticket_number, handoff_number, released_at, from_team, to_team, has_work,
        row_number() over hops as hop,
        lag(from_team) over hops as from_team_before,
        lag(to_team) over hops as to_team_before,
        lag(has_work) over hops as has_work_before
    from flow.ticket_handoff_outcome
    where kind in ('request', 'transfer', 'transfer_via_triage') and to_team is not null
    window hops as (partition by ticket_number order by released_at, detector, handoff_number)
)
select
    hop_and_previous.* exclude (from_team_before, to_team_before, has_work),
    giver.stand_in_id is not null and receiver.stand_in_id is not null as is_back
from hop_and_previous
left join core.team_stand_in as giver
    on giver.team_id = hop_and_previous.to_team_before
    and giver.stand_in_id = hop_and_previous.from_team
    and giver.from_at <= hop_and_previous.released_at
left join core.team_stand_in as receiver
    on receiver.team_id = hop_and_previous.from_team_before
    and receiver.stand_in_id = hop_and_previous.to_team
    and receiver.from_at <= hop_and_previous.released_at
