-- Whether an owner is no team.
create or replace macro core.is_pseudo_owner(owner) as (
    owner in (core.unowned(), core.customer())
)
