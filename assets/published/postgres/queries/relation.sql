-- What is in the schema $1 under which name, with its comment and the columns of its primary key.
select
    relation.relname::text as relation_name,
    relation.relkind::text as kind,
    obj_description(relation.oid, 'pg_class') as comment,
    primary_key.conname::text as key_name,
    (
        select array_agg(attribute.attname::text order by place.number)
        from unnest(primary_key.conkey) with ordinality as place (attnum, number)
        inner join pg_attribute as attribute
            on attribute.attrelid = relation.oid and attribute.attnum = place.attnum
    ) as key
from pg_class as relation
left join pg_constraint as primary_key on primary_key.conrelid = relation.oid and primary_key.contype = 'p'
where relation.relnamespace = (select oid from pg_namespace where nspname = $1)
    and relation.relkind in ('r', 'p', 'v', 'm', 'f')
