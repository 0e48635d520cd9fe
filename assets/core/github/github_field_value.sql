-- What the fields that have a role hold on each of GitHub's issues now: as issues show their fields, as boards showed theirs
-- at the last look, and as labels stand. Of a sprint the id, of all else the text. An estimate that is no number is none.
-- One row per ticket and field that is filled.
-- key: source, ticket_id, field_id
with content as (
    select source, ticket_id, part as field_id, null as value_id, value_text
    from core.github_issue_plan
    union all
    select source, ticket_id, field_id, to_id, to_text
    from core.github_board_value
    where is_last
    union all
    select source, ticket_id, field_id, null, to_text
    from core.github_label_value
    where is_last
)
select
    content.source,
    content.ticket_id,
    issue.scope as project_id,
    content.field_id,
    role.role,
    issue.gone_at is null as is_there,
    case role.role when 'sprint' then content.value_id end as value_id,
    case when role.role <> 'sprint' then content.value_text end as value_text
from content
inner join core.github_field_role as role
    on role.source = content.source and role.field_id = content.field_id
inner join raw.github_issue as issue on issue.source = content.source and issue.id = content.ticket_id
where coalesce(case role.role when 'sprint' then content.value_id else content.value_text end, '') <> ''
    and (role.role <> 'points' or core.number(content.value_text) is not null)
-- After a transfer a board may have shown two items of one issue.
qualify row_number() over (
        partition by content.source, content.ticket_id, content.field_id
        order by content.value_text, content.value_id
    ) = 1
