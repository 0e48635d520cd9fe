-- The names of a set of doubts, in their order.
create or replace macro flow.doubts(bits) as (
    case
        when bits = 0 then []
        else list_filter(flow.doubt_names(), lambda name, number: bits & (1 << (number - 1)) > 0)
    end
)
