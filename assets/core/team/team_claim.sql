-- What teams own, when: the things that the organization file names, each under one name of its own (core.named_thing).
-- What the file says of a thing comes first, then a team's own name as a value of the Team field, then what a team had that was
-- merged into another: one owner at a time. Half-open, infinite where nothing bounds it.
-- One row per thing (kind, project or repository around it, value) and stretch.
-- key: kind, project_key, value, from_at
-- A project may stand in the file under several of its names.
with project_alias as (
    select known.name, min(named.file_name) as file_name
    from core.known_name as known
    inner join core.named_thing as named
        on named.source = known.source and named.kind = known.kind and named.thing_id = known.thing_id
    where known.kind = 'project' and not known.is_taken
    group by known.name
    having count(distinct named.file_name) = 1 and min(named.file_name) <> known.name
),
claim as (
    select
        owned.kind,
        coalesce(around.file_name, owned.project_key) as project_key,
        coalesce(alias.file_name, owned.value) as value,
        owned.team_id, owned.from_at, owned.to_at, owned.rank
    from core.owned_thing as owned
    left join project_alias as around on around.name = owned.project_key
    left join project_alias as alias on alias.name = case owned.kind when 'project' then owned.value end
),
claim_or_heirloom as (
    select * from claim where from_at < to_at
    union all
    select claim.kind, project_key, value, heir_id, heir.from_at, heir.to_at, rank + 2
    from claim
    inner join core.team_heir as heir on heir.team_id = claim.team_id and claim.to_at <= heir.from_at
    inner join core.team as team on team.team_id = claim.team_id and claim.to_at = team.to_at
),
stretch as (
    select
        kind, project_key, value, from_at,
        lead(from_at, 1, 'infinity'::timestamp)
            over (partition by kind, project_key, value order by from_at)
            as to_at
    from (
        select kind, project_key, value, from_at from claim_or_heirloom
        union
        select kind, project_key, value, to_at from claim_or_heirloom where isfinite(to_at)
    )
),
decision as (
    select
        stretch.kind, stretch.project_key, stretch.value, stretch.from_at, stretch.to_at,
        arg_min(claim_or_heirloom.team_id, (rank, claim_or_heirloom.team_id)) as team_id
    from stretch
    inner join claim_or_heirloom
        on claim_or_heirloom.kind = stretch.kind and claim_or_heirloom.project_key = stretch.project_key
        and claim_or_heirloom.value = stretch.value
        and claim_or_heirloom.from_at <= stretch.from_at and claim_or_heirloom.to_at >= stretch.to_at
    where stretch.from_at < stretch.to_at
    group by all
)
select kind, project_key, value, team_id, from_at, to_at
from decision
