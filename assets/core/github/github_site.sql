-- GitHub hosts. Their timelines tell what was added and removed, and not what there was before. Of issues the open ones are looked
-- at each night (connectors/github/open_records.py).
-- One row per source.
-- view: core.site
select
    source.source,
    null::varchar as base_url,
    null::varchar as flavour,
    null::varchar as version,
    false as has_values_before,
    false as has_custom_fields,
    count(issue.id) as unwatched_count
from core.source as source
left join raw.github_issue as issue
    on issue.source = source.source and issue.gone_at is null and (issue.payload ->> 'state') = 'CLOSED'
where source.kind = 'github'
group by source.source
