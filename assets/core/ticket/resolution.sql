-- Resolutions with whether a ticket that was closed with one was completed; else it was cancelled. The organization file's
-- lists say so, by any name that a resolution has had; a vendor's own words need no mention there.
-- One row per source and resolution.
-- key: source, resolution
with resolution_name as (
    select source, resolution from core.ticket
    union
    select source, to_text from core.ticket_change where field = 'resolution'
    union
    select source, from_text from core.ticket_change where field = 'resolution'
),
word as (
    select
        resolution_name.source, resolution_name.resolution, min(named.file_name) as file_name
    from resolution_name
    left join core.known_name as known
        on known.source = resolution_name.source and known.kind = 'resolution'
        and known.name = resolution_name.resolution
    left join core.named_thing as named
        on named.source = known.source and named.kind = known.kind and named.thing_id = known.thing_id
    where resolution_name.resolution is not null
    group by resolution_name.source, resolution_name.resolution
),
vendor as (
    select source, list(resolution) filter (where is_counted) as counted
    from core.github_resolution
    group by source
)
select
    word.source,
    word.resolution,
    case
        when list_contains(o.resolutions.counted, word.resolution) then true
        when list_contains(o.resolutions.not_counted, word.resolution) then false
        when list_contains(o.resolutions.counted, word.file_name) then true
        when list_contains(o.resolutions.not_counted, word.file_name) then false
        when
            vendor.source is not null
            then coalesce(list_contains(vendor.counted, word.resolution), false)
        else o.resolutions.counted is null
    end as is_counted
from word
left join vendor on vendor.source = word.source
cross join core.organization as o
