-- A handoff has two different teams and runs forward in time: released, routed, touched, started.
-- asset: flow.handoff
-- blocking: yes
select handoff_id, from_team, to_team, released_at, touched_at
from flow.handoff
where from_team = to_team or core.is_pseudo_owner(from_team) or core.is_pseudo_owner(to_team)
    or routed_at < released_at or touched_at < routed_at or started_at < touched_at
