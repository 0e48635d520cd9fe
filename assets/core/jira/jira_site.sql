-- Jira sites as they presented themselves last. A history there tells what a field held before each change.
-- One row per source.
-- key: source
select
    source,
    payload ->> 'baseUrl' as base_url,
    payload ->> 'deploymentType' as flavour,
    payload ->> 'version' as version,
    true as has_values_before,
    true as has_custom_fields
from raw.jira_site
where gone_at is null
qualify row_number() over (partition by source order by changed_at desc, id) = 1
