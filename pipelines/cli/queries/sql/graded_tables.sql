-- Published tables whose rows have a grade.
select distinct table_name as name
from duckdb_columns()
where schema_name = 'main' and column_name = 'grade'
order by name
