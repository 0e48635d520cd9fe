-- What waited in the queues of teams that are there at as_of, and arrived in the window of what-if questions: what their own
-- members asked for, and what other teams did. Customers' and nobody's requests are left out (metrics: what a merger would
-- save).
-- One row per ticket and team.
-- key: ticket_number, team_id
select
    wait.wait_number as ticket_number,
    wait.to_team as team_id,
    wait.chain_key,
    wait.from_team = wait.to_team as is_internal,
    wait.is_picked_up,
    wait.business_hours,
    wait.follow_up_business_hours
from flow.wait as wait
inner join flow.merge_team as receiver on receiver.team_id = wait.to_team
inner join core.team as requester on requester.team_id = wait.from_team and not requester.is_pseudo
where wait.population = 'queue' and wait.entry_hours = 0 and wait.business_hours is not null
    and wait.follow_up_hours <= epoch(core.as_of() - flow.merge_window_from()) / 3600
