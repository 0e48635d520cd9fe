-- The project or repository that a work item's key begins with, as organization files claim it.
create or replace macro core.project_of(key) as (
    lower(regexp_replace(key, '.\d+$', ''))
)
