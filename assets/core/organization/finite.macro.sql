-- A sum as it is shown: null where it is too large for a number, since infinity is none.
create or replace macro core.finite(total) as (
    case when isfinite(total) then total end
)
