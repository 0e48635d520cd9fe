-- Which views read which columns of the tables in the schema $1.
select distinct
    relation.relname::text as relation_name,
    attribute.attname::text as column_name,
    format('%I.%I', reader_schema.nspname, reader.relname) as view
from pg_depend as dependency
inner join pg_rewrite as rule on rule.oid = dependency.objid
inner join pg_class as reader on reader.oid = rule.ev_class
inner join pg_namespace as reader_schema on reader_schema.oid = reader.relnamespace
inner join pg_class as relation on relation.oid = dependency.refobjid
inner join pg_attribute as attribute
    on attribute.attrelid = relation.oid and attribute.attnum = dependency.refobjsubid
where dependency.classid = 'pg_rewrite'::regclass
    and dependency.refclassid = 'pg_class'::regclass
    and reader.oid <> relation.oid
    and relation.relnamespace = (select oid from pg_namespace where nspname = $1)
