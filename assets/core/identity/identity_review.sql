-- Accounts that may be one person's, and are not joined: near misses for whoever keeps the organization file to decide. They
-- have the same name, names or logins that resemble each other, or an e-mail address that does not settle it; pairs of which
-- the file names both are settled. Handles are compared that share a key: the first 8 or 12 letters, or these
-- without one of them, or a beginning of at least 65 % of each.
-- A key or an address that more than 50 accounts have tells nobody apart. Holds names: it goes to a local file, and never leaves the warehouse otherwise.
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
-- Who cuts a name short keeps at least two thirds of it, or it does not resemble it any more.
blocking_key as (
    select
        source, account_id, handle, 0 as length,
        unnest(list_transform(
            range(greatest(4, ceil(len(handle) * 0.65)::bigint), len(handle) + 1),
            lambda kept: left(handle, kept)
        )) as key
    from handle
    union all
    select
        source, account_id, handle, v.length,
        unnest(
            list_distinct(
                list_prepend(
                    left(handle, v.length),
                    list_transform(
                        range(1, least(len(handle), v.length) + 1),
                        lambda place: left(handle, place - 1)
                        || substr(handle, place + 1, v.length - place)
                    )
                )
            )
        )
    from handle
    cross join (values (8), (12)) as v (length)
),
telling_key as (
    select * from blocking_key
    qualify count(*) over (partition by length, key) <= 50
),
handle_pair as (
    select distinct
        a.source, a.account_id, a.handle,
        b.source as other_source, b.account_id as other_account_id, b.handle as other_handle
    from telling_key as a
    inner join telling_key as b
        on b.length = a.length and b.key = a.key and (a.source, a.account_id) < (b.source, b.account_id)
),
likeness as (
    select
        source, account_id, other_source, other_account_id,
        max(jaro_winkler_similarity(handle, other_handle)) as similarity
    from handle_pair
    where
        handle = other_handle
        or (source <> other_source and jaro_winkler_similarity(handle, other_handle) >= 0.93)
    group by source, account_id, other_source, other_account_id
),
telling_address as (
    select source, account_id, email from core.account_email
    qualify count(*) over (partition by email) <= 50
),
common_address as (
    select
        a.source,
        a.account_id,
        b.source as other_source,
        b.account_id as other_account_id,
        true as is_same_email
    from telling_address as a
    inner join telling_address as b
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
