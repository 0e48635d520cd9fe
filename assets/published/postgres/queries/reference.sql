-- The foreign keys between tables of the schema $1 that nothing enforces. From Postgres 18 on.
select
    relation.relname::text as relation_name,
    foreign_key.conname::text as name,
    referred.relname::text as refers_to,
    (
        select array_agg(attribute.attname::text order by place.number)
        from unnest(foreign_key.conkey) with ordinality as place (attnum, number)
        inner join pg_attribute as attribute
            on attribute.attrelid = relation.oid and attribute.attnum = place.attnum
    ) as columns
from pg_constraint as foreign_key
inner join pg_class as relation on relation.oid = foreign_key.conrelid
inner join pg_class as referred on referred.oid = foreign_key.confrelid
where foreign_key.contype = 'f'
    and not foreign_key.conenforced
    and relation.relnamespace = (select oid from pg_namespace where nspname = $1)
    and referred.relnamespace = relation.relnamespace
