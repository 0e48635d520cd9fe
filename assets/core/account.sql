-- Accounts on Jira and GitHub, by the vendor's immutable id: whose they are, and whether a human acts through them.
-- GitHub logins are compared without regard to case and without a bot's suffix. What the organization file says of an account wins over what the vendor says.
-- One row per account.
-- key: source, account_id
with seen as (
    select
        source,
        id as account_id,
        id as handle,
        case payload ->> 'accountType' when 'app' then 'bot' when 'customer' then 'customer' end as kind
    from raw.jira_user
    union all
    select
        source,
        id,
        regexp_replace(lower(payload ->> 'login'), '\[bot\]$', ''),
        case payload ->> '__typename' when 'Bot' then 'bot' end
    from raw.github_user
),
named as (
    select a.source, a.account as account, p.id as person_id, null as kind
    from core.organization, unnest(people) as u (p), unnest(p.accounts) as v (a)
    union all
    select b.source, b.account, null, 'bot'
    from core.organization, unnest(bots) as u (b)
    union all
    select c.source, c.account, null, 'customer'
    from core.organization, unnest(customers) as u (c)
),
known as (
    select source, account, max(person_id) as person_id, max(kind) as kind
    from named
    group by source, account
)
select
    coalesce(seen.source, known.source) as source,
    coalesce(seen.account_id, known.account) as account_id,
    known.person_id,
    coalesce(known.kind, seen.kind, 'human') as kind,
    seen.account_id is not null as is_seen
from seen
full join known
    on known.source = seen.source
    and (known.account = seen.account_id or regexp_replace(lower(known.account), '\[bot\]$', '') = seen.handle)
qualify row_number() over (
    partition by coalesce(seen.source, known.source), coalesce(seen.account_id, known.account)
    order by known.person_id nulls last
) = 1
