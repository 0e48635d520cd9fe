-- Resolutions with whether a ticket that was closed with one was completed; else it was cancelled. The organization file's
-- lists say so by name; GitHub's own word for completed needs no mention there.
-- One row per source and resolution.
-- key: source, resolution
with seen as (
    select source, resolution from core.ticket
    union
    select source, to_text from core.ticket_change where field = 'resolution'
    union
    select source, from_text from core.ticket_change where field = 'resolution'
)
select
    seen.source,
    seen.resolution,
    case
        when list_contains(o.resolutions.counted, seen.resolution) then true
        when list_contains(o.resolutions.not_counted, seen.resolution) then false
        when source.kind = 'github' then seen.resolution = 'completed'
        else o.resolutions.counted is null
    end as is_counted
from seen
inner join core.source as source on source.source = seen.source
cross join core.organization as o
where seen.resolution is not null
