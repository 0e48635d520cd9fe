-- Whether the account may make tables in the schema $1, or the schema, where it is not there yet.
select
    coalesce(
        (
            select has_schema_privilege(oid, 'CREATE') and has_schema_privilege(oid, 'USAGE')
            from pg_namespace where nspname = $1
        ),
        has_database_privilege(current_database(), 'CREATE')
    )
