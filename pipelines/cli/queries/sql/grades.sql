-- Rows of a published table by their grade.
select
    grade,
    count(*) as row_count
from query_table($table)
where grade is not null
group by grade
