-- What things are called now, and what the organization file calls them: by the name of now if the file has it, or else by the
-- newest of the earlier names that it has and no other thing had before. Null where it names none.
-- One row per thing.
-- key: source, kind, thing_id
select
    known.source,
    known.kind,
    known.thing_id,
    max_by(known.name, (known.last_seen_at, known.name)) as name,
    max_by(known.name, (known.last_seen_at, known.name))
    filter (where word.name is not null and not known.is_taken) as file_name
from core.known_name as known
left join core.file_word as word
    on word.source = known.source and word.kind = known.kind and word.name = known.name
group by known.source, known.kind, known.thing_id
