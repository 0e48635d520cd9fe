-- Resolutions with whether a ticket that was closed with one was completed; else it was cancelled. The organization file's
-- lists say so by name; GitHub's own word for completed needs no mention there.
-- One row per source and resolution.
-- key: source, resolution
with resolution_name as (
    select source, resolution from core.ticket
    union
    select source, to_text from core.ticket_change where field = 'resolution'
    union
    select source, from_text from core.ticket_change where field = 'resolution'
)
select
    resolution_name.source,
    resolution_name.resolution,
    case
        when list_contains(o.resolutions.counted, resolution_name.resolution) then true
        when list_contains(o.resolutions.not_counted, resolution_name.resolution) then false
        when source.kind = 'github' then resolution_name.resolution = 'completed'
        else o.resolutions.counted is null
    end as is_counted
from resolution_name
inner join core.source as source on source.source = resolution_name.source
cross join core.organization as o
where resolution_name.resolution is not null
