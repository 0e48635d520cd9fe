-- Accounts that may be one person's, and are not joined: near misses for whoever keeps the organization file to decide. They
-- have the same name, names or logins that resemble each other, or an e-mail address that does not settle it; pairs of which
-- the file names both are settled. Holds names: it goes to a local file, and never leaves the warehouse otherwise.
-- One row per pair of accounts.
-- key: source, account_id, other_source, other_account_id
with candidate as (
    select
        profile.source,
        profile.account_id,
        profile.name,
        profile.login,
        account.person_id,
        account.joined_by,
        nullif(regexp_replace(strip_accents(lower(name)), '[^a-z0-9]+', '', 'g'), '') as plain_name,
        nullif(
            regexp_replace(strip_accents(lower(split_part(login, '@', 1))), '[^a-z]+', '', 'g'), ''
        ) as plain_login
    from core.profile as profile
    inner join core.account as account
        on account.source = profile.source
        and account.account_id = profile.account_id
        and account.kind = 'human'
),
handle as (
    select *, unnest(list_distinct(list_filter([plain_name, plain_login], lambda x: len(x) >= 4))) as handle
    from candidate
),
likeness as (
    select
        a.source, a.account_id, b.source as other_source, b.account_id as other_account_id,
        max(jaro_winkler_similarity(a.handle, b.handle)) as similarity
    from handle as a
    inner join handle as b
        on (a.source, a.account_id) < (b.source, b.account_id) and left(a.handle, 2) = left(b.handle, 2)
    where
        a.handle = b.handle
        or (a.source <> b.source and jaro_winkler_similarity(a.handle, b.handle) >= 0.93)
    group by all
),
common_address as (
    select
        a.source,
        a.account_id,
        b.source as other_source,
        b.account_id as other_account_id,
        true as is_same_email
    from core.account_email as a
    inner join core.account_email as b
        on b.email = a.email and (a.source, a.account_id) < (b.source, b.account_id)
    group by all
),
pair as (
    select source, account_id, other_source, other_account_id, similarity, is_same_email
    from likeness
    full join common_address using (source, account_id, other_source, other_account_id)
)
select
    pair.source,
    pair.account_id,
    one.name,
    one.login,
    pair.other_source,
    pair.other_account_id,
    other.name as other_name,
    other.login as other_login,
    case
        when is_same_email then 'same e-mail, but not of these two alone'
        when one.plain_name = other.plain_name then 'same name'
        else 'similar name or login'
    end as reason,
    coalesce(round(similarity, 3), 1.0) as similarity
from pair
inner join candidate as one on one.source = pair.source and one.account_id = pair.account_id
inner join candidate as other on other.source = pair.other_source and other.account_id = pair.other_account_id
where
    one.person_id <> other.person_id
    and not (coalesce(one.joined_by, '') = 'file' and coalesce(other.joined_by, '') = 'file')
