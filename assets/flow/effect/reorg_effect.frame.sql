-- What each reorganization did to lead times (metrics: before and after a reorganization): pieces of work that its teams
-- began before and after it, against those of teams that went on as they were. verdict is faster, slower, no effect told,
-- or cannot be told; unknown_because says why not. Work that other teams had, but one of the reorganized teams too, is on
-- neither side. Counts are chains.
-- One row per wave.
-- key: wave_on
with first_holder as (
    select ticket_number, arg_min(owner, from_at) as team_id
    from flow.ownership_interval
    where not core.is_pseudo_owner(owner)
    group by ticket_number
),
chain_holder as (
    select distinct member.root_number, owned.owner as team_id
    from flow.chain_member as member
    inner join flow.ownership_interval as owned on owned.ticket_number = member.ticket_number
),
unit as (
    select
        chain.root_number,
        first_holder.team_id,
        chain.created_at,
        chain.ended_at,
        chain.state = 'done' as is_done,
        count(earlier.wave_on) as stretch
    from flow.chain as chain
    inner join first_holder on first_holder.ticket_number = chain.root_number
    left join flow.reorganization_wave as earlier
        on earlier.team_id = first_holder.team_id and earlier.began_at <= chain.created_at
    where chain.is_observed and chain.ended_at is not null
    group by all
),
wave as (
    select
        wave_on,
        min(began_at) as began_at,
        max(settled_at) as settled_at,
        list(team_id order by team_id) as team_ids
    from flow.reorganization_wave
    group by wave_on
),
mixed as (
    select distinct wave.wave_on, chain_holder.root_number
    from flow.reorganization_wave as wave
    inner join chain_holder on chain_holder.team_id = wave.team_id
)
select
    wave.wave_on,
    wave.team_ids,
    wave.began_at,
    wave.settled_at,
    core.as_of() as as_of,
    (select min(created_at) from unit) as first_at,
    unit.team_id,
    list_contains(wave.team_ids, unit.team_id) as is_reorganized,
    unit.created_at,
    unit.ended_at,
    unit.is_done,
    unit.stretch
from wave
cross join unit
left join mixed on mixed.wave_on = wave.wave_on and mixed.root_number = unit.root_number
where mixed.root_number is null or list_contains(wave.team_ids, unit.team_id)
order by wave.wave_on, unit.created_at, unit.root_number
