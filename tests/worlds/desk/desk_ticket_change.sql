-- A desk's changes in the words and columns of core.ticket_change.
-- One row per change.
select
    source,
    id as change_id,
    1 as item_number,
    payload ->> 'ticket' as ticket_id,
    core.instant(payload ->> 'at') as happened_at,
    payload ->> 'author' as account_id,
    payload ->> 'field' as field,
    payload ->> 'field' as field_id,
    nullif(payload ->> 'before', '') as from_id,
    nullif(payload ->> 'before', '') as from_text,
    nullif(payload ->> 'after', '') as to_id,
    nullif(payload ->> 'after', '') as to_text
from raw.desk_change
