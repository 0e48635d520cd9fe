-- core.team_member as it would be if somebody had been in one team from an instant on; the three are variables.
select
    member.person_id,
    member.team_id,
    member.from_at,
    case
        when member.person_id = getvariable('whatif_person')
            then least(member.to_at, getvariable('whatif_since')::timestamp)
        else member.to_at
    end as to_at,
    member.origin
from core.team_member as member
where
    member.person_id <> getvariable('whatif_person')
    or member.from_at < getvariable('whatif_since')::timestamp
union all
select
    getvariable('whatif_person'),
    getvariable('whatif_team'),
    getvariable('whatif_since')::timestamp,
    'infinity'::timestamp,
    'file'
