-- By how many times work would be faster at most if the waiting that is this share of its time vanished.
create or replace macro flow.speed_up_bound(tax) as (
    1 / nullif(1 - tax, 0)
)
