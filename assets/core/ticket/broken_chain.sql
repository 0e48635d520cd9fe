-- Where a ticket's history contradicts itself or the ticket: a change that starts from another value than the one before
-- it left, or that tells of a person neither before nor after (step), or a last change that left another value than the
-- ticket has (end). Something is missing there, or was edited behind the source's back. Values are ids, or texts where one
-- side has no id; of components and versions each value has a chain of its own. Nothing can be said of an end where the
-- field is not pulled. Of breaks after as_of nothing is said.
-- One row per ticket, chain and break.
-- key: source, ticket_id, chain, place
with change as (
    select * from core.ticket_change where source in (select source from core.site where has_values_before)
),
item as (
    select
        source, ticket_id, field, field_id, change_id, item_number, happened_at,
        case field
            when 'sprint' then array_to_string(list_sort(regexp_extract_all(from_id, '\d+')), ',')
            when 'labels' then array_to_string(list_sort(string_split(from_text, ' ')), ' ')
            else from_id
        end as from_id,
        case when field = 'points' then core.number(from_text)::varchar else from_text end
            as from_text,
        case field
            when 'sprint' then array_to_string(list_sort(regexp_extract_all(to_id, '\d+')), ',')
            when 'labels' then array_to_string(list_sort(string_split(to_text, ' ')), ' ')
            else to_id
        end as to_id,
        case when field = 'points' then core.number(to_text)::varchar else to_text end as to_text,
        -- Of people only ids are kept, and a migration may leave names alone.
        field in ('assignee', 'reporter') and coalesce(from_id, from_text, to_id, to_text) is null
            as is_untold
    from change
    semi join core.latest_ticket as ticket using (source, ticket_id)
    where core.is_single_field(field) or field in ('labels', 'sprint')
    union all
    select
        source,
        ticket_id,
        field,
        field || ' ' || coalesce(from_id, from_text),
        change_id,
        item_number,
        happened_at,
        'held', 'held', null, null, false
    from change
    where field in ('component', 'fix_version', 'affected_version')
        and coalesce(from_id, from_text) is not null
    union all
    select
        source,
        ticket_id,
        field,
        field || ' ' || coalesce(to_id, to_text),
        change_id,
        item_number,
        happened_at,
        null, null, 'held', 'held', false
    from change
    where field in ('component', 'fix_version', 'affected_version') and coalesce(to_id, to_text) is not null
),
step as (
    select
        *,
        row_number() over chain as number,
        lag(to_id) over chain as left_id,
        lag(to_text) over chain as left_text
    from item
    window chain as (
        partition by source, ticket_id, field, field_id
        order by happened_at, try_cast(change_id as bigint), item_number
    )
),
present as (
    select source, ticket_id, v.field, v.field as slot, v.id, v.text
    from (select source, ticket_id, unnest(core.single_values(ticket)) as v from core.latest_ticket as ticket)
    union all
    select source, ticket_id, 'labels', 'labels', array_to_string(list_sort(nullif(labels, [])), ' '), null
    from core.latest_ticket
    union all
    select
        ticket.source, ticket.ticket_id, asked.role, asked.field_id, held.value_id,
        case asked.role
            when 'points' then core.number(held.value_text)::varchar when 'sprint' then null else value_text
        end
    from core.latest_ticket as ticket
    inner join
        (select distinct source, role, field_id from core.field_value) as asked
        on asked.source = ticket.source
    left join core.field_value as held
        on held.source = ticket.source
        and held.ticket_id = ticket.ticket_id
        and held.field_id = asked.field_id
    where asked.role in ('points', 'team', 'sprint')
    union all
    select ticket.source, ticket.ticket_id, 'component', 'component ' || c.id, 'held', 'held'
    from core.latest_ticket as ticket, unnest(components) as u (c)
),
-- Where one thing stands in one of the source's fields alone, the last change under any name must have left what it is.
last as (
    select
        *, case when field in ('points', 'team', 'sprint', 'component') then field_id else field end as slot
    from item
    qualify row_number() over (
            partition by source, ticket_id, field, slot
            order by happened_at desc, try_cast(change_id as bigint) desc, item_number desc
        ) = 1
),
pair as (
    select
        source,
        ticket_id,
        field,
        field_id,
        change_id,
        item_number,
        happened_at,
        happened_at as last_at,
        'step' as kind,
        left_id, left_text, from_id as found_id, from_text as found_text, is_untold
    from step
    where number > 1 or is_untold
    union all
    select
        last.source, last.ticket_id, last.field, last.field_id, null, null, null, last.happened_at, 'end',
        last.to_id, last.to_text, present.id, present.text, false
    from last
    left join present using (source, ticket_id, field, slot)
    where present.slot is not null or last.field = 'component'
),
project_rename as (
    select source, key, min(project_id) as project_id
    from core.project_key
    group by source, key
    having count(distinct project_id) = 1
),
-- Histories have the name that a value of the Team field had, without its id.
team_rename as (
    select source, name, min(thing_id) as thing_id
    from core.known_name
    where kind = 'team_value'
    group by source, name
    having count(distinct thing_id) = 1
)
select
    pair.source,
    pair.ticket_id,
    pair.field,
    pair.field_id as chain,
    pair.kind,
    coalesce(pair.change_id || '.' || pair.item_number, 'now') as place,
    pair.change_id,
    pair.happened_at,
    coalesce(left_text, left_id) as left_value,
    coalesce(found_text, found_id) as found_value
from pair
left join project_rename as before
    on before.source = pair.source
    and before.key = case pair.field when 'key' then regexp_extract(left_text, '^(.+)-\d+$', 1) end
left join project_rename as after
    on after.source = pair.source
    and after.key = case pair.field when 'key' then regexp_extract(found_text, '^(.+)-\d+$', 1) end
left join team_rename as team_before
    on team_before.source = pair.source and team_before.name = case pair.field when 'team' then left_text end
left join team_rename as team_after
    on team_after.source = pair.source and team_after.name = case pair.field when 'team' then found_text end
where pair.last_at <= core.as_of()
    and case
        when is_untold then true
        when left_id is not null and found_id is not null then left_id <> found_id
        when left_text is not null and found_text is not null
            then
                left_text <> found_text
                -- A project that got another key changes those of its tickets without a word.
                and not coalesce(
                    before.project_id = after.project_id
                    and regexp_extract(left_text, '\d+$') = regexp_extract(found_text, '\d+$'),
                    false
                )
                and not coalesce(team_before.thing_id = team_after.thing_id, false)
        else (coalesce(left_id, left_text) is null) <> (coalesce(found_id, found_text) is null)
    end
