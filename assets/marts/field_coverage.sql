-- Which fields were taken for the estimate, the team, the sprint and so on, and how full they are: fields of Jira, and fields of
-- issues, fields of boards and labels of GitHub. Of a repository those alone that an issue of it has filled.
-- The organization file can name others (sources: fields).
-- One row per field and project.
-- key: source, field_id, project_id
-- column source: configured name of the Jira site or GitHub host
-- column role: what the field is taken for: points, team, sprint, priority, epic_link, flagged, request_type or development
-- column field_id: the vendor's id of the field; of labels, label: and their pattern
-- column name: what it is called there
-- column found_by: why it is taken for that: organization file, type, board (one estimates in it) or name
-- column project_id: the vendor's id of the project or repository
-- column project_key: the project's key today, or the repository's name
-- column ticket_count: tickets that are in the project now
-- column filled_count: those of them in which the field is filled
-- column filled_share: filled_count of ticket_count
-- column precedence: 1 is the field that counts first in this project, 2 the one that counts where that is empty
select
    coverage.source,
    coverage.role,
    coverage.field_id,
    role.name,
    role.found_by,
    coverage.project_id,
    coalesce(project.key, repository.name) as project_key,
    coverage.ticket_count,
    coverage.filled_count,
    coverage.filled_count / coverage.ticket_count as filled_share,
    coverage.rank as precedence
from core.field_coverage as coverage
inner join core.field_role as role on role.source = coverage.source and role.field_id = coverage.field_id
left join core.project as project
    on project.source = coverage.source and project.project_id = coverage.project_id
left join core.repository as repository
    on repository.source = coverage.source and repository.repository_id = coverage.project_id
order by source, role, project_key, precedence
