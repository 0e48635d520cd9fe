-- Links between tickets: from_ticket_id does to to_ticket_id what `outward` says (blocks), the other way round it is
-- `inward` (is blocked by), in the words of the newest look. Both tickets show the same link; either may be unknown to Baton. created_at is when the
-- histories say that the link was made, null where they do not; one that was made after as_of is left out. A link that no ticket
-- shows any more is gone; one that was removed after as_of is in core.blocker alone, which reads histories. Keys are those of as_of.
-- One row per link.
-- key: source, link_id
with shown_link as (
    select * from core.jira_ticket_link
    union all by name
    select * from core.github_ticket_link
),
ticket_pair as (
    select
        source,
        link_id,
        max_by(kind, (seen_at, ticket_id)) as kind,
        max_by(outward, (seen_at, ticket_id)) as outward,
        max_by(inward, (seen_at, ticket_id)) as inward,
        list_distinct(list(outward)) as outward_words,
        list_distinct(list(inward)) as inward_words,
        min(case when outward_ticket_id is not null then ticket_id else inward_ticket_id end)
            as from_ticket_id,
        min(case when outward_ticket_id is not null then key else inward_key end) as from_key,
        min(coalesce(outward_ticket_id, ticket_id)) as to_ticket_id,
        min(case when outward_ticket_id is not null then outward_key else key end) as to_key,
        bool_and(coalesce(gone_at <= core.as_of(), false)) as is_gone
    from shown_link
    group by source, link_id
),
link_change as (
    select
        change.source, change.ticket_id, key.ticket_id as other_id, change.happened_at, change.account_id,
        lower(change.to_text) as words
    from core.ticket_change as change
    inner join core.key_holder as key on key.source = change.source and key.key = change.to_id
    where change.field = 'link' and change.to_id is not null
),
link_creation as (
    select ticket_pair.source, ticket_pair.link_id, link_change.happened_at, link_change.account_id
    from ticket_pair
    inner join link_change
        on link_change.source = ticket_pair.source
        and link_change.ticket_id = ticket_pair.from_ticket_id
        and link_change.other_id = ticket_pair.to_ticket_id
        and list_bool_or(list_transform(
            ticket_pair.outward_words, lambda x: contains(link_change.words, lower(x))
        ))
    union all
    select ticket_pair.source, ticket_pair.link_id, link_change.happened_at, link_change.account_id
    from ticket_pair
    inner join link_change
        on link_change.source = ticket_pair.source
        and link_change.ticket_id = ticket_pair.to_ticket_id
        and link_change.other_id = ticket_pair.from_ticket_id
        and list_bool_or(list_transform(
            ticket_pair.inward_words, lambda x: contains(link_change.words, lower(x))
        ))
)
select
    ticket_pair.* exclude (outward_words, inward_words) replace (
        coalesce(from_ticket.key, ticket_pair.from_key) as from_key,
        coalesce(to_ticket.key, ticket_pair.to_key) as to_key
    ),
    latest_creation.created_at,
    latest_creation.account_id
from ticket_pair
left join (
    select source, link_id, max(happened_at) as created_at, arg_max(account_id, happened_at) as account_id
    from link_creation
    group by source, link_id
) as latest_creation
    on latest_creation.source = ticket_pair.source and latest_creation.link_id = ticket_pair.link_id
left join core.ticket as from_ticket
    on from_ticket.source = ticket_pair.source and from_ticket.ticket_id = ticket_pair.from_ticket_id
left join core.ticket as to_ticket
    on to_ticket.source = ticket_pair.source and to_ticket.ticket_id = ticket_pair.to_ticket_id
where coalesce(latest_creation.created_at <= core.as_of(), true)
