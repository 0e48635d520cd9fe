-- The number that a source's text tells; null where it is none, or no finite one.
create or replace macro core.number(told) as (
    case when isfinite(try_cast(told as double)) then try_cast(told as double) end
)
