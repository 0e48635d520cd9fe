-- The pseudo-owner of what nobody has: triage.
create or replace macro core.unowned() as (
    'UNOWNED'
)
