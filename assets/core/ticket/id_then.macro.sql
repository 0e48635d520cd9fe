-- The id of what a field held at as_of: by `fields`, the fields that changed since, or else the one that it holds now.
create or replace macro core.id_then(fields, field, id_now) as (
    case when fields[field] is null then id_now else fields[field].id end
)
