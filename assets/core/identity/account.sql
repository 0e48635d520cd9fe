-- Accounts on Jira and GitHub, by the vendor's immutable id: whose they are, and whether a human acts through them.
-- Logins (GitHub's, and Jira Data Center's beside its keys) are compared without regard to case, GitHub's without a bot's
-- suffix. What the organization file says of an
-- account comes first; then accounts of humans that share a verified e-mail address are one person's, unless several of one
-- source share it, or people of the file would become one; what is left is a person of its own, named after the account.
-- One row per account.
-- key: source, account_id
with recursive seen as (
    select
        source,
        id as account_id,
        lower(coalesce(payload ->> 'name', id)) as handle,
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
),
account as (
    select
        coalesce(seen.source, known.source) as source,
        coalesce(seen.account_id, known.account) as account_id,
        known.person_id as named_person,
        coalesce(known.kind, seen.kind, 'human') as kind,
        seen.account_id is not null as is_seen,
        coalesce(seen.source, known.source) || ':' || coalesce(seen.account_id, known.account) as label
    from seen
    full join known
        on known.source = seen.source
        and (
            known.account = seen.account_id
            or regexp_replace(lower(known.account), '\[bot\]$', '') = seen.handle
        )
    qualify row_number() over (
        partition by coalesce(seen.source, known.source), coalesce(seen.account_id, known.account)
        order by known.person_id nulls last
    ) = 1
),
address as (
    select account.label, email.email
    from account
    inner join core.account_email as email
        on email.source = account.source and email.account_id = account.account_id
    where account.kind = 'human'
    qualify count(*) over (partition by email.email, account.source) = 1
),
reach as (
    select label, label as other from address
    union
    select reach.label, there.label
    from reach
    inner join address as here on here.label = reach.other
    inner join address as there on there.email = here.email
),
circle as (
    select
        reach.label,
        min(reach.other) as first_label,
        count(distinct reach.other) as account_count,
        count(distinct account.named_person) as named_count,
        any_value(account.named_person) as named_person
    from reach
    inner join account on account.label = reach.other
    group by reach.label
)
select
    account.source,
    account.account_id,
    case
        when account.named_person is not null then account.named_person
        when account.kind <> 'human' then null
        when circle.named_count = 1 then circle.named_person
        when circle.named_count = 0 then circle.first_label
        else account.label
    end as person_id,
    account.kind,
    account.is_seen,
    case
        when account.named_person is not null then 'file'
        when account.kind = 'human' and circle.account_count > 1 and circle.named_count <= 1 then 'email'
    end as joined_by
from account
left join circle on circle.label = account.label
