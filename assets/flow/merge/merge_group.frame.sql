-- The teams that would best be put together, as of now: the partition into groups of limited size that has most of the
-- waits between teams inside its groups, and what speaks for it (metrics: what a merger would save). group_id is the ids of
-- its teams, or * for the whole partition. Shared platforms are in no group, and a team of which nobody is known is alone.
-- saved_* is what a merger would have saved of the waits inside: the estimate is null where a share is assumed. Of a
-- partition that could not be searched for there is the row * alone, without numbers.
-- One row per group, and one for all of them.
-- key: group_id
select
    (select list(team order by team.team_id) from flow.merge_team as team) as teams,
    (
        select list(wait order by wait.chain_key, wait.from_team, wait.to_team, wait.layer)
        from flow.merge_wait as wait
    ) as waits,
    (
        select list(request order by request.business_hours, request.is_picked_up desc, request.ticket_number)
        from flow.merge_request as request
    ) as requests,
    coalesce(o.tau_business_hours, 80)::double as tau_business_hours,
    o.largest_team,
    o.teams_together,
    o.teams_apart
from core.organization as o
