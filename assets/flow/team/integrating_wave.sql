-- Reorganizations that integrate: each of their teams became one with another of them, and these had handed work to each other.
-- What a team became is the team that it was merged into or that had more than half of its people when all had moved; one
-- that goes on with most of its people became itself. Each former team had five handoffs at least with those that it became
-- one with, in the 13 weeks before; shared platforms hand over nothing here. Where any team of the wave was split up, lent
-- people or joined for another reason, nobody can tell what the merger did, and the wave is not among these; nor where the new
-- team is none of the wave's, so that its work is not looked at.
-- handoff_count is that of handoffs which the new teams would have within them.
-- One row per wave.
-- key: wave_on
with wave_team as (
    select
        wave_on,
        team_id,
        began_at,
        max(settled_at) over (partition by wave_on) as settled_at
    from flow.reorganization_wave
),
former_member as (
    select
        wave_team.wave_on, wave_team.team_id, wave_team.settled_at, member.person_id,
        count(distinct member.person_id) over (partition by wave_team.wave_on, wave_team.team_id)
            as people_count
    from wave_team
    inner join core.team_member as member
        on member.team_id = wave_team.team_id
        and member.from_at < wave_team.began_at and member.to_at >= wave_team.began_at
),
majority as (
    select former_member.wave_on, former_member.team_id, later.team_id as became_team_id
    from former_member
    inner join core.team_member as later
        on later.person_id = former_member.person_id
        and later.from_at <= former_member.settled_at and later.to_at > former_member.settled_at
    group by former_member.wave_on, former_member.team_id, later.team_id
    having count(distinct former_member.person_id) > any_value(former_member.people_count) / 2
),
former_team as (
    select
        wave_team.wave_on,
        wave_team.team_id,
        any_value(wave_team.began_at) as began_at,
        coalesce(any_value(heir.heir_id), min(majority.became_team_id)) as became_team_id
    from wave_team
    semi join former_member
        on former_member.wave_on = wave_team.wave_on and former_member.team_id = wave_team.team_id
    left join majority
        on majority.wave_on = wave_team.wave_on and majority.team_id = wave_team.team_id
    left join core.team_heir as heir
        on heir.team_id = wave_team.team_id
        and heir.from_at between wave_team.began_at and wave_team.settled_at
        and heir.to_at > wave_team.settled_at
    group by wave_team.wave_on, wave_team.team_id
),
inner_handoff as (
    select giver.wave_on, giver.team_id, receiver.team_id as receiver_id, handoff.handoff_number
    from former_team as giver
    inner join flow.handoff as handoff
        on handoff.from_team = giver.team_id
        and handoff.released_at >= giver.began_at - interval 13 weeks
        and handoff.released_at < giver.began_at
    inner join former_team as receiver
        on receiver.wave_on = giver.wave_on and receiver.team_id = handoff.to_team
        and receiver.became_team_id = giver.became_team_id
    semi join wave_team
        on wave_team.wave_on = giver.wave_on and wave_team.team_id = giver.became_team_id
    where handoff.is_observed and not handoff.is_platform and giver.team_id <> receiver.team_id
),
team_handoff as (
    select wave_on, team_id, count(*) as handoff_count
    from (
        select wave_on, team_id from inner_handoff
        union all
        select wave_on, receiver_id from inner_handoff
    )
    group by wave_on, team_id
)
select
    former_team.wave_on,
    list(former_team.team_id order by former_team.team_id) as former_team_ids,
    list(distinct former_team.became_team_id order by former_team.became_team_id) as became_team_ids,
    (sum(team_handoff.handoff_count) / 2)::bigint as handoff_count
from former_team
left join team_handoff
    on team_handoff.wave_on = former_team.wave_on and team_handoff.team_id = former_team.team_id
group by former_team.wave_on
having bool_and(coalesce(team_handoff.handoff_count >= 5, false))
