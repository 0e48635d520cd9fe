-- What waited working hours cost by the organization file's own rate; null where it has none: no rate is ever assumed.
create or replace macro core.waited_cost(business_hours) as (
    business_hours * (select o.cost_per_waited_hour from core.organization as o)
)
