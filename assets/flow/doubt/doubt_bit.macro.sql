-- A doubt as a set of one: sets of doubts are numbers, one bit each, which add up faster than lists.
create or replace macro flow.doubt_bit(doubt) as (
    1 << (list_position(flow.doubt_names(), doubt) - 1)
)
