-- Jira's statuses with the vendor's category: as the site lists them (is_listed), and as its issues show them.
-- One row per telling.
-- view: core.status
select
    source, id as status_id, payload ->> 'name' as name, payload ->> '$.statusCategory.key' as category,
    false as is_own_word, true as is_listed
from raw.jira_status
union all
select
    source, payload ->> '$.fields.status.id', payload ->> '$.fields.status.name',
    payload ->> '$.fields.status.statusCategory.key', false, false
from raw.jira_issue
