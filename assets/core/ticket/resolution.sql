-- Resolutions with whether a ticket that was closed with one was completed; else it was cancelled. The organization file's
-- lists say so by name; a vendor's own words need no mention there.
-- One row per source and resolution.
-- key: source, resolution
with resolution_name as (
    select source, resolution from core.ticket
    union
    select source, to_text from core.ticket_change where field = 'resolution'
    union
    select source, from_text from core.ticket_change where field = 'resolution'
),
vendor as (
    select source, list(resolution) filter (where is_counted) as counted
    from core.github_resolution
    group by source
)
select
    resolution_name.source,
    resolution_name.resolution,
    case
        when list_contains(o.resolutions.counted, resolution_name.resolution) then true
        when list_contains(o.resolutions.not_counted, resolution_name.resolution) then false
        when
            vendor.source is not null
            then coalesce(list_contains(vendor.counted, resolution_name.resolution), false)
        else o.resolutions.counted is null
    end as is_counted
from resolution_name
left join vendor on vendor.source = resolution_name.source
cross join core.organization as o
where resolution_name.resolution is not null
