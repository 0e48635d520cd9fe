-- The newest record of each, with its first and latest change as seen, and when it was found gone.
-- One row per entity.
-- key: source, id
-- column source: configured name of the Jira site or GitHub host
-- column scope: project or repository that it was last seen in, by the vendor's id
-- column id: the vendor's immutable id
-- column payload: the record as it came, JSON; of a gone entity the last one seen
-- column first_seen_at: start of the walk that saw it first, UTC
-- column changed_at: start of the walk that last saw it change, UTC
-- column gone_at: start of the walk that missed it, UTC; null while it is there
-- column gone_reason: why it is gone, as far as the source tells; null while it is there
with record as (
    select
        source, scope, id, hash, payload, fetched_at,
        row_number() over (partition by source, id order by fetched_at desc, walk desc, row desc) as age,
        row_number() over (
            partition by source, id order by payload is null, fetched_at desc, walk desc, row desc
        ) as age_of_content
    from landing.stream
)
select
    source,
    max(scope) filter (where age = 1) as scope,
    id,
    max(payload) filter (where age_of_content = 1) as payload,
    min(fetched_at) as first_seen_at,
    max(fetched_at) as changed_at,
    max(fetched_at) filter (where age = 1 and payload is null) as gone_at,
    max(substr(hash, len('gone: ') + 1)) filter (
        where age = 1 and payload is null and starts_with(hash, 'gone: ')
    ) as gone_reason
from record
group by source, id
having max(payload) filter (where age_of_content = 1) is not null
