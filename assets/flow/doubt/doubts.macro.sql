-- The names of a set of doubts, in their order.
create or replace macro flow.doubts(bits) as (
    list_filter(flow.doubt_names(), lambda name: bits & flow.doubt_bit(name) > 0)
)
