-- Accounts on all sources, by the vendor's immutable id: whose they are, and who acts through them: a human, an agent (software
-- that does what somebody gave it), a bot (automation that acts for nobody), a customer. An agent is whom the organization file
-- names so, or else a bot that has, or had, a known agent's login.
-- Logins are compared without regard to case, and without a bot's suffix; an account keeps those that it had, and who takes
-- one after it is a stranger. What the organization file says of an account comes first; then accounts of humans that share a verified e-mail address are one person's, unless several of one
-- source share it, or people of the file would become one; what is left is a person of its own, named after the account.
-- One row per account.
-- key: source, account_id
with recursive source_account as (
    select
        profile.source, profile.account_id,
        case when agent.thing_id is not null and profile.kind = 'bot' then 'agent' else profile.kind end
            as kind
    from core.profile as profile
    left join (
        select distinct known.source, known.thing_id
        from core.known_name as known
        inner join core.github_agent as agent on agent.login = known.name
        where known.kind = 'account' and not known.is_taken
    ) as agent
        on agent.source = profile.source and agent.thing_id = profile.account_id
),
file_entry as (
    select a.source, a.account, p.id as person_id, null as kind
    from core.organization, unnest(people) as u (p), unnest(p.accounts) as v (a)
    union all
    select b.source, b.account, null, 'bot'
    from core.organization, unnest(bots) as u (b)
    union all
    select a.source, a.account, null, 'agent'
    from core.organization, unnest(agents) as u (a)
    union all
    select c.source, c.account, null, 'customer'
    from core.organization, unnest(customers) as u (c)
),
file_account as (
    select source, account, max(person_id) as person_id, max(kind) as kind
    from file_entry
    group by source, account
),
-- Two joins by one key each: a join by either key would lay every account against every entry of the file.
file_match as (
    select source_account.account_id as seen_id, file_account.*
    from file_account
    inner join source_account
        on source_account.source = file_account.source and source_account.account_id = file_account.account
    union
    select known.thing_id, file_account.*
    from file_account
    inner join core.known_name as known
        on known.source = file_account.source and known.kind = 'account' and not known.is_taken
        and known.name = regexp_replace(lower(file_account.account), '\[bot\]$', '')
),
file_reading as (
    select * from file_match
    union all
    select null, file_account.*
    from file_account
    anti join file_match
        on file_match.source = file_account.source and file_match.account = file_account.account
),
joined_account as (
    select
        coalesce(source_account.source, file_account.source) as source,
        coalesce(source_account.account_id, file_account.account) as account_id,
        file_account.person_id as named_person,
        coalesce(file_account.kind, source_account.kind, 'human') as kind,
        source_account.account_id is not null as is_seen,
        coalesce(source_account.source, file_account.source)
        || ':'
        || coalesce(source_account.account_id, file_account.account) as label
    from source_account
    full join file_reading as file_account
        on file_account.source = source_account.source and file_account.seen_id = source_account.account_id
    qualify row_number() over (
            partition by
                coalesce(source_account.source, file_account.source),
                coalesce(source_account.account_id, file_account.account)
            order by file_account.person_id nulls last
        ) = 1
),
address as (
    select joined_account.label, email.email
    from joined_account
    inner join core.account_email as email
        on email.source = joined_account.source and email.account_id = joined_account.account_id
    where joined_account.kind = 'human'
    qualify count(*) over (partition by email.email, joined_account.source) = 1
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
        count(distinct joined_account.named_person) as named_count,
        min(joined_account.named_person) as named_person
    from reach
    inner join joined_account on joined_account.label = reach.other
    group by reach.label
)
select
    joined_account.source,
    joined_account.account_id,
    case
        when joined_account.named_person is not null then joined_account.named_person
        when joined_account.kind <> 'human' then null
        when circle.named_count = 1 then circle.named_person
        when circle.named_count = 0 then circle.first_label
        else joined_account.label
    end as person_id,
    joined_account.kind,
    joined_account.is_seen,
    case
        when joined_account.named_person is not null then 'file'
        when
            joined_account.kind = 'human' and circle.account_count > 1 and circle.named_count <= 1
            then 'email'
    end as joined_by
from joined_account
left join circle on circle.label = joined_account.label
