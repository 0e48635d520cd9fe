-- Which of the tables that the other queries here read have been built.
select table_name
from duckdb_tables()
where schema_name = 'core' and table_name in ('account_without_team', 'identity_review')
