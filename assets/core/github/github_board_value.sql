-- What the fields of project boards held of GitHub's issues, from when on. Boards have no history: a look tells what a field
-- holds, and since when, so what came and went between two looks is unknown. What is empty or off the board was so from
-- the look on that found it so, and so has another name. An iteration is the board's with its own id. Looks that did not ask for
-- fields tell nothing. That the issue which a transferred one was is on no board any more says nothing, nor does it of an
-- issue that is gone, since its last look.
-- One row per issue, field and change.
-- key: source, change_id
with look as (
    select
        source,
        id as item_id,
        row_number() over looks as look_number,
        last_value(payload ->> 'issueId' ignore nulls) over looks as issue_id,
        last_value(payload ->> 'boardId' ignore nulls) over looks as board_id,
        payload is null as is_off,
        payload -> 'fieldValues' as field_values,
        fetched_at
    from landing.github_board_item
    window looks as (partition by source, id order by fetched_at, walk, row)
),
content as (
    select source, item_id, look_number, board_id, unnest(from_json(field_values, '["JSON"]')) as v
    from look
),
shown_value as (
    select
        source, item_id, look_number,
        v ->> '$.field.id' as field_id,
        board_id || ':' || (v ->> 'iterationId') as value_id,
        coalesce(v ->> 'number', v ->> 'name', v ->> 'title') as value_text,
        core.instant(v ->> 'updatedAt') as set_at
    from content
    where (v ->> '$.field.id') is not null
),
-- Every field that an item ever had, at every look at the item.
reading as (
    select
        look.source, look.item_id, look.look_number, look.board_id, look.fetched_at,
        issue.ticket_id,
        field.field_id,
        shown_value.value_id, shown_value.value_text, shown_value.set_at
    from look
    inner join (select distinct source, item_id, field_id from shown_value) as field
        on field.source = look.source and field.item_id = look.item_id
    inner join core.github_issue as issue on issue.source = look.source and issue.issue_id = look.issue_id
    left join shown_value
        on shown_value.source = look.source and shown_value.item_id = look.item_id
        and shown_value.look_number = look.look_number and shown_value.field_id = field.field_id
    left join core.github_gone_issue as gone_issue
        on gone_issue.source = issue.source and gone_issue.issue_id = issue.issue_id
    where look.field_values is not null
        or (
            look.is_off and issue.issue_id = issue.ticket_id
            and (gone_issue.issue_id is null or look.fetched_at <= gone_issue.last_seen_at)
        )
),
compared_reading as (
    select
        *,
        lag(value_id) over looks as id_before,
        lag(value_text) over looks as text_before,
        lag(set_at) over looks as set_before
    from reading
    window looks as (partition by source, item_id, field_id order by look_number)
),
step as (
    select
        *,
        case when coalesce(set_at = set_before, false) then fetched_at else coalesce(set_at, fetched_at) end
            as happened_at
    from compared_reading
    where value_text is distinct from text_before or value_id is distinct from id_before
)
select
    source,
    ticket_id,
    board_id,
    field_id,
    ticket_id || (600000 + row_number() over (
        partition by source, ticket_id order by happened_at, look_number, item_id, field_id
    )) as change_id,
    happened_at,
    id_before as from_id,
    text_before as from_text,
    value_id as to_id,
    value_text as to_text,
    lead(look_number) over (partition by source, item_id, field_id order by look_number) is null as is_last
from step
