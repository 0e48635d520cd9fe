-- What makes numbers doubtful in the organization file and in how a site is set up: names, accounts, fields and values that
-- mean nothing, or not what was meant. These findings are of no work item; what they lead to is (flow.item_doubt).
-- One row per source, kind of finding and what it is about.
-- view: marts.data_quality
with source_size as (
    select source, count(*) as of_count, count(*) filter (where gone_at is null) as there_count
    from core.ticket
    group by source
)
select
    source, 'account_unknown' as kind, 'organization file' as subject,
    count(*) filter (where not is_seen) as found_count, count(*) as of_count, 0.1 as tolerated_share,
    'accounts of the organization file that the source does not have: misspelt, or without any history'
        as message
from core.account
where person_id is not null or not is_seen
group by source
union all
select
    unclaimed.source,
    'team_value_unclaimed',
    'Team field',
    sum(unclaimed.ticket_count)::bigint,
    any_value(source_size.there_count),
    0.1,
    'tickets have a value in the Team field that no team claims (owns: jira_team_values). Values: '
    || count(*) || '; the most frequent: '
    || array_to_string(
        list(
            unclaimed.team_value || ' (' || unclaimed.ticket_count || ')'
            order by unclaimed.ticket_count desc, unclaimed.team_value
        )[1:3],
        ', '
    )
from core.unclaimed_team_value as unclaimed
inner join source_size on source_size.source = unclaimed.source
group by unclaimed.source
union all
select
    mention.source, 'ticket_key_shared', 'ticket keys', count(distinct mention.key), null,
    0,
    'ticket keys in pull requests that tickets of several sources have, so that they link to none: '
    || array_to_string(list_sort(list(distinct mention.key))[1:3], ', ')
from (select source, unnest(ticket_keys).key as key from core.pull_request) as mention
semi join core.shared_key as shared_key on shared_key.key = mention.key
group by mention.source
union all
select
    source, 'field_unknown', field_id, 1, null, 0,
    'the organization file takes this field for ' || role || ', but the site has no such field'
from core.field_role
where found_by = 'organization file' and is_gone
union all
select
    unread.source, 'estimate_unread', unread.field_id, unread.ticket_count, source_size.of_count, 0.1,
    'tickets whose estimate in ' || coalesce(unread.name, unread.field_id) || ' is no number, such as '
    || unread.example || ': they count as not estimated'
from core.unread_estimate as unread
inner join source_size on source_size.source = unread.source
union all
select
    source, 'name_outdated', kind, count(*), null, 1,
    'things have another name now than in the organization file, which still means them: '
    || '`baton doctor` lists them'
from core.named_thing
where file_name <> name
group by source, kind
union all
select
    word.source, 'name_taken', word.kind, count(distinct known.thing_id), null, 1,
    'things have a name now by which the organization file means others, which had it before: '
    || 'they count for no team unless the file names them by their ids'
from core.named_thing as word
inner join core.known_name as known
    on known.source = word.source and known.kind = word.kind and known.name = word.file_name
where known.is_taken and known.last_seen_at = 'infinity'
group by word.source, word.kind
union all
select
    site.source, 'role_without_field', r.role, 1, null, 1,
    'no field of the site is known to hold this; if there is one, name it in the organization file'
from core.site as site
cross join (values ('points'), ('team'), ('sprint')) as r (role)
anti join core.field_role as known on known.source = site.source and known.role = r.role
where site.has_custom_fields
union all
select
    site.source, 'closed_unwatched', 'tickets', count(*), any_value(source_size.of_count), 1,
    'tickets are closed, and no night looks at them: references, parts, blockers and deleted comments, which '
    || 'do not move a last change, are seen once something else moves it'
from core.site as site
inner join source_size on source_size.source = site.source
inner join core.ticket as ticket on ticket.source = site.source and ticket.gone_at is null
inner join core.ticket_state as state
    on state.source = ticket.source and state.ticket_id = ticket.ticket_id
    and state.to_at = 'infinity' and state.resolution is not null
where site.is_open_alone_watched
group by site.source
