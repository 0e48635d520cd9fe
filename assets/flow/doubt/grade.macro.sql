-- How far a row may be trusted, by its doubts and by how many millionths of what it rests on they touch (metrics: trust):
-- below a tenth no finding makes numbers doubtful, and from half on no median holds. Null where it rests on nothing.
create or replace macro flow.grade(bits, millionths) as (
    case
        when millionths is null then null
        when bits = 0 then 'A'
        when millionths < 100000 then 'B'
        when millionths < 500000 then 'C'
        else 'D'
    end
)
