-- Who was in which GitHub team, from when to when: dated from the first look on, direct members only. Half-open; to_at
-- is infinite for the team as it is. The organization file's teams are core.team; these tell how GitHub's differ.
-- One row per version of a team and member; member null where it has none or they are not visible.
-- view: core.team_roster
with version as (
    select
        source, id as team_id, payload, fetched_at as from_at,
        lead(fetched_at, 1, 'infinity'::timestamp)
            over (partition by source, id order by fetched_at, walk, row) as to_at
    from landing.github_team
)
select
    source,
    team_id,
    lower(payload ->> 'combinedSlug') as name,
    payload ->> 'parentId' as parent_team_id,
    from_at,
    to_at,
    coalesce(place, 0) as member_number,
    member ->> 'databaseId' as account_id
from version
left join lateral (
    select
        unnest(from_json(payload -> 'members', '["JSON"]')) as member,
        generate_subscripts(from_json(payload -> 'members', '["JSON"]'), 1) as place
) as team_member_entry on true
where payload is not null and to_at is distinct from from_at
