-- What the organization file calls by an earlier name, and names of the file that another thing has now: first those.
with word as (
    select distinct named.source, named.kind, named.thing_id, named.file_name as name, named.name as name_now
    from core.named_thing as named
    where named.file_name is not null
)
select
    source,
    case
        when kind = 'source_team' then 'team'
        when kind = 'team_value' then 'value of the Team field'
        when kind = 'project' and contains(name, '/') then 'repository'
        else kind
    end as what,
    name as "in the file",
    name_now as "called now",
    case when exists (
                select 1 from core.known_name as known
                where known.source = word.source and known.kind = word.kind and known.name = word.name
                    and known.is_taken and known.thing_id <> word.thing_id
            ) then 'another has the name'
    end as note
from word
where name <> name_now
order by note nulls last, source, what, name
