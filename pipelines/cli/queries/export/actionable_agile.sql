-- Tickets as ActionableAgile reads them: a date for each step that a ticket entered, of a step that it skipped that of the
-- next one. Cancelled ones, gone ones and those of before the history are left out, as they are in Baton's throughput.
select
    work_item_key as "ID",
    work_item_url as "Link",
    created_at_local::date as "Created",
    least(first_work_at_local, closed_at_local)::date as "Started",
    closed_at_local::date as "Done",
    team_name as "Team",
    type as "Type",
    priority as "Priority",
    project_key as "Project",
    epic_key as "Epic",
    requested_by as "Requested by",
    requester_team_name as "Requesting team",
    points as "Points",
    handoff_count as "Handoffs",
    grade as "Grade"
from work_item
where is_counted and is_observed
    and (state = 'open' or (state = 'done' and closed_at is not null))
    and $team in ('', team_id)
order by created_at, source, work_item_id
