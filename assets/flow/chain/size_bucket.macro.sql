-- The bucket of an estimate: 1, 2, 3, 5 or 8+, each with what is above the one before.
create or replace macro flow.size_bucket(points) as (
    case
        when points <= 1 then '1'
        when points <= 2 then '2'
        when points <= 3 then '3'
        when points <= 5 then '5'
        else '8+'
    end
)
