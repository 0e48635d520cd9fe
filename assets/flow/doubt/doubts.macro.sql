-- The names of a set of doubts, in their order.
create or replace macro flow.doubts(bits) as (
    case
        when coalesce(bits, 0) = 0 then []
        else list_where(
                flow.doubt_names(),
                list_transform(range(len(flow.doubt_names())), lambda number: bits & (1 << number) > 0)
            )
    end
)
