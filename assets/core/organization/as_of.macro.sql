-- The instant at which the run stands: what happened later counts for nothing.
create or replace macro core.as_of() as (
    (select run.as_of from core.run as run)
)
