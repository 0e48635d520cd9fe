-- What clocks in the organization's time zone show at an instant of UTC. Local times do not measure anything: where the
-- clocks change, an hour comes twice or not at all.
create or replace macro core.local_time(moment) as (
    timezone((select o.timezone from core.organization as o), timezone('UTC', moment))
)
