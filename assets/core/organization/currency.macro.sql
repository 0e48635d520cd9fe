-- In what waited hours are reckoned, as the organization file names it; null where it has no rate.
create or replace macro core.currency() as (
    (select o.currency from core.organization as o)
)
