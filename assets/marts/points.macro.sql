-- The estimates of some tickets, summed: unestimated ones add nothing. Null where there are tickets and none has an estimate,
-- since nobody knows then how large they are.
create or replace macro marts.points(estimate, is_counted) as (
    case
        when count(*) filter (where is_counted) = 0 then 0::double
        else core.finite(sum(estimate) filter (where is_counted))
    end
)
