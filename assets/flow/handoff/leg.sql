-- Legs: the requests and transfers of a ticket from team to team, in their order, and whether each goes back the way that
-- the one before it came; a team that succeeded one of that pair stands for it.
-- One row per leg.
-- key: ticket_no, leg
with leg as (
    select
        ticket_no, passage_no, released_at, from_team, to_team, has_work,
        row_number() over legs as leg,
        lag(from_team) over legs as from_team_before,
        lag(to_team) over legs as to_team_before,
        lag(has_work) over legs as has_work_before
    from flow.passage_outcome
    where kind in ('request', 'transfer', 'transfer_via_triage') and to_team is not null
    window legs as (partition by ticket_no order by released_at, detector)
)
select
    leg.* exclude (from_team_before, to_team_before, has_work),
    coalesce(
        (leg.from_team = leg.to_team_before or giver.successor_id is not null)
        and (leg.to_team = leg.from_team_before or receiver.successor_id is not null),
        false
    ) as is_back
from leg
left join core.team_successor as giver
    on giver.team_id = leg.to_team_before and giver.successor_id = leg.from_team and giver.from_at <= leg.released_at
left join core.team_successor as receiver
    on receiver.team_id = leg.from_team_before and receiver.successor_id = leg.to_team
    and receiver.from_at <= leg.released_at
