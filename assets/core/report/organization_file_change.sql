-- What the organization file says otherwise than at the newest publication: whose stays in teams (membership), whose accounts
-- (identity), or anything else (organization file).
-- One row per kind of change and person or account, or one for all the rest.
-- key: kind, person_id, source, account_id
with version as (
    select
        record.hash = o.hash as is_now,
        from_json(record.payload, '{
            "teams": [{"id": "VARCHAR", "members": [{"person": "VARCHAR", "from_at": "VARCHAR", "to_at": "VARCHAR"}],
                       "agents": [{"account": "VARCHAR", "from_at": "VARCHAR", "to_at": "VARCHAR"}]}],
            "people": [{"id": "VARCHAR", "accounts": [{"source": "VARCHAR", "account": "VARCHAR"}]}],
            "bots": [{"source": "VARCHAR", "account": "VARCHAR"}],
            "agents": [{"source": "VARCHAR", "account": "VARCHAR"}],
            "customers": [{"source": "VARCHAR", "account": "VARCHAR"}]
        }') as file,
        json_merge_patch(
            record.payload,
            '{"teams": null, "people": null, "bots": null, "agents": null, "customers": null}'
        )::varchar
            as rest,
        list_transform(
            from_json(record.payload -> 'teams', '["JSON"]'),
            lambda team: json_merge_patch(team, '{"members": null, "agents": null}')::varchar
        ) as teams_without_members
    from landing.organization as record
    cross join core.organization as o
    cross join core.reported_organization as reported
    where
        record.hash in (o.hash, reported.organization_version)
        and o.hash <> reported.organization_version
    qualify row_number() over (partition by record.hash order by record.fetched_at desc) = 1
),
stay as (
    select is_now, t.id as team_id, m.person, m.from_at, m.to_at
    from version, unnest(file.teams) as u (t), unnest(t.members) as v (m)
    union all
    select is_now, t.id, a.account, a.from_at, a.to_at
    from version, unnest(file.teams) as u (t), unnest(t.agents) as v (a)
),
person_account as (
    select is_now, p.id as person, a.source, a.account
    from version, unnest(file.people) as u (p), unnest(p.accounts) as v (a)
    union all
    select is_now, null, b.source, b.account
    from version, unnest(file.bots) as u (b)
    union all
    select is_now, null, a.source, a.account
    from version, unnest(file.agents) as u (a)
    union all
    select is_now, null, c.source, c.account
    from version, unnest(file.customers) as u (c)
)
select distinct 'membership' as kind, person as person_id, '' as source, '' as account_id
from (
    select team_id, person, from_at, to_at
    from stay
    group by all
    having count(distinct is_now) = 1
)
union all
select distinct 'identity', coalesce(person, ''), source, account
from (
    select person, source, account
    from person_account
    group by all
    having count(distinct is_now) = 1
)
union all
select 'organization file', '', '', ''
from version
having count(distinct rest) > 1 or count(distinct teams_without_members) > 1
