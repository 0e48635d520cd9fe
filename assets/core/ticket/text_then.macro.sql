-- The text of what a field held at as_of: by `fields`, the fields that changed since, or else the one that it holds now.
create or replace macro core.text_then(fields, field, text_now) as (
    case when fields[field] is null then text_now else fields[field].text end
)
