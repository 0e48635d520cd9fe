-- Records that the sources have and that could not be read, each with the reason, until they could; and what was read and
-- has no date in any calendar. scope is the project or repository; null where it is not known.
-- One row per record.
with undated_record as (
    select * from core.jira_undated_record
    union all
    select * from core.github_undated_record
)
select
    source,
    scope,
    coalesce(payload ->> 'stream', 'records') as stream,
    payload ->> 'id' as record_id,
    payload ->> 'reason' as reason
from raw.skipped
where gone_at is null
union all
select source, scope, stream, record_id, 'has a date of no calendar: ' || told from undated_record
