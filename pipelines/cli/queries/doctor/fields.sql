-- Which fields of Jira have a role, and in which projects they are filled.
select
    source, role, name || ' (' || field_id || ')' as field, found_by as "found by",
    sum(filled_count)::bigint as filled, sum(ticket_count)::bigint as tickets,
    printf('%.0f %%', 100 * sum(filled_count) / sum(ticket_count)) as share,
    coalesce(string_agg(project_key, ' ' order by project_key) filter (where filled_count > 0), '-')
        as projects
from field_coverage
group by all
order by source, role, filled desc, field
