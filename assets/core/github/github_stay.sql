-- Who was in which team by the looks at GitHub's teams: from the look that found them there to the one that did not. Nothing
-- is known before the first look. A GitHub team counts for the team that claims it; members of a team below it, by that one;
-- who was in teams of several owners at once was, as far as this tells, in none. Half-open; infinite while it lasts.
-- One row per person and stretch.
-- key: person_id, from_at
with look as (
    select
        source,
        id as github_team,
        fetched_at as from_at,
        lead(fetched_at, 1, 'infinity'::timestamp) over looks as to_at,
        payload ->> 'parentId' as parent,
        from_json(payload -> 'members', '[{"databaseId": "VARCHAR"}]') as members
    from landing.github_team
    where payload is null or (payload ->> 'members') is not null
    window looks as (partition by source, id order by fetched_at, walk, row)
),
membership as (
    select
        account.person_id,
        look.github_team,
        look.parent,
        claim.team_id,
        greatest(look.from_at, claim.from_at) as from_at,
        least(look.to_at, claim.to_at) as to_at
    from look, unnest(look.members) as u (m)
    inner join core.account as account
        on account.source = look.source and account.account_id = m.databaseId and account.kind = 'human'
    inner join core.named_thing as named
        on named.source = look.source and named.kind = 'source_team' and named.thing_id = look.github_team
    inner join core.team_claim as claim
        on claim.kind = 'source_team' and claim.value = named.file_name
        and claim.from_at < look.to_at and claim.to_at > look.from_at
    where look.from_at < look.to_at
),
stretch as (
    select
        person_id, from_at,
        lead(from_at, 1, 'infinity'::timestamp) over (partition by person_id order by from_at) as to_at
    from (
        select person_id, from_at from membership
        union
        select person_id, to_at from membership where isfinite(to_at)
    )
),
membership_stretch as (
    select stretch.person_id, stretch.from_at, stretch.to_at, membership.team_id
    from stretch
    inner join membership
        on membership.person_id = stretch.person_id
        and membership.from_at <= stretch.from_at and membership.to_at >= stretch.to_at
    anti join membership as below
        on below.person_id = stretch.person_id and below.parent = membership.github_team
        and below.from_at <= stretch.from_at and below.to_at >= stretch.to_at
    where stretch.from_at < stretch.to_at
),
sole_membership as (
    select person_id, from_at, to_at, any_value(team_id) as team_id
    from membership_stretch
    group by person_id, from_at, to_at
    having count(distinct team_id) = 1
),
stay as (
    select
        *,
        count(*) filter (where begins) over (partition by person_id order by from_at) as turn
    from (
        select
            *, not coalesce(
                team_id = lag(team_id) over stays and from_at = lag(to_at) over stays, false
            ) as begins
        from sole_membership
        window stays as (partition by person_id order by from_at)
    )
)
select person_id, any_value(team_id) as team_id, min(from_at) as from_at, max(to_at) as to_at
from stay
group by person_id, turn
