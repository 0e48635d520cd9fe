-- Jira sites as they present themselves. A history there tells what a field held before each change.
-- One row per source.
-- key: source
select
    source,
    any_value(payload) ->> 'baseUrl' as base_url,
    any_value(payload) ->> 'deploymentType' as flavour,
    any_value(payload) ->> 'version' as version,
    true as has_values_before,
    true as has_custom_fields
from raw.jira_site
where gone_at is null
group by source
