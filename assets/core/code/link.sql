-- Which pull request belongs to which ticket, from where that is known, and how sure it is: merging closes the ticket
-- (1), the source's development information counts it (0.95), its key, old or new, stands in the branch or title (0.9), in a
-- commit (0.7) or in the body (0.6), or the ticket was told of the pull request (0.5). Several sources do not add up: the
-- surest counts. That information says how many there are and not which: where that is at least as many as a ticket's key was found
-- in, it means those. A text that looks like a key but names no known ticket (UTF-8) links nothing; nor does a key that tickets of
-- two sites have (core.shared_key). What a ticket was told and what a commit says counts from when it was said on. Titles, bodies and
-- what merging closes have no history: is_dated is false where only such a text says it and the pull request changed after
-- as_of, so that it may be of later. Development information has none, either: no run of an instant that was asked for reads it.
-- Of two keys of which one ends with the other (V2_DATA-6), the longer one is meant. told_at is when the ticket was told, where
-- nothing else says it.
-- One row per pull request and ticket.
-- key: source, pull_request_id, ticket_source, ticket_id
with key_mention as (
    select source, pull_request_id, was_changed_since, unnest(ticket_keys) as m
    from core.pull_request
),
reference as (
    select
        source, pull_request_id, unnest(closed_ticket_ids) as ticket_id, 'closing' as place,
        not was_changed_since as is_dated, null::timestamp as told_at
    from core.pull_request
    union all
    select source, pull_request_id, ticket_id, 'ticket', true, happened_at
    from core.github_pull_request_reference
    where happened_at <= core.as_of()
),
mention as (
    select
        key_mention.source, key_mention.pull_request_id, ticket.source as ticket_source, ticket.ticket_id,
        key_mention.m."in" as place, key_mention.m.key,
        not key_mention.was_changed_since or key_mention.m."in" = 'branch' or key_mention.m.at is not null
            as is_dated
    from key_mention
    inner join core.ticket_key as ticket on ticket.key = key_mention.m.key and ticket.is_newest
    anti join core.shared_key as shared_key on shared_key.key = key_mention.m.key
    where not key_mention.was_changed_since
        or coalesce(core.instant(key_mention.m.at) <= core.as_of(), true)
),
ending as (
    select
        source, pull_request_id, place, unnest(list_transform(
            range(2, len(parts) + 1), lambda part: array_to_string(parts[part:], '_')
        )) as key
    from (select *, string_split(key, '_') as parts from mention where contains(key, '_'))
),
longest_mention as (
    select mention.*
    from mention
    anti join ending
        on ending.source = mention.source and ending.pull_request_id = mention.pull_request_id
        and ending.place = mention.place and ending.key = mention.key
),
confirmed_mention as (
    select distinct
        mention.source,
        mention.pull_request_id,
        mention.ticket_source,
        mention.ticket_id,
        'development' as place,
        mention.is_dated
    from longest_mention as mention
    inner join core.ticket_development as development
        on development.source = mention.ticket_source and development.ticket_id = mention.ticket_id
    where development.pull_request_count >= (
            select count(distinct(every.source, every.pull_request_id)) from longest_mention as every
            where every.ticket_source = mention.ticket_source and every.ticket_id = mention.ticket_id
        )
),
found as (
    select * exclude (key) from longest_mention
    union all
    select * from confirmed_mention
    union all by name
    select
        reference.source, reference.pull_request_id, ticket.source as ticket_source, ticket.ticket_id,
        reference.place, reference.is_dated, reference.told_at
    from reference
    inner join core.ticket as ticket
        on ticket.source = reference.source and ticket.ticket_id = reference.ticket_id
    inner join core.pull_request as pull
        on pull.source = reference.source and pull.pull_request_id = reference.pull_request_id
)
select
    source,
    pull_request_id,
    ticket_source,
    ticket_id,
    list_sort(list(distinct place)) as found_in,
    max(
        case place
            when 'closing' then 1.0 when 'development' then 0.95 when 'commit' then 0.7 when 'body' then 0.6
            when 'ticket' then 0.5 else 0.9
        end
    )::double as confidence,
    bool_or(is_dated) as is_dated,
    case when bool_and(place = 'ticket') then min(told_at) end as told_at
from found
group by all
