-- Whether there is a schema $1.
select count(*) from pg_namespace where nspname = $1
