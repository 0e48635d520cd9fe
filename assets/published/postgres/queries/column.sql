-- The columns of the tables in the schema $1, with their types and comments.
select
    relation.relname::text as relation_name,
    attribute.attname::text as column_name,
    format_type(attribute.atttypid, attribute.atttypmod) as type,
    col_description(relation.oid, attribute.attnum) as comment
from pg_class as relation
inner join pg_attribute as attribute on attribute.attrelid = relation.oid
where relation.relnamespace = (select oid from pg_namespace where nspname = $1)
    and relation.relkind = 'r'
    and attribute.attnum > 0
    and not attribute.attisdropped
