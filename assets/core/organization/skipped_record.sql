-- Records that the sources have and that could not be read, each with the reason, until they could.
-- One row per record.
select
    source,
    coalesce(payload ->> 'stream', 'records') as stream,
    payload ->> 'id' as record_id,
    payload ->> 'reason' as reason
from raw.skipped
where gone_at is null
